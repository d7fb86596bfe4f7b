"""How much of the past to learn from: all of it, unless later data show that the older half does harm."""

from dataclasses import replace
from datetime import timedelta

from features.frame import CUTOFF
from models.scorers.boosted import Boosting
from training.datasets import DataSet
from training.evidence import difference
from training.kinds import BASE
from training.learning.candidates import Forward, forward
from training.learning.compare import Candidate
from training.learning.splits import Fold, usable


def remembered(data: DataSet, memory: timedelta | None) -> DataSet:
    """The rows of the last `memory` before the last cut-off; all of them for None."""
    if memory is None:
        return data
    return data.where((data.table[CUTOFF] >= data.cutoffs[-1] - memory).to_numpy())


def forgetting(folds: list[Fold], memory: timedelta) -> list[Fold]:
    """The same folds, fitted on the last `memory` before each."""
    return [replace(fold, fit_from=fold.fit_until - memory) for fold in folds]


def choose_memory(
    data: DataSet, folds: list[Fold], said: Forward, chosen: Candidate, boosting: Boosting
) -> tuple[timedelta | None, Forward]:
    """Half of the time that `data` span if that loses less on later rows, beyond the 95 % interval; else None (all).

    With it comes what the chosen kind says forward in time when it remembers that much.
    """
    memory = (data.cutoffs[-1] - data.cutoffs[0]) / 2
    short = usable(forgetting(folds, memory), data)
    if chosen.kind == BASE or len(short) < len(folds):
        return None, said
    key = chosen.kind.key
    again = forward(data, short, boosting, (chosen.kind,), (chosen.rounds or 1,))
    if difference(said.losses(key), again.losses(key), said.clusters).low <= 0:
        return None, said
    return memory, replace(said, scores=said.scores | {key: again.scores[key]})
