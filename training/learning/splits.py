"""Folds that go forward in time: fitted on what was known then, judged on what came next."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.frame import CUTOFF
from training.datasets import DataSet, Mask, thinned

BLOCKS = 4
# Fewer rows than this, or only one answer among them, fit nothing.
LEAST_ROWS = 50


@dataclass(frozen=True)
class Fold:
    """Fit on the cut-offs from `fit_from` (None: the first) to `fit_until`, judge on those in `block`. All UTC."""

    fit_until: pd.Timestamp
    block: pd.DatetimeIndex
    fit_from: pd.Timestamp | None = None

    def fit_rows(self, table: pd.DataFrame) -> Mask:
        """The rows to fit on."""
        late = table[CUTOFF] <= self.fit_until
        return (late if self.fit_from is None else late & (table[CUTOFF] >= self.fit_from)).to_numpy()

    def block_rows(self, table: pd.DataFrame) -> Mask:
        """The rows to judge on."""
        return table[CUTOFF].isin(self.block).to_numpy()


def forward_folds(cutoffs: pd.DatetimeIndex, horizon: timedelta) -> list[Fold]:
    """Up to four folds over the later part of `cutoffs` (sorted, distinct), in the order of time.

    No outcome of a fit row, which is known a `horizon` after its cut-off, reaches into the block: the two are a
    horizon apart. Empty where the cut-offs are too few for that.
    """
    if len(cutoffs) < 2:
        return []
    span = cutoffs[-1] - cutoffs[0]
    # Half of the time to learn from; with a long horizon at least what the gap leaves of it.
    start = cutoffs[0] + max(span * 0.5, horizon + (span - horizon) * 0.3)
    blocks = np.array_split(np.flatnonzero(cutoffs >= start), BLOCKS)
    return [Fold(cutoffs[block[0]] - horizon, cutoffs[block]) for block in blocks if len(block)]


def divided(data: DataSet, fold: Fold, most: int, salt: int) -> tuple[DataSet, npt.NDArray[np.int64]]:
    """What to fit on, thinned by entity to about `most` rows, and the positions in `data` of the rows to judge on."""
    fit = data.where(fold.fit_rows(data.table))
    return thinned(fit, most / len(fit), salt=salt), np.flatnonzero(fold.block_rows(data.table))


def usable(folds: list[Fold], data: DataSet) -> list[Fold]:
    """The folds that can be fitted and judged on `data`: enough rows with both answers to fit, some to judge."""
    return [
        fold for fold in folds if _fits(data.labels[fold.fit_rows(data.table)]) and fold.block_rows(data.table).any()
    ]


def _fits(labels: Mask) -> bool:
    return len(labels) >= LEAST_ROWS and bool(labels.any()) and not labels.all()
