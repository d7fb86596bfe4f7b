"""The chance that an open lead is won by a day, from the log-odds of its intervals, and what parts of these add to it.

The log-odds of being won by the day are a smooth function of those of ending by either cause within each interval. What
a part of the latter adds is its Aumann–Shapley share along the straight line from where it starts to where it ends: the
mean slope on that line, times the part. Shares sum to the whole difference. Sources: Aumann and Shapley, "Values of
Non-Atomic Games", 1974; Sundararajan, Taly and Yan, "Axiomatic attribution for deep networks", 2017.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from models.intervals import DAYS, EDGES, Curve

Array = npt.NDArray[np.float64]

MOST_ENDED = 1 - 1e-12
# Where both chances of an interval come to 1 the slope leaps, and before it runs up like a power: the tanh-sinh rule
# (Takahasi and Mori, 1974), whose points crowd towards both ends, adds such a function up.
_EVEN = np.arange(-3.0, 3.0 + 1e-9, 0.125)
PLACES = expit(np.pi * np.sinh(_EVEN))
WEIGHTS = 0.125 * np.pi * np.cosh(_EVEN) * PLACES * expit(-np.pi * np.sinh(_EVEN))


class WonBy(NamedTuple):
    """Of each lead (n): `won`, the chance to be won by the day, `not_won` the rest of 1, and how the log-odds of that
    rise with the log-odds of ending by each cause within each interval, `slope` (n, 2, intervals)."""

    won: Array
    not_won: Array
    slope: Array


def intervals_until(day: int) -> int:
    """How many intervals begin before the end of that day, 1 … 182."""
    return int(np.searchsorted(EDGES, day))


def worked_until(worked: Curve, day: int) -> Array:
    """Of `worked` (n, 182), each day over an average one, what lies in each interval by the day: (n, intervals)."""
    so_far = np.where(np.arange(DAYS) < day, worked, 0.0)
    sums = np.add.reduceat(so_far, EDGES[:-1], axis=1)
    return np.asarray(sums[:, : intervals_until(day)])


def won_by(odds: Array, work: Array) -> WonBy:
    """From log-odds (n, 2, intervals) of being won and lost in an interval with usual work, and the days `work`
    (n, intervals) of each that are worked by the day asked; there must be some."""
    chance = expit(odds)
    both = chance.sum(axis=1)
    ended = np.minimum(both, MOST_ENDED)
    lengths = np.diff(EDGES)[: work.shape[1]]
    left = np.exp(np.cumsum(np.log1p(-ended) * work / lengths, axis=1))
    before = np.hstack([np.ones((len(left), 1)), left[:, :-1]])
    share = chance[:, 0] / both
    gained, lost = (before - left) * share, (before - left) * (1 - share)
    won, not_won = gained.sum(axis=1), lost.sum(axis=1) + left[:, -1]
    later = won[:, None] - np.cumsum(gained, axis=1)
    # What a higher hazard of ending does: more ends here, fewer are left to be won later.
    by_ending = np.where(both < MOST_ENDED, (share * left - later) * work / lengths / (1 - ended), 0.0)
    by_share = ((before - left) / both**2)[:, None] * np.stack([chance[:, 1], -chance[:, 0]], axis=1)
    slope = chance * (1 - chance) * (by_ending[:, None] + by_share)
    return WonBy(won, not_won, slope / (won * not_won)[:, None, None])


def shares(base: Array, parts: Array, work: Array) -> Array:
    """What each of the `parts` (n, parts, 2, intervals) of the log-odds adds to the log-odds of being won by the day
    that `work` is of, from those at `base` on, of all leads (2, intervals) or of each (n, 2, intervals): (n, parts).

    They sum to the whole difference to many digits, to two or three where both chances of an interval run into 1.
    """
    whole = parts.sum(axis=1)
    slope = np.zeros_like(whole)
    for at, weight in _nodes(base, whole):
        slope += weight[:, None, None] * won_by(base + at[:, None, None] * whole, work).slope
    return np.asarray((slope[:, None] * parts).sum(axis=(2, 3)))


def _nodes(base: Array, whole: Array) -> Iterator[tuple[Array, Array]]:
    """Places on each line (n), 0 at its start and 1 at its end, and their weights."""
    # The slope leaps where both chances of an interval come to 1: where their log-odds sum to 0.
    sums = whole.sum(axis=1)
    # Of a difference that is next to nothing it lies beyond all numbers, and so outside the line.
    with np.errstate(over="ignore"):
        leaps = np.divide(-base.sum(axis=-2), sums, out=np.zeros_like(sums), where=sums != 0)
    edges = np.sort(np.pad(np.clip(leaps, 0.0, 1.0), ((0, 0), (1, 1)), constant_values=(0.0, 1.0)), axis=1)
    for start, end in pairwise(edges.T):
        if (end > start).any():
            for place, weight in zip(PLACES, WEIGHTS, strict=True):
                yield start + (end - start) * place, weight * (end - start)
