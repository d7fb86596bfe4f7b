"""Whether intervals hold: does what happens fall where the Venn–Abers interval said it would?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.forecast import Note
from models.intent import Scores
from training.datasets import DataSet
from training.metrics import equal_bins
from training.shares import share_of

BINS = 20


@dataclass(frozen=True)
class Coverage:
    """Test rows in up to 20 bins of about equal mass by probability.

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
    def said(self) -> Note:
        """What was found, in words."""
        count, inside, meets = len(self.bins), int(self.bins["inside"].sum()), int(self.bins["meets"].sum())
        width = float(np.average(self.bins["high"] - self.bins["low"], weights=self.bins["rows"]))
        return Note(
            f"In {inside} of {count} bins the share that bought lies within the mean interval, which is {width:.2%} "
            f"wide on average; in {meets} of {count} it does once chance in so many rows is allowed for. "
            + _judged(meets / count).en,
            f"{count} 个分箱中有 {inside} 个的实际购买比例落在平均区间之内（区间平均宽 {width:.2%}）；"
            f"若计入该行数下的抽样误差，则为 {meets} 个。" + _judged(meets / count).zh,
        )

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {
            "inside": self.inside,
            "meets": self.meets,
            "said": {"en": self.said.en, "zh": self.said.zh},
            "bins": self.bins.to_dict("records"),
        }


def _judged(meets: float) -> Note:
    if meets >= 0.95:
        return Note("The intervals hold on this test window.", "在该测试窗口上，区间是可信的。")
    return Note(
        "The intervals are too narrow here; they say how sure the calibration is, not how far a level may move later.",
        "区间在此偏窄：它反映校准的确定程度，并不包括之后整体水平的变动。",
    )


def coverage(data: DataSet, scores: Scores) -> Coverage:
    """The coverage of `scores`, one per row of `data`, n ≥ 1."""
    order = np.argsort(scores.probability, kind="stable")
    clusters = data.clusters
    starts = equal_bins(scores.probability[order], BINS)
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
