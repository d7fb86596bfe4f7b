"""The chance to be won by a day from log-odds, and its shares, against slow sums over the days."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import expit, logit

from models.intervals import DAYS, EDGES
from models.open_leads import curves_of
from models.won_by import intervals_until, shares, won_by, worked_until

INTERVALS = len(EDGES) - 1
ODDS = arrays(np.float64, (2, INTERVALS), elements=st.floats(-5, 4))
PARTS = arrays(np.float64, (3, 2, INTERVALS), elements=st.floats(-2, 2))
# Five days on, two off.
WEEKS = np.where(np.arange(DAYS) % 7 < 5, 7 / 5, 0.0)[None]


def chance(odds: np.ndarray, day: int) -> float:
    """P(won by the day), from the curve day by day."""
    won, lost = expit(odds)
    total = np.maximum(won + lost, 1.0)
    return float(curves_of((won / total)[None], (lost / total)[None], WEEKS)[0, day - 1])


def slowly(base: np.ndarray, parts: np.ndarray, day: int, steps: int = 200) -> list[float]:
    """The share of each part: the line in small steps, on each of which one part after the other moves alone."""
    found, small = np.zeros(len(parts)), 1e-4
    for step in range(steps):
        here = base + (step + 0.5) / steps * parts.sum(axis=0)
        ends = [[logit(chance(here + side * small * part, day)) for side in (-1, 1)] for part in parts]
        found += np.diff(ends, axis=1)[:, 0] / (2 * small * steps)
    return found.tolist()


@given(odds=ODDS, day=st.integers(1, DAYS))
def test_the_chance_is_the_curve_s(odds: np.ndarray, day: int) -> None:
    """On any day, whatever the log-odds; what is left of 1 is the rest."""
    work = worked_until(WEEKS, day)
    found = won_by(odds[None, :, : work.shape[1]], work)

    assert chance(odds, day) == pytest.approx(found.won[0], rel=1e-9)
    assert 1 == pytest.approx(found.won[0] + found.not_won[0], rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("day", [3, 30, 90, 182])
def test_shares_are_those_of_small_steps(seed: int, day: int) -> None:
    """Of three parts that are large enough to matter, on lines that no chance of 1 breaks."""
    random = np.random.default_rng(seed)
    base, parts = random.uniform(-4, -1.5, (2, INTERVALS)), random.uniform(-0.5, 0.5, (3, 2, INTERVALS))
    until = intervals_until(day)

    found = shares(base[:, :until], parts[None, ..., :until], worked_until(WEEKS, day))[0]

    assert slowly(base, parts, day) == pytest.approx(found.tolist(), abs=1e-6)


@settings(max_examples=40)
@example(base=np.ones((2, INTERVALS)), parts=np.full((3, 2, INTERVALS), 1e-313), day=30)
@given(base=ODDS, parts=PARTS, day=st.integers(1, DAYS))
def test_shares_sum_to_the_whole_difference(base: np.ndarray, parts: np.ndarray, day: int) -> None:
    """Of the log-odds, whatever the parts; where an interval's chances run into 1, to about three digits."""
    until = intervals_until(day)
    found = shares(base[:, :until], parts[None, ..., :until], worked_until(WEEKS, day))

    difference = logit(chance(base + parts.sum(axis=0), day)) - logit(chance(base, day))
    assert difference == pytest.approx(found.sum(), abs=1e-2)


@settings(max_examples=40)
@given(base=ODDS, parts=PARTS, day=st.integers(1, DAYS))
def test_equal_parts_add_the_same_and_nothing_adds_nothing(base: np.ndarray, parts: np.ndarray, day: int) -> None:
    """Whatever else there is."""
    until = intervals_until(day)
    made = np.stack([parts[0], parts[1], parts[0], 0 * parts[0]])[None, ..., :until]

    one, _, other, nothing = shares(base[:, :until], made, worked_until(WEEKS, day))[0]

    assert (one, 0.0) == (other, nothing)


@pytest.mark.parametrize(("day", "expected"), [(1, [1]), (7, [5]), (8, [5, 1]), (14, [5, 5]), (30, [5, 5, 10, 2])])
def test_days_worked_are_counted_to_the_day_asked(day: int, expected: list[int]) -> None:
    """By interval, none beyond it."""
    assert [n * 7 / 5 for n in expected] == pytest.approx(worked_until(WEEKS, day)[0].tolist())
