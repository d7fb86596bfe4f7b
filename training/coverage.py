"""Whether intervals hold: does what happens fall where the 80 % interval said it would?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.intent import Scores
from models.sandbox.answer.forecast import Note
from training.datasets import DataSet
from training.metrics import equal_bins
from training.shares import share_of

# A bin with fewer yes than this tells little; more bins than this are hard to read.
LEAST_YES, BINS = 15, 20


@dataclass(frozen=True)
class Coverage:
    """Test rows in 5 to 20 bins of about equal mass by probability, the fewer the less bought.

    Per bin in `bins`: `predicted`, `low`, `high` (means over its rows), `observed` with its own 95 % interval
    `observed_low` … `observed_high`, `rows`, `inside` (observed within low … high) and `meets` (the two intervals
    overlap).
    """

    bins: pd.DataFrame

    @property
    def inside(self) -> float:
        """The share of bins whose observed share lies within the mean interval."""
        return float(self.bins["inside"].mean())

    @property
    def meets(self) -> float:
        """The share of bins in which it does, as far as chance in so many rows lets one tell."""
        return float(self.bins["meets"].mean())

    @property
    def width(self) -> float:
        """How wide an interval is on average."""
        return self._mean("low", "high")

    @property
    def chance(self) -> float:
        """How wide the interval is that chance leaves to the share of a bin, on average."""
        return self._mean("observed_low", "observed_high")

    def _mean(self, low: str, high: str) -> float:
        return float(np.average(self.bins[high] - self.bins[low], weights=self.bins["rows"]))

    @property
    def said(self) -> Note:
        """What was found, in words."""
        count, inside, meets = len(self.bins), int(self.bins["inside"].sum()), int(self.bins["meets"].sum())
        judged = _judged(self)
        return Note(
            f"In {inside} of {count} bins the share that bought lies within the mean interval, and in {meets} of "
            f"{count} once chance is allowed for. Intervals are {self.width:.2%} wide on average; chance alone leaves "
            f"{self.chance:.2%} to the share of a bin. {judged.en}",
            f"{count} 个分箱中，有 {inside} 个的实际购买比例落在平均区间之内；计入抽样误差后为 {meets} 个。"
            f"区间平均宽 {self.width:.2%}，而单个分箱的抽样误差范围平均宽 {self.chance:.2%}。{judged.zh}",
        )

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {
            "inside": self.inside,
            "meets": self.meets,
            "width": self.width,
            "chance": self.chance,
            "said": {"en": self.said.en, "zh": self.said.zh},
            "bins": self.bins.to_dict("records"),
        }


def _judged(found: Coverage) -> Note:
    if found.meets < 0.9:
        return Note(
            "The intervals are too narrow here: the level, or what scores mean, moved further than it used to.",
            "区间在此偏窄：整体水平或分数的含义变动得比以往更大。",
        )
    if found.chance > found.width:
        return Note(
            "Nothing here speaks against the intervals, but these rows are too few to prove them.",
            "这里没有与区间相矛盾之处，但数据量不足以证实区间可信。",
        )
    return Note("The intervals hold on these rows.", "在这些数据上，区间是可信的。")


def coverage(data: DataSet, scores: Scores) -> Coverage:
    """The coverage of `scores`, one per row of `data`, n ≥ 1."""
    order = np.argsort(scores.probability, kind="stable")
    clusters = data.clusters
    bins = min(max(data.positives // LEAST_YES, 5), BINS)
    starts = equal_bins(scores.probability[order], bins)
    return Coverage(pd.DataFrame([_bin(data, scores, clusters, rows) for rows in np.split(order, starts[1:])]))


def _bin(data: DataSet, scores: Scores, clusters: Any, rows: Any) -> dict[str, Any]:
    seen = share_of(data.labels[rows], clusters[rows])
    low, high = float(scores.low[rows].mean()), float(scores.high[rows].mean())
    return {
        "predicted": float(scores.probability[rows].mean()),
        "low": low,
        "high": high,
        "observed": seen.value,
        "observed_low": seen.low,
        "observed_high": seen.high,
        "rows": len(rows),
        "inside": low <= seen.value <= high,
        "meets": seen.low <= high and low <= seen.high,
    }
