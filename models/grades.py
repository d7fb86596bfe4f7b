"""The grades A to D: where each begins.

A grade is a promise about odds and a bound on volume. From the top of the ranking down, each grade takes as many as its
bound allows, as long as those in it bought, surely enough, at odds that are so many times those of everybody. Odds and
not shares: four times a share of 0.3 is no share. Surely enough: by the lower end of the 95 % Wilson interval, so that
a short history or a weak model fills no grade by luck. What is left empty stays empty.
"""

from datetime import timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.scorers.scorer import Labels, Probabilities
from models.wilson import wilson

# The least probabilities of the grades C, B and A, rising.
Thresholds = tuple[float, float, float]

GRADES = ("A", "B", "C", "D")
# No probability reaches it: a grade that begins here is empty.
NEVER = 2.0
NO_ORDER: Thresholds = (0.0, NEVER, NEVER)
# Thresholds are sought in steps of this share of all rows: finer ones would follow chance.
STEP = 0.005
# Fewer purchases than this are an anecdote, whatever the interval says of the best of many tries.
LEAST_BOUGHT = 5


class Promise(NamedTuple):
    """At least `odds` times the odds of everybody, and at most the share `most` of all down to the grade's end."""

    odds: float
    most: float


# A is what a team can call within a week, B what it can call within a month, C what is at least worth watching.
PROMISES = {"A": Promise(3.0, 0.05), "B": Promise(1.5, 0.15), "C": Promise(1.0, 0.40)}


def overlap(cutoffs: pd.DatetimeIndex, horizon: timedelta) -> float:
    """How many cut-offs see the same purchase, at least 1: rows that share their outcomes are no further evidence."""
    steps = np.diff(cutoffs.unique().sort_values())
    return max(1.0, float(horizon / pd.Timedelta(np.median(steps)))) if len(steps) else 1.0


def thresholds_from(probability: Probabilities, labels: Labels, overlapping: float = 1.0) -> Thresholds:
    """Where C, B and A begin, from forward predictions (n,) and what came of them (n,), by `PROMISES`.

    Where all predictions are equal, or all outcomes, everybody is C: a grade must not invent an order.
    """
    if not len(probability) or probability.min() == probability.max() or labels.all() or not labels.any():
        return NO_ORDER
    order = np.argsort(-probability, kind="stable")
    ranked, bought = probability[order], np.concatenate([[0], np.cumsum(labels[order])])
    found, begins, above = [], NEVER, 0
    for promise in PROMISES.values():
        begins, above = _begin(ranked, bought, promise, (begins, above), overlapping)
        found.append(begins)
    return found[2], found[1], found[0]


def _begin(
    ranked: Probabilities, bought: npt.NDArray[np.int64], promise: Promise, upper: tuple[float, int], overlapping: float
) -> tuple[float, int]:
    """Where a grade below `upper` (its threshold, and how many rows reach that) begins, and how many reach it then."""
    rows, everybody = len(ranked), bought[-1] / len(ranked)
    for step in range(round(promise.most / STEP), 0, -1):
        begins = float(ranked[max(int(step * STEP * rows), 1) - 1])
        reach = int(np.searchsorted(-ranked, -begins, side="right"))
        if begins >= upper[0] or reach > max(promise.most * rows, 1):
            continue
        purchases, inside = int(bought[reach] - bought[upper[1]]), reach - upper[1]
        low, _ = wilson(purchases / inside, inside / overlapping)
        enough = purchases >= LEAST_BOUGHT * overlapping
        if enough and _odds(float(low)) >= promise.odds * _odds(everybody):
            return begins, reach
    return upper


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else np.inf
