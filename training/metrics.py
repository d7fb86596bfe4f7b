"""How good probabilities are: what they rank, what they promise, and what a sales team gains by them."""

from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.scorers.scorer import Labels, Probabilities, within
from models.wilson import wilson

BINS = 15

Weights = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Metrics:
    """Measured on rows and their answers; NaN where only one answer occurs and the metric needs both.

    `pr_auc` is the average precision; `ece` the expected calibration error over 15 bins of equal mass; `lift_5` and
    `lift_10` are the share of yes among the 5 % (10 %) with the highest probabilities over the share among all.
    """

    auc: float
    pr_auc: float
    log_loss: float
    brier: float
    ece: float
    lift_5: float
    lift_10: float

    def to_json(self) -> dict[str, Any]:
        """By name; what is not a number becomes None."""
        return {name: None if np.isnan(value) else value for name, value in asdict(self).items()}


METRICS = tuple(field.name for field in fields(Metrics))


def log_losses(labels: Labels, probabilities: Probabilities) -> Probabilities:
    """The log loss of each row, in nats."""
    sure = within(probabilities)
    return -np.log(np.where(labels, sure, 1 - sure))


class Judged:
    """Predictions and answers, sorted once, so that they can be measured under many weights.

    Rows of equal probability count as one group: every metric is its expected value over their random orders.
    """

    def __init__(self, labels: Labels, probabilities: Probabilities) -> None:
        self._order = np.argsort(-probabilities, kind="stable")
        ranked = probabilities[self._order]
        self._yes = labels[self._order].astype(np.float64)
        self._starts = _group_starts(ranked)
        self._losses = log_losses(labels, probabilities)[self._order]
        self._squares = (ranked - self._yes) ** 2
        self._ranked = ranked
        self._bins = _bin_starts(self._starts, len(ranked), BINS)

    def measure(self, weights: Weights | None = None) -> Metrics:
        """The metrics of all rows, each counted `weights` times (once by default)."""
        weight = np.ones(len(self._order)) if weights is None else weights[self._order]
        yes, total = weight * self._yes, weight.sum()
        found, seen = self._groups(yes), self._groups(weight)
        gaps = np.add.reduceat(weight * (self._ranked - self._yes), self._bins)
        return Metrics(
            auc=_auc(found, seen - found),
            pr_auc=_average_precision(found, seen),
            log_loss=float(weight @ self._losses / total),
            brier=float(weight @ self._squares / total),
            ece=float(np.abs(gaps).sum() / total),
            lift_5=_lift(found, seen, 0.05),
            lift_10=_lift(found, seen, 0.10),
        )

    def gain(self) -> pd.DataFrame:
        """The gains curve: `asked`, the share of rows from the top, and `found`, the share of all yes among them."""
        found, seen = self._groups(self._yes), self._groups(np.ones(len(self._yes)))
        asked, answered = np.cumsum(seen) / seen.sum(), np.cumsum(found) / max(found.sum(), 1)
        return pd.DataFrame({"asked": np.r_[0, asked], "found": np.r_[0, answered]})

    def _groups(self, values: Weights) -> Weights:
        return np.asarray(np.add.reduceat(values, self._starts))


def measure(labels: Labels, probabilities: Probabilities) -> Metrics:
    """The metrics of `probabilities`, both of shape (n,), n ≥ 1."""
    return Judged(labels, probabilities).measure()


def _auc(yes: Weights, no: Weights) -> float:
    if not yes.sum() or not no.sum():
        return float("nan")
    below = no.sum() - np.cumsum(no)
    return float(yes @ (below + no / 2) / (yes.sum() * no.sum()))


def _average_precision(yes: Weights, seen: Weights) -> float:
    if not yes.sum():
        return float("nan")
    total = np.cumsum(seen)
    precision = np.divide(np.cumsum(yes), total, out=np.zeros_like(total), where=total > 0)
    return float(yes @ precision / yes.sum())


def _lift(yes: Weights, seen: Weights, share: float) -> float:
    """Exact for a share that falls into a group of ties: as much of the group as is still needed."""
    if not yes.sum():
        return float("nan")
    need = share * seen.sum()
    taken = np.clip(need - (np.cumsum(seen) - seen), 0, seen)
    part = np.divide(taken, seen, out=np.zeros_like(taken), where=seen > 0)
    return float((part @ yes / need) / (yes.sum() / seen.sum()))


def _group_starts(ranked: Probabilities) -> Places:
    """Where each group of equal values begins."""
    return np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])


def _bin_starts(groups: Places, rows: int, bins: int) -> Places:
    """Where each of up to `bins` bins of about equal mass begins; a group is never split."""
    _, first = np.unique(groups * bins // rows, return_index=True)
    return groups[first]


def bin_numbers(probabilities: Probabilities, bins: int = BINS) -> Places:
    """Which of the up to `bins` bins of about equal mass each row falls into; equal probabilities stay together."""
    order = np.argsort(-probabilities, kind="stable")
    starts = _bin_starts(_group_starts(probabilities[order]), len(order), bins)
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.searchsorted(starts, np.arange(len(order)), side="right") - 1
    return numbers


def equal_bins(ranked: Probabilities, bins: int) -> Places:
    """Where each of up to `bins` bins of about equal mass begins in sorted values; equal values stay together."""
    return _bin_starts(_group_starts(ranked), len(ranked), bins)


def reliability(labels: Labels, probabilities: Probabilities, bins: int = 10) -> pd.DataFrame:
    """How often what was promised came true, in up to `bins` bins of about equal mass, from low to high.

    Columns: `predicted` (mean probability), `observed` (share of yes), `rows`, and `low`, `high`, the 95 % Wilson
    interval of `observed` as if rows were independent (Wilson, 1927). Equal probabilities stay together.
    """
    order = np.argsort(probabilities, kind="stable")
    ranked, answered = probabilities[order], labels[order]
    starts = equal_bins(ranked, bins)
    rows = np.diff(np.r_[starts, len(ranked)])
    predicted, observed = (np.add.reduceat(values, starts) / rows for values in (ranked, answered.astype(np.float64)))
    low, high = wilson(observed, rows)
    return pd.DataFrame({"predicted": predicted, "observed": observed, "rows": rows, "low": low, "high": high})
