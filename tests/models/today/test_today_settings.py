"""What a business may set of its morning list."""

import tomllib
from itertools import takewhile

import pytest
from pydantic import ValidationError

from history.home import TEMPLATE
from models.today.settings import TodaySettings


def test_every_setting_is_in_the_template() -> None:
    """`leadcast init` writes each with its default."""
    lines = iter([line.removeprefix("# ") for line in TEMPLATE.read_text(encoding="utf-8").splitlines()])
    while next(lines) != "[today]":
        pass
    table = "\n".join(line for line in takewhile(lambda line: not line.startswith("["), lines) if " = " in line)

    assert set(TodaySettings.model_fields) == set(tomllib.loads(table))
    assert TodaySettings() == TodaySettings(**tomllib.loads(table))


@pytest.mark.parametrize(
    "given", [{"limit": 0}, {"usual": 1.2}, {"unanswered": "soon"}, {"day_ends": "25:00"}, {"weeks": 3}, {"quote": []}]
)
def test_what_makes_no_sense_is_refused(given: dict[str, object]) -> None:
    """Unknown keys as well."""
    with pytest.raises(ValidationError):
        TodaySettings(**given)
