"""How a model's promises came true since it was trained, week by week, as outcomes become known."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.frame import CUTOFF
from models.scorers.scorer import Probabilities
from models.wilson import wilson
from training.datasets import DataSet
from training.evidence import Difference, difference
from training.metrics import log_losses
from training.settings import DAY

# A level that never moved is called moved by one model in a hundred, however often one looks.
LEVEL = 0.01


@dataclass(frozen=True)
class Realised:
    """Matured rows since training with what the model said of them.

    `weeks` has columns `start` (ISO, in the business's time zone), `predicted` (mean), `observed` (share of yes) with
    its 95 % interval `low`, `high`, and `rows`. `evidence` is the sequential test of the level: the excess of observed
    over predicted purchases among rows whose horizons do not overlap, and the `bound` that it passes by chance once in
    a hundred models.
    """

    data: DataSet
    scores: Probabilities
    weeks: pd.DataFrame
    evidence: "Evidence"

    @property
    def loss(self) -> Difference:
        """The mean log loss and its standard error, clustered by entity."""
        losses = log_losses(self.data.labels, self.scores)
        return difference(losses, np.zeros(len(losses)), self.data.clusters)

    def gain(self, rate: float) -> Difference:
        """How much log loss is saved against giving everybody `rate`, the share of yes in training."""
        flat = log_losses(self.data.labels, np.full(len(self.scores), rate))
        return difference(flat, log_losses(self.data.labels, self.scores), self.data.clusters)


@dataclass(frozen=True)
class Evidence:
    """Observed less predicted purchases, the bound on either side, and the ratio of observed to predicted."""

    excess: float
    bound: float
    ratio: float

    @property
    def moved(self) -> bool:
        """Whether the level has moved beyond what chance does."""
        return abs(self.excess) > self.bound

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data; None for what is unknown."""
        known = {"excess": self.excess, "bound": self.bound, "ratio": self.ratio}
        return {name: value if np.isfinite(value) else None for name, value in known.items()} | {"moved": self.moved}


def realise(data: DataSet, scores: Probabilities, horizon: timedelta, time_zone: str) -> Realised:
    """What became of the matured rows `data` (at least one), of which the model had said `scores`."""
    return Realised(data, scores, _by_week(data, scores, time_zone), _evidence(data, scores, horizon))


def _by_week(data: DataSet, scores: Probabilities, time_zone: str) -> pd.DataFrame:
    moments = data.table[CUTOFF].dt.tz_convert(time_zone)
    week = ((moments - moments.min()) // (7 * DAY)).to_numpy()
    frame = pd.DataFrame({"predicted": scores, "observed": data.labels.astype(float), "rows": 1, "week": week})
    found = frame.groupby("week").agg({"predicted": "mean", "observed": "mean", "rows": "sum"})
    low, high = wilson(found["observed"].to_numpy(), found["rows"].to_numpy())
    starts = [(moments.min() + 7 * DAY * int(number)).isoformat() for number in found.index]
    shown = found.assign(low=low, high=high, start=starts)
    return shown[["start", "predicted", "observed", "low", "high", "rows"]].reset_index(drop=True)


def _evidence(data: DataSet, scores: Probabilities, horizon: timedelta) -> Evidence:
    """Over cut-offs at least a horizon apart: given the past, each one's excess is then news."""
    frame = pd.DataFrame({"expected": scores, "spread": scores * (1 - scores), "seen": data.labels.astype(float)})
    by_cutoff = frame.groupby(data.table[CUTOFF]).sum()
    apart = by_cutoff.loc[_apart(pd.DatetimeIndex(by_cutoff.index), horizon)]
    bound = boundary(apart["spread"].to_numpy())
    seen, expected = float(apart["seen"].sum()), float(apart["expected"].sum())
    return Evidence(seen - expected, bound, seen / expected)


def _apart(cutoffs: pd.DatetimeIndex, horizon: timedelta) -> list[pd.Timestamp]:
    """The first of the sorted `cutoffs`, and each next one at least a horizon later: the same ones as time goes on."""
    kept = [cutoffs[0]]
    for moment in cutoffs[1:]:
        if moment >= kept[-1] + horizon:
            kept.append(moment)
    return kept


def boundary(spreads: npt.NDArray[np.float64]) -> float:
    """How far the sum of centred steps with the variances `spreads` strays by chance, at whatever time one looks.

    The two-sided normal mixture boundary (Robbins, 1970; Howard, Ramdas, McAuliffe and Sekhon, 2021), tightest for
    about four times the first step's variance.
    """
    tuned, total = 4 * float(spreads[0]), float(spreads.sum())
    return float(np.sqrt((total + tuned) * np.log((total + tuned) / (tuned * LEVEL**2))))
