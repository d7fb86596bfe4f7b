"""Who looks after an account."""

from datetime import datetime, timedelta

import pandas as pd
import pytest

from history.record import History
from history.settings import Business
from models.today.owners import Owners, owners_of
from models.today.result import Person

NOW = pd.Timestamp("2026-03-03T01:00Z")


def ago(days: float) -> datetime:
    """A moment so many days before now."""
    return (NOW - timedelta(days=days)).to_pydatetime()


def owners(
    leads: list[tuple[str, float, str | None]],
    lost: tuple[str, ...] = (),
    touches: list[tuple[float, str]] = (),
    left: tuple[str, ...] = (),
) -> Owners:
    """Of account A with leads (id, created so many days ago, rep), and activities (days ago, rep) of its own."""
    history = History.of(
        Business(),
        leads=pd.DataFrame(
            [
                {"lead_id": name, "account_id": "A", "created_at": ago(d), "recorded_at": ago(d), "rep_id": rep}
                for name, d, rep in leads
            ],
            columns=["lead_id", "account_id", "created_at", "recorded_at", "rep_id"] if not leads else None,
        ),
        stage_changes=pd.DataFrame(
            [{"lead_id": name, "stage": "lost", "changed_at": ago(0.5), "recorded_at": ago(0.5)} for name in lost]
        ),
        activities=pd.DataFrame(
            [
                {
                    "activity_id": f"T{place}",
                    "account_id": "A",
                    "kind": "call",
                    "happened_at": ago(d),
                    "recorded_at": ago(d),
                    "rep_id": rep,
                }
                for place, (d, rep) in enumerate(touches)
            ]
        ),
        reps=pd.DataFrame(
            [
                {
                    "rep_id": rep,
                    "name": f"Rep {rep}",
                    "joined_at": ago(900),
                    "recorded_at": ago(900),
                    "left_at": ago(0.5) if rep in left else None,
                }
                for rep in ("R1", "R2")
            ]
        ),
    )
    return owners_of(history.known_by(NOW), NOW)


def test_the_rep_of_the_newest_open_lead_looks_after_the_account() -> None:
    """Though others did more of late."""
    found = owners([("L1", 30, "R1"), ("L2", 20, "R2"), ("L3", 10, "R1")], lost=("L3",), touches=[(1, "R1")])

    assert Person("R2", "Rep R2") == found.of_account("A")


def test_else_whoever_did_last() -> None:
    """By a lead or by an activity."""
    assert Person("R1", "Rep R1") == owners([("L1", 30, "R2")], lost=("L1",), touches=[(1, "R1")]).of_account("A")
    assert Person("R2", "Rep R2") == owners([("L1", 30, "R2")], lost=("L1",), touches=[(40, "R1")]).of_account("A")


def test_who_has_left_looks_after_nobody() -> None:
    """The account falls to the next one, or to nobody; the lead still names who left."""
    found = owners([("L1", 30, "R1")], touches=[(40, "R2")], left=("R1",))

    assert Person("R2", "Rep R2") == found.of_account("A")
    assert Person("R1", "Rep R1") == found.of_lead("L1")
    assert owners([("L1", 30, "R1")], left=("R1",)).of_account("A") is None


@pytest.mark.parametrize("leads", [[], [("L1", 30.0, None)]])
def test_nobody_is_nobody(leads: list[tuple[str, float, str | None]]) -> None:
    """No rep is made up, and one without a name has its id alone."""
    assert owners(leads).of_account("A") is None
    assert Person("R9", None) == owners([("L1", 30, "R9")]).of_account("A")
