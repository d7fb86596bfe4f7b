"""What each competing model says forward in time: of cut-offs later than those it was fitted on."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.frame import CUTOFF
from models.scorers.average import Averaged, mean_log_odds
from models.scorers.baselines import BaseRate, Logistic
from models.scorers.boosted import DEFAULT, Boosted, Boosting
from models.scorers.columns import Columns
from models.scorers.scorer import Coded, Labels, Probabilities
from training.datasets import DataSet
from training.kinds import BASE, KINDS, Kind, Part
from training.learning.splits import Fold, divided
from training.metrics import log_losses

# How many trees may be chosen: grown once a fold, their prefixes judged for free.
ROUNDS = (50, 100, 150, 200, 300)
# More rows than this in a fold's fit cost minutes and change no choice.
MOST_FOLD_ROWS = 80_000

# Told what is being done, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Forward:
    """Forward predictions: per row the answer, the entity's number, the number of its fold and the cut-off.

    `scores` holds an array per kind (by its key), `rounds` the number of trees that predicted best (0 without trees).
    Rows are in the order of their cut-offs.
    """

    labels: Labels
    clusters: npt.NDArray[np.int64]
    fold: npt.NDArray[np.int64]
    cutoff: pd.DatetimeIndex
    scores: dict[str, Probabilities]
    rounds: dict[str, int]

    @property
    def blocks(self) -> int:
        """How many blocks were predicted."""
        return int(self.fold.max()) + 1

    def losses(self, key: str) -> Probabilities:
        """The log loss of each row under the kind `key`."""
        return log_losses(self.labels, self.scores[key])


def fitted(kind: Kind, data: DataSet, rounds: int, boosting: Boosting = DEFAULT) -> Coded:
    """The model of `kind` fitted on all of `data`, with that many trees. Without both answers: the base rate."""
    parts = [part for part in kind.parts if _can_learn(data, part)]
    if not parts:
        return BaseRate().fit(data.table, data.labels)
    scorers = [_part(part, replace(boosting, rounds=rounds)) for part in parts]
    scorer: Coded = scorers[0] if len(scorers) == 1 else Averaged(*scorers)
    return scorer.fit(data.table, data.labels)


def _part(part: Part, boosting: Boosting) -> Coded:
    if part == "line":
        return Logistic()
    return Boosted(replace(boosting, random_splits=part == "own_random"), surroundings=part == "all")


def _can_learn(data: DataSet, part: Part) -> bool:
    both = bool(data.labels.any()) and not data.labels.all()
    return both and bool(Columns.of(data.table, surroundings=part == "all").names)


def forward(
    data: DataSet,
    folds: list[Fold],
    boosting: Boosting = DEFAULT,
    kinds: tuple[Kind, ...] = KINDS,
    rounds: tuple[int, ...] = ROUNDS,
    progress: Progress | None = None,
) -> Forward:
    """What each of `kinds` says of every fold's block, fitted on that fold's earlier rows.

    Takes at least one fold. Of the numbers of trees in `rounds` the one is kept that did best over all blocks.
    """
    blocks, said = [], []
    for number, fold in enumerate(folds):
        if progress:
            progress("judging candidates", number, len(folds))
        fit, block = divided(data, fold, MOST_FOLD_ROWS, boosting.seed + 1)
        blocks.append(block)
        said.append(_fold_scores(fit, data.table.iloc[block], kinds, boosting, rounds))
    if progress:
        progress("judging candidates", len(folds), len(folds))
    rows = np.concatenate(blocks)
    labels = data.labels[rows]
    chosen = {kind.key: _best_rounds(kind.key, labels, said) for kind in kinds}
    return Forward(
        labels=labels,
        clusters=data.clusters[rows],
        fold=np.repeat(np.arange(len(blocks)), [len(block) for block in blocks]),
        cutoff=pd.DatetimeIndex(data.table[CUTOFF].iloc[rows]),
        scores={key: _pooled(said, key, rounds) for key, rounds in chosen.items()},
        rounds=chosen,
    )


Said = dict[tuple[str, int], Probabilities]


def _fold_scores(
    fit: DataSet, table: pd.DataFrame, kinds: tuple[Kind, ...], boosting: Boosting, rounds: tuple[int, ...]
) -> Said:
    """Predictions by kind and number of trees. Each part is fitted once, whichever kinds share it."""
    wanted = {part for kind in kinds for part in kind.parts}
    parts = {part: _staged(fit, table, part, boosting, rounds) for part in wanted}
    base = fitted(BASE, fit, 0).predict(table)
    return {
        (kind.key, count): mean_log_odds(*(parts[part][count] for part in kind.parts)) if kind.parts else base
        for kind in kinds
        for count in (rounds if kind.trees else (0,))
    }


def _staged(
    fit: DataSet, table: pd.DataFrame, part: Part, boosting: Boosting, rounds: tuple[int, ...]
) -> dict[int, Probabilities]:
    """The predictions of one part by its first 50, 100 … trees; without trees the same for 0 and each of them."""
    scorer = fitted(Kind(part, "", "", (part,)), fit, rounds[-1], boosting)
    if not isinstance(scorer, Boosted):
        return dict.fromkeys((0, *rounds), scorer.predict(table))
    codes = scorer.columns_.codes(table)
    return {count: scorer.predict_codes(codes, count) for count in rounds}


def _pooled(said: list[Said], key: str, rounds: int) -> Probabilities:
    return np.concatenate([each[key, rounds] for each in said])


def _best_rounds(key: str, labels: Labels, said: list[Said]) -> int:
    tried = [rounds for name, rounds in said[0] if name == key]
    return min(tried, key=lambda rounds: float(log_losses(labels, _pooled(said, key, rounds)).mean()))
