from datetime import timedelta

import numpy as np
import pandas as pd

from models.calibration import Map
from training.learning.candidates import Forward
from training.learning.recalibrate import choose_map

WEEK = timedelta(days=7)
ROWS = 4000


def said(shifts=(0.0, 0.0, 0.0, 0.0), slope=1.0, step=7):
    """Four blocks, `step` days apart; the truth is the block's shift + `slope` × what the model says."""
    random = np.random.default_rng(0)
    odds = random.normal(-1, 1, size=ROWS)
    fold = np.repeat(np.arange(4), ROWS // 4)
    labels = random.random(ROWS) < 1 / (1 + np.exp(-(np.array(shifts)[fold] + slope * odds)))
    cutoff = pd.DatetimeIndex(pd.Timestamp("2025-01-06", tz="UTC") + pd.to_timedelta(step * fold, unit="D"))
    return Forward(labels, np.arange(ROWS) % 500, fold, cutoff, {"boosted": 1 / (1 + np.exp(-odds))}, {"boosted": 0})


def test_a_calibrated_model_is_left_alone():
    """
    Where probabilities hold, the map changes nothing.
    """
    assert Map() == choose_map(said(), "boosted", WEEK)[0]


def test_a_lasting_shift_is_taken_back():
    """
    Where the truth lies one unit of log-odds above what is said, in all blocks, that is added.
    """
    mapping, _ = choose_map(said((1.0, 1.0, 1.0, 1.0)), "boosted", WEEK)

    assert 0.85 < mapping.shift < 1.15


def test_overconfidence_is_taken_back():
    """
    Where the truth is half as spread as what is said, so becomes the map's slope.
    """
    mapping, _ = choose_map(said(slope=0.4), "boosted", WEEK)

    assert 0.3 < mapping.slope < 0.5


def test_a_shift_that_turns_is_not_trusted():
    """
    A level that moved up and then down gives no map, though one would fit the past.
    """
    mapping, trials = choose_map(said((1.0, 1.0, -1.0, -1.0)), "boosted", WEEK)

    assert Map() == mapping
    assert {"shift", "shift of late", "shift and slope"} == {trial.name for trial in trials}


def test_answers_not_yet_known_are_not_used():
    """
    With a horizon as long as all blocks, no answer is known in time and nothing can be tried.
    """
    mapping, trials = choose_map(said((1.0, 1.0, 1.0, 1.0)), "boosted", timedelta(days=60))

    assert Map() == mapping
    assert [0.0, 0.0, 0.0] == [trial.gain.mean for trial in trials]


def test_a_constant_score_has_no_slope():
    """
    For the base rate only the level is tried, of all time and of late.
    """
    forward = said()
    forward.scores["base_rate"] = np.full(ROWS, 0.3)

    assert ["shift", "shift of late"] == [trial.name for trial in choose_map(forward, "base_rate", WEEK)[1]]


def test_a_level_that_moved_for_good_is_followed():
    """
    Where only the last blocks lie higher, the shift is learned from the last eight weeks of answers alone.
    """
    mapping, trials = choose_map(said((0.0, 1.0, 1.0, 1.0), step=60), "boosted", WEEK)

    assert "shift of late" == max(trials, key=lambda trial: trial.gain.mean).name
    assert 0.85 < mapping.shift < 1.15
