"""How those in each grade did when they were predicted forward in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.grades import GRADES, NEVER, Thresholds, overlap
from models.wilson import wilson

PERIODS = 4
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Period:
    """How a grade did from the cut-off `start` to the cut-off `end` (aware UTC, both within)."""

    start: pd.Timestamp
    end: pd.Timestamp
    rows: int
    bought: int

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data; `precision` is None where nobody was in the grade."""
        moments = {"from": self.start.isoformat(), "to": self.end.isoformat()}
        return moments | {"rows": self.rows, "bought": self.bought, "precision": _ratio(self.bought, self.rows)}


@dataclass(frozen=True)
class Grade:
    """One grade on forward predictions.

    `share` is its part of all rows, `per_week` how many were in it within a week, `precision` the share that bought,
    within `low` and `high` (95 %, Wilson), `lift` that over the share of everybody, `caught` its part of all purchases.
    None is what an empty grade does not have. `threshold` is None for a grade that nobody can reach.
    """

    grade: str
    threshold: float | None
    rows: int
    bought: int
    share: float
    per_week: float
    precision: float | None
    low: float | None
    high: float | None
    lift: float | None
    caught: float | None
    periods: tuple[Period, ...]

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        return vars(self) | {"periods": [period.to_json() for period in self.periods]}


def table_of(forward: pd.DataFrame, thresholds: Thresholds, horizon: timedelta, rows: int) -> list[Grade]:
    """Every grade, A first, on `forward` (see `Remembered`), which was drawn by entity from so many `rows`."""
    grade = np.searchsorted(np.array(thresholds), forward["serves"].to_numpy(dtype=float), side="right")
    overlapping = overlap(pd.DatetimeIndex(forward["cutoff"]), horizon)
    least = (*thresholds[::-1], 0.0)
    return [
        _grade(name, least[place], forward, grade == len(thresholds) - place, (overlapping, rows / len(forward)))
        for place, name in enumerate(GRADES)
    ]


def _grade(
    name: str, threshold: float, forward: pd.DataFrame, inside: npt.NDArray[np.bool_], scales: tuple[float, float]
) -> Grade:
    mine, labels = forward[inside], forward["label"].to_numpy(dtype=bool)
    rows, bought, purchases = len(mine), int(labels[inside].sum()), int(labels.sum())
    precision, (low, high) = _ratio(bought, rows), _within(bought, rows, scales[0])
    return Grade(
        grade=name,
        threshold=threshold if threshold < NEVER else None,
        rows=rows,
        bought=bought,
        share=rows / len(forward),
        per_week=_per_week(forward, mine) * scales[1],
        precision=precision,
        low=low,
        high=high,
        lift=None if precision is None or not purchases else precision / (purchases / len(forward)),
        caught=_ratio(bought, purchases),
        periods=tuple(_periods(forward["cutoff"], mine)),
    )


def _within(bought: int, rows: int, overlapping: float) -> tuple[float | None, float | None]:
    """The interval of a share of rows, of which so many share their outcomes; None of no rows."""
    if not rows:
        return None, None
    low, high = wilson(bought / rows, rows / overlapping)
    return float(low), float(high)


def _per_week(forward: pd.DataFrame, mine: pd.DataFrame) -> float:
    """How many entities were in the grade within a week, on average over the weeks that have cut-offs."""
    first = forward["cutoff"].min()
    weeks = ((forward["cutoff"] - first) // WEEK).nunique()
    seen = pd.DataFrame({"entity": mine["entity"], "week": (mine["cutoff"] - first) // WEEK})
    return len(seen.drop_duplicates()) / int(weeks)


def _periods(cutoffs: pd.Series, mine: pd.DataFrame) -> Sequence[Period]:
    moments = pd.DatetimeIndex(cutoffs.unique()).sort_values()
    blocks = [moments[places] for places in np.array_split(np.arange(len(moments)), PERIODS) if len(places)]
    found = []
    for block in blocks:
        labels = mine["label"][mine["cutoff"].isin(block)]
        found.append(Period(block[0], block[-1], len(labels), int(labels.sum())))
    return found


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
