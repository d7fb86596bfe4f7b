"""What an answer leaves out, and says so, where the history does not tell."""

from datetime import date

import numpy as np
import pytest

from models.sandbox.plan.scenario import Scenario

TODAY = date(2026, 1, 5)


def test_without_reps_load_is_left_out_and_said_so(build):
    """
    No load, no effect of it, no warning of too much, but a note.
    """
    unknown = np.full(4, np.nan)
    answer = build(reps=unknown, load_now=unknown, load_seen=unknown).forecast(Scenario(1_000, TODAY))

    assert answer.load_effect is None
    assert {(None, None, None, False)} == {
        (region.load_now, region.load_reached, region.load_seen, region.overloaded) for region in answer.regions
    }
    assert [0.0] * 6 == pytest.approx([cell.load for cell in answer.cells], abs=2e-6)
    assert any("names no reps" in note.en and "没有销售代表" in note.zh for note in answer.notes)


def test_a_region_without_reps_is_the_only_one_without_load(build):
    """
    Where one region has no rep at work, its load is unknown and the others' known.
    """
    answer = build(reps=np.array([4.0, 0.0, 4.0, 0.0])).forecast(Scenario(300, TODAY))

    assert [False, True, False] == [region.load_reached is None for region in answer.regions]


def test_thin_cells_are_counted_in_a_note(build):
    """
    Cells that get leads and have fewer than ten behind them; those that get none are not counted.
    """
    past = np.zeros((4, 3))
    past[:3, :2] = [[100, 100], [100, 3], [2, 2]]
    notes = build(past=past).forecast(Scenario(60, TODAY, regions={"东部": 0.5, "北部": 0.5})).notes

    assert ["1 of the cells that get leads have fewer than 10 past leads and lean on their region and industry."] == [
        note.en for note in notes if "fewer than" in note.en
    ]
    assert not [note for note in build(past=past).forecast(Scenario(0, TODAY)).notes if "fewer than" in note.en]
