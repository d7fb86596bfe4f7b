"""Other makers' boosted trees, to measure beside Leadcast. They have no text to be saved as, so they never serve.

Their settings are those that they come with, but for the number of trees, and for whether they see an entity's
surroundings: these are what did best on the last quarter of the training window, after a fit on what was known before.
With all of their trees on all features both overfit small histories, and beating them would say little. CatBoost may
grow 500 trees, half of what it comes with.
"""

import importlib.util
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

from models.scorers.columns import Columns
from models.scorers.scorer import Labels, Probabilities, within
from training.backtest.rivals import Rival
from training.datasets import DataSet, thinned
from training.learning.candidates import MOST_FOLD_ROWS
from training.learning.splits import forward_folds, usable
from training.metrics import log_losses
from training.settings import Question


class Trees(ABC):
    """A maker's trees, with as many threads as OMP_NUM_THREADS says; `most` of them, less where fewer do better."""

    most: int

    def __init__(self, horizon: timedelta, seed: int) -> None:
        self.horizon = horizon
        self.seed = seed

    @abstractmethod
    def grown(self, table: pd.DataFrame, labels: Labels, rounds: int) -> Any:
        """A fitted model of so many trees."""

    @abstractmethod
    def staged(self, model: Any, table: pd.DataFrame) -> Iterator[tuple[int, Probabilities]]:
        """Numbers of trees, and the probability of each row by so many of the first."""

    def fit(self, table: pd.DataFrame, labels: Labels) -> Self:
        """Grow as many trees, on the columns, as did best forward in time."""
        rounds, surroundings = self._best(DataSet(table, labels))
        self.columns_ = Columns.of(table, surroundings=surroundings)
        self.model_ = self.grown(table, labels, rounds)
        return self

    def predict(self, table: pd.DataFrame) -> Probabilities:
        """The probability of each row."""
        return within(np.asarray(self.model_.predict_proba(self.prepared(table))[:, 1]))

    def prepared(self, table: pd.DataFrame) -> pd.DataFrame:
        """Numbers as they are, categories as whole numbers, -1 where unknown."""
        unknown = dict.fromkeys(self.columns_.categorical, -1.0)
        return pd.DataFrame(self.columns_.codes(table)).fillna(unknown).astype(dict.fromkeys(unknown, int))

    def _best(self, data: DataSet) -> tuple[int, bool]:
        folds = usable(forward_folds(data.cutoffs, self.horizon), data)
        if not folds:
            return self.most, True
        late = folds[len(folds) // 2]
        early = data.where(late.fit_rows(data.table))
        early = thinned(early, MOST_FOLD_ROWS / len(early), salt=self.seed + 1)
        judged = data.where((data.table["cutoff"] >= late.block[0]).to_numpy())
        tried = [each for seen in (True, False) for each in self._tried(early, judged, seen)]
        return min(tried, default=(0.0, self.most, True))[1:]

    def _tried(self, early: DataSet, judged: DataSet, surroundings: bool) -> Iterator[tuple[float, int, bool]]:
        """The log loss by every number of trees."""
        self.columns_ = Columns.of(early.table, surroundings=surroundings)
        if self.columns_.names:
            model = self.grown(early.table, early.labels, self.most)
            for rounds, said in self.staged(model, judged.table):
                yield float(log_losses(judged.labels, said).mean()), rounds, surroundings


class Histogram(Trees):
    """scikit-learn's HistGradientBoosting, with categories as such where it can take them."""

    most = 100
    # More values than this it refuses as a category.
    MOST_VALUES = 254

    def grown(self, table: pd.DataFrame, labels: Labels, rounds: int) -> Any:
        """Without its own early stopping, whose random split puts snapshots of one entity on both sides."""
        names, values = self.columns_.names, self.columns_.categories
        model = HistGradientBoostingClassifier(
            max_iter=rounds,
            categorical_features=[
                each for each in self.columns_.categorical if len(values[names[each]]) <= self.MOST_VALUES
            ],
            early_stopping=False,
            random_state=self.seed,
        )
        return model.fit(self.prepared(table), labels)

    def staged(self, model: Any, table: pd.DataFrame) -> Iterator[tuple[int, Probabilities]]:
        """After each tree."""
        for number, said in enumerate(model.staged_predict_proba(self.prepared(table)), start=1):
            yield number, said[:, 1]


class Cat(Trees):
    """CatBoost, with categories as such. Needs the package catboost."""

    most = 500
    step = 10

    def grown(self, table: pd.DataFrame, labels: Labels, rounds: int) -> Any:
        """With a fixed learning rate: the one that it comes with depends on how many trees it is told to grow."""
        from catboost import CatBoostClassifier

        model = CatBoostClassifier(
            iterations=rounds,
            learning_rate=0.05,
            cat_features=self.columns_.categorical,
            random_seed=self.seed,
            thread_count=int(os.environ.get("OMP_NUM_THREADS", "-1")),
            verbose=False,
            allow_writing_files=False,
        )
        return model.fit(self.prepared(table), labels.astype(int))

    def staged(self, model: Any, table: pd.DataFrame) -> Iterator[tuple[int, Probabilities]]:
        """After every tenth tree."""
        said = model.staged_predict_proba(self.prepared(table), eval_period=self.step)
        for number, each in enumerate(said, start=1):
            yield number * self.step, each[:, 1]


def _varies(_question: Question, table: pd.DataFrame) -> bool:
    return bool(Columns.of(table).names)


HISTOGRAM = Rival("hist_gradient_boosting", "HistGradientBoosting", "HistGradientBoosting", Histogram, _varies)
CAT = Rival("catboost", "CatBoost", "CatBoost", Cat, _varies)


def peers() -> tuple[Rival, ...]:
    """Those of the two that are installed."""
    return (HISTOGRAM, CAT) if importlib.util.find_spec("catboost") else (HISTOGRAM,)
