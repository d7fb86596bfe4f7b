"""Whether the way of learning sees answers that it should not: taught shuffled ones, it must gain nothing.

A fold that is judged on rows it was fitted on, or a feature made from the answers, gains all the same.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd

from models.sandbox.answer.forecast import Note
from models.scorers.boosted import DEFAULT
from training.datasets import DataSet
from training.evidence import difference
from training.gate.rule import Verdict, judged, not_applicable
from training.kinds import BASE, KINDS, LINE
from training.learning.candidates import Forward, forward
from training.learning.splits import Fold, forward_folds, usable

# So many standard errors come by chance once in ten thousand.
SURE = 3.7
ROUNDS = 50

Folds = Callable[[pd.DatetimeIndex, timedelta], list[Fold]]


def learns_nothing(data: DataSet, model: str, horizon: timedelta, seed: int, folds: Folds = forward_folds) -> Verdict:
    """Shuffle all answers of `data` over time and entities, learn as `model` was learned, judge forward in time."""
    shuffled = DataSet(data.table, np.random.default_rng(seed).permutation(data.labels))
    blocks = usable(folds(shuffled.cutoffs, horizon), shuffled)
    if not blocks:
        return not_applicable("placebo", "The history is too short for folds.", "历史太短，无法分段。")
    # The base rate itself learns nothing; the line stands for it.
    kind = next((each for each in KINDS if each.key == model and each != BASE), LINE)
    said = forward(shuffled, blocks, replace(DEFAULT, seed=seed), kinds=(BASE, kind), rounds=(ROUNDS,))
    gain = difference(said.losses(BASE.key), said.losses(kind.key), said.clusters)
    note = Note(
        f"With shuffled answers it gains {gain.mean:+.4f} log loss (standard error {gain.error:.4f}) on "
        f"{_rows(said):,} rows.",
        f"打乱结果后，{_rows(said):,} 行上的对数损失改善为 {gain.mean:+.4f}（标准误 {gain.error:.4f}）。",
    )
    return judged("placebo", gain.mean > SURE * gain.error, note, {"gain": gain.to_json(), "rows": _rows(said)})


def _rows(said: Forward) -> int:
    return len(said.labels)
