"""Names as planners write them."""

import pytest

from history.errors import UserError
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


def test_who_is_asked_for_a_region_is_shown_names_in_both_languages() -> None:
    """In the English half of the error as English readers know them."""
    names = Names(also={"华北": ["North"], "华东": ["East"]})

    with pytest.raises(UserError) as refused:
        understand("200 leads next week, two more reps", Vocabulary(("华北", "华东"), (), names=names), TODAY)

    assert "已知：华北, 华东。 Name the region. Known: North, East." in refused.value.hint


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    """In the question as in names, in any mixture."""
    words = Vocabulary(("華東", "华南"), ("制造业",))
    asked = "下週華東新增兩百條線索，其中製造業佔60%，華東增加兩名銷售，從華東調1名銷售到華南，4小時內響應，會怎樣？"

    found = understand(asked, words, TODAY)

    assert (200, {"華東": 1.0}, {"制造业": 0.6}) == (found.leads, found.regions, found.industries)
    assert (RepChange("華東", 2), RepChange("華東", -1), RepChange("华南", 1)) == found.reps
    assert found == understand(asked.replace("華", "华"), words, TODAY)


@pytest.mark.parametrize("said", ["Northeast", "North East", "north-east", "North East China"])
def test_one_direction_is_one_region_however_it_is_written(said: str) -> None:
    """Not the two that its halves are, which would send the leads elsewhere without a word."""
    names = Names(also={"东北": ["Northeast", "Northeast China"], "华北": ["North"], "华东": ["East", "East China"]})
    words = Vocabulary(("东北", "华北", "华东"), (), names=names)

    assert {"东北": 1.0} == understand(f"200 leads next week in the {said}", words, TODAY).regions


@pytest.mark.parametrize("said", ["North East", "north-east", "website ads", "website ads events"])
def test_two_names_side_by_side_are_no_list(said: str) -> None:
    """They read as the name of something else, which is not known."""
    words = Vocabulary(("North", "East"), (), ("Website", "Ads", "Events"))

    with pytest.raises(UserError, match="Not understood") as refused:
        understand(f"200 leads next week from {said}", words, TODAY)

    assert " ".join(said.split()[:2]) in refused.value.message


def test_names_of_two_kinds_may_stand_side_by_side() -> None:
    """As planners say them; names in Chinese need no comma either."""
    words = Vocabulary(("North", "华东", "华北"), ("Retail",), ("Ads",))

    english = understand("200 North Retail leads from ads next week", words, TODAY)
    chinese = understand("下周华东 华北各100条线索", words, TODAY)

    assert ({"North": 1.0}, {"Retail": 1.0}, {"Ads": 1.0}) == (english.regions, english.industries, english.sources)
    assert {"华东": 0.5, "华北": 0.5} == chinese.regions
