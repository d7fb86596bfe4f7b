"""The one reason to tell where there is room for one."""

import pytest

from models.evidence import Text
from models.reasons import Reason, foremost

WORDS = Text("words", "话")


def why(**points: float) -> list[Reason]:
    """Reasons by group, in the order given."""
    return [
        Reason(group, WORDS, WORDS, "raises" if each > 0 else "lowers", each, 1.0) for group, each in points.items()
    ]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ({"inbound": 4.0, "touches": 3.0}, "inbound"),
        ({"touches": 4.0, "inbound": 2.0, "news": 1.9}, "inbound"),
        ({"touches": 4.0, "account_touches": 3.0, "news": 1.9}, "touches"),
        ({"touches": 4.0, "pipeline": -3.0}, "touches"),
        ({"pipeline": -3.0}, None),
        ({}, None),
    ],
)
def test_contacts_give_way_to_what_has_half_of_their_points(points: dict[str, float], expected: str | None) -> None:
    """They tell likely accounts apart least; what lowers the score is never told."""
    found = foremost(why(**points))
    assert expected == (None if found is None else found.group)
