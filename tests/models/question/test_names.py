"""Names as planners write them."""

from history.names import Names
from models.question import Vocabulary, understand
from models.sandbox.plan.scenario import RepChange
from tests.models.question.asking import TODAY


def test_names_may_be_called_otherwise() -> None:
    """By the words of the settings, in the plural too; a name of the history itself comes first."""
    names = Names(also={"华北": ["North"], "广告": ["ad"], "华东": ["East"]})
    words = Vocabulary(("华北", "华东", "East"), (), ("广告",), names=names)

    found = understand("next month 50 more leads a week from ads in the north, two new reps", words, TODAY)
    east = understand("50 leads in East", words, TODAY)

    assert ({"华北": 1.0}, {"广告": 1.0}, (RepChange("华北", 2),)) == (found.regions, found.sources, found.reps)
    assert {"East": 1.0} == east.regions


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    """In the question as in names, in any mixture."""
    words = Vocabulary(("華東", "华南"), ("制造业",))
    asked = "下週華東新增兩百條線索，其中製造業佔60%，華東增加兩名銷售，從華東調1名銷售到華南，4小時內響應，會怎樣？"

    found = understand(asked, words, TODAY)

    assert (200, {"華東": 1.0}, {"制造业": 0.6}) == (found.leads, found.regions, found.industries)
    assert (RepChange("華東", 2), RepChange("華東", -1), RepChange("华南", 1)) == found.reps
    assert found == understand(asked.replace("華", "华"), words, TODAY)
