"""The funnel, against three leads followed by hand."""

import pandas as pd

from history.record import History
from history.settings import Business
from training.funnel import funnel

STAGES = ("new", "met")
START = pd.Timestamp("2025-03-03", tz="UTC")


def made(*walks: dict[str, float]) -> History:
    """One lead a walk, which says on which day each stage was reached."""
    rows = [(f"L{number}", stage, day) for number, walk in enumerate(walks) for stage, day in walk.items()]
    changes = pd.DataFrame(rows, columns=["lead_id", "stage", "day"])
    when = START + pd.to_timedelta(changes.pop("day"), unit="D")
    return History.of(Business(stages=STAGES), stage_changes=changes.assign(changed_at=when, recorded_at=when))


def test_what_comes_next_is_shared_out():
    """
    Of four leads two go on, one is lost, one stands; the days are those until the next change.
    """
    walks = {"new": 0, "met": 2, "won": 12}, {"new": 0, "met": 4}, {"new": 0, "lost": 6}, {"new": 0}
    found = funnel(made(*walks), STAGES)

    assert [4, 2] == found["reached"].tolist()
    assert [0.5, 0.0, 0.25, 0.25] == found.loc["new", ["went_on", "won", "lost", "stand"]].tolist()
    assert [0.0, 0.5, 0.0, 0.5] == found.loc["met", ["went_on", "won", "lost", "stand"]].tolist()
    assert [4.0, 10.0] == found["days_median"].tolist()


def test_a_stage_that_nobody_reached_is_left_out():
    """
    Stages of the settings that never occur have no shares to speak of.
    """
    assert ["new"] == funnel(made({"new": 0}), STAGES).index.tolist()


def test_a_history_without_stages_has_an_empty_funnel():
    """
    A CRM that knows only wins is no error; the columns are there.
    """
    found = funnel(made({"won": 1}), ())

    assert 0 == len(found)
    assert "went_on" in found
