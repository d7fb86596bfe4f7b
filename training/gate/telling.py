"""Whether one feature alone gives the answer away: data that was filled in afterwards, under an old date.

No look at later rows can find that: to the record, it was known in time. But what is too good to be true mostly is.
"""

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from features.frame import feature_names
from models.sandbox.answer.forecast import Note
from models.scorers.scorer import Labels
from training.datasets import DataSet
from training.gate.rule import Verdict, judged, not_applicable
from training.settings import Gate

# With fewer rows on either side, one feature of hundreds divides them by chance.
LEAST = 20


def tells(data: DataSet, settings: Gate) -> Verdict:
    """It fails where a feature's AUC, in whichever direction, is above the settings' bound.

    Or where it is known for at least 20 rows, not for all, and nearly all of those are answered by yes.
    """
    if min(data.positives, len(data) - data.positives) < LEAST:
        return not_applicable("telling", "There are too few answers to tell.", "结果太少，无法判断。")
    strengths = pd.Series({name: strength(data.table[name], data.labels) for name in feature_names(data.table)})
    ranked = strengths.sort_values(ascending=False, kind="stable")
    best, most = str(ranked.index[0]), float(ranked.iloc[0])
    found = ranked.index[ranked > settings.telling].tolist()
    numbers = {"strongest": best, "strength": most, "allowed": settings.telling, "above": found}
    note = Note(
        f"The strongest feature alone, {best}, reaches {most:.3f}; above {settings.telling:g} is taken for a leak.",
        f"单个最强的特征 {best} 达到 {most:.3f}；超过 {settings.telling:g} 视为泄漏。",
    )
    return judged("telling", bool(found), note, numbers)


def strength(values: pd.Series, labels: Labels) -> float:
    """How well `values` alone give `labels`: the greater of the AUC in either direction, and of the share of yes among
    the rows where it is known. 0.5 is nothing, 1 everything. Of a category only whether it is known is looked at.
    """
    known = values.notna().to_numpy()
    told = float(labels[known].mean()) if LEAST <= known.sum() < len(known) else 0.0
    if isinstance(values.dtype, pd.CategoricalDtype):
        ranked = known.astype(np.float64)
    else:
        # Unknown lies below all else.
        ranked = np.where(known, values.to_numpy(dtype=np.float64), -np.inf)
    auc = _auc(ranked, labels)
    return max(auc, 1 - auc, told)


def _auc(values: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]", labels: Labels) -> float:
    """The share of pairs that are ranked rightly, ties counting half (Mann and Whitney, 1947)."""
    yes = int(labels.sum())
    ranks = float(rankdata(values)[labels].sum())
    return (ranks - yes * (yes + 1) / 2) / (yes * (len(labels) - yes))
