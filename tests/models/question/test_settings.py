"""What a business may set of its planners' words."""

import tomllib

from history.home import TEMPLATE
from history.settings import Business
from history.simulator import settings_text
from models.question import QuestionSettings


def test_the_setting_is_in_the_template() -> None:
    """`leadcast init` writes an example of it."""
    lines = [line.removeprefix("# ") for line in TEMPLATE.read_text(encoding="utf-8").splitlines()]
    at = lines.index("[questions.also]")

    found = QuestionSettings(also=tomllib.loads(lines[at + 2]))

    assert (("华东", "East China"), ("华东", "east")) == found.pairs


def test_a_simulated_world_is_called_in_english_too() -> None:
    """Its settings say how."""
    found = QuestionSettings(**tomllib.loads(settings_text(Business()))["questions"])

    assert ("华北", "North") in found.pairs
    assert ("广告", "ads") in found.pairs
