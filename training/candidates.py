"""The models that compete, and what each says forward in time: of cut-offs later than those it was fitted on."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.frame import CUTOFF
from models.average import Averaged, mean_log_odds
from models.baselines import BaseRate, Logistic
from models.boosted import DEFAULT, Boosted
from models.columns import Columns
from models.scorer import Labels, Probabilities, Scorer
from training.datasets import DataSet, thinned
from training.metrics import log_losses
from training.splits import Fold

# How many trees may be chosen: grown once a fold, their prefixes judged for free.
ROUNDS = (50, 100, 150, 200, 300)
# More rows than this in a fold's fit cost minutes and change no choice.
MOST_FOLD_ROWS = 120_000

# Told what is being done, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Kind:
    """One competitor: LightGBM (`trees`), logistic regression (`line`), the mean of both, or neither: the base rate."""

    key: str
    name: str
    name_zh: str
    line: bool = False
    trees: bool = False
    surroundings: bool = True

    @property
    def complexity(self) -> int:
        """0 for the base rate, 1 for logistic regression, 2 for trees, 3 for the mean of both."""
        return self.line + 2 * self.trees


# From the simplest on.
KINDS = (
    Kind("base_rate", "base rate", "基准率"),
    Kind("logistic", "logistic regression", "逻辑回归", line=True),
    Kind("boosted_own", "LightGBM, own facts", "LightGBM（仅自身特征）", trees=True, surroundings=False),
    Kind("boosted", "LightGBM", "LightGBM", trees=True),
    Kind(
        "averaged_own",
        "mean of logistic regression and LightGBM, own facts",
        "逻辑回归与 LightGBM（仅自身特征）的平均",
        line=True,
        trees=True,
        surroundings=False,
    ),
    Kind("averaged", "mean of logistic regression and LightGBM", "逻辑回归与 LightGBM 的平均", line=True, trees=True),
)
BASE = KINDS[0]


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


def fitted(kind: Kind, data: DataSet, rounds: int, seed: int) -> Scorer:
    """The model of `kind` fitted on all of `data`, with that many trees. Without both answers: the base rate."""
    boosting = replace(DEFAULT, rounds=rounds, seed=seed)
    if not (kind.line or kind.trees) or not _can_learn(data, kind.surroundings and kind.trees):
        return BaseRate().fit(data.table, data.labels)
    if not kind.trees:
        return Logistic().fit(data.table, data.labels)
    scorer: Scorer = (Averaged if kind.line else Boosted)(boosting, surroundings=kind.surroundings)
    return scorer.fit(data.table, data.labels)


def _can_learn(data: DataSet, surroundings: bool) -> bool:
    both = bool(data.labels.any()) and not data.labels.all()
    return both and bool(Columns.of(data.table, surroundings=surroundings).names)


def forward(
    data: DataSet,
    folds: list[Fold],
    seed: int,
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
        fit = data.where(fold.fit_rows(data.table))
        fit = thinned(fit, MOST_FOLD_ROWS / len(fit), salt=seed + 1)
        blocks.append(np.flatnonzero(fold.block_rows(data.table)))
        said.append(_fold_scores(fit, data.table.iloc[blocks[-1]], kinds, seed, rounds))
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
    fit: DataSet, table: pd.DataFrame, kinds: tuple[Kind, ...], seed: int, rounds: tuple[int, ...]
) -> Said:
    """Predictions by kind and number of trees. Each part is fitted once, whichever kinds share it."""
    base = fitted(BASE, fit, 0, seed).predict(table)
    line = fitted(KINDS[1], fit, 0, seed).predict(table) if any(kind.line for kind in kinds) else base
    grown = {
        each: _staged(fit, table, each, seed, rounds) for each in {kind.surroundings for kind in kinds if kind.trees}
    }
    found: Said = {}
    for kind in kinds:
        if not kind.trees:
            found[kind.key, 0] = line if kind.line else base
            continue
        for count, scores in grown[kind.surroundings].items():
            found[kind.key, count] = mean_log_odds(scores, line) if kind.line else scores
    return found


def _staged(
    fit: DataSet, table: pd.DataFrame, surroundings: bool, seed: int, rounds: tuple[int, ...]
) -> dict[int, Probabilities]:
    """The predictions of LightGBM by its first 50, 100 … trees."""
    scorer = fitted(Kind("trees", "", "", trees=True, surroundings=surroundings), fit, rounds[-1], seed)
    if not isinstance(scorer, Boosted):
        return dict.fromkeys(rounds, scorer.predict(table))
    codes = scorer.columns_.codes(table)
    return {count: scorer.predict_codes(codes, count) for count in rounds}


def _pooled(said: list[Said], key: str, rounds: int) -> Probabilities:
    return np.concatenate([each[key, rounds] for each in said])


def _best_rounds(key: str, labels: Labels, said: list[Said]) -> int:
    tried = [rounds for name, rounds in said[0] if name == key]
    return min(tried, key=lambda rounds: float(log_losses(labels, _pooled(said, key, rounds)).mean()))
