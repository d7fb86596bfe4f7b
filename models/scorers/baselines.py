"""What a team would otherwise use: the base rate, and logistic regression."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from models.scorers.columns import Columns, Matrix, Numbers, summed
from models.scorers.scorer import Labels, Probabilities, within

FILE = "model.json"
MIN_ROWS_PER_CATEGORY = 30


class BaseRate:
    """Everyone gets the share of yes among the rows it was fitted on."""

    name = "base rate"
    columns_ = Columns((), {})

    def fit(self, table: pd.DataFrame, labels: Labels) -> Self:
        """Learn the share of yes."""
        self.rate_ = (float(labels.sum()) + 0.5) / (len(table) + 1)
        return self

    def predict(self, table: pd.DataFrame) -> Probabilities:
        """The same probability for each row."""
        return np.full(len(table), self.rate_)

    def predict_codes(self, codes: Matrix) -> Probabilities:
        """The same for each of these rows, which have no columns."""
        return np.full(len(codes), self.rate_)

    def save(self, folder: Path) -> None:
        """Write the rate."""
        (folder / FILE).write_text(json.dumps({"rate": self.rate_}), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the rate."""
        scorer = cls()
        scorer.rate_ = float(json.loads((folder / FILE).read_text(encoding="utf-8"))["rate"])
        return scorer

    def contributions(self, table: pd.DataFrame) -> tuple[tuple[str, ...], Matrix]:
        """Nothing adds anything: no names, shape (rows, 0)."""
        return (), np.empty((len(table), 0))

    @property
    def base(self) -> float:
        """The log-odds of the share of yes."""
        return float(logit(self.rate_))


class Logistic:
    """Ridge logistic regression on standardised log-scaled numbers, missing-value marks and one-hot categories."""

    name = "logistic regression"

    def fit(self, table: pd.DataFrame, labels: Labels) -> Self:
        """Learn scales and coefficients. Source of the fit: scikit-learn's LogisticRegression (lbfgs)."""
        # Levels, calendars and loads tell periods apart; extrapolated on a line they do harm.
        self.columns_ = Columns.of(table, surroundings=False)
        columns = self.columns_.arrays(table)
        self.kept_ = {
            position: np.flatnonzero(np.bincount(_known(columns[position])) >= MIN_ROWS_PER_CATEGORY).tolist()
            for position in self.columns_.categorical
        }
        raw = self._design(table)
        self.mean_, scale = raw.mean(axis=0), np.maximum(raw.std(axis=0), 1e-9)
        # A constant beside the features changes nothing, and lets the fit do without any.
        padded = np.hstack([(raw - self.mean_) / scale, np.zeros((len(raw), 1))])
        model = LogisticRegression(C=0.02, max_iter=500, tol=1e-4).fit(padded, labels)
        self.weights_, self.intercept_ = model.coef_[0][:-1] / scale, float(model.intercept_[0])
        return self

    def _design(self, table: pd.DataFrame) -> Matrix:
        designed = self._designed(self.columns_.arrays(table))
        return np.column_stack([np.empty((len(table), 0)), *designed])

    def _designed(self, columns: Sequence[Numbers]) -> Iterator[Matrix]:
        """The columns of the design: the numbers on a log scale, which of them are unknown, the categories."""
        numbers = [column for position, column in enumerate(columns) if position not in self.kept_]
        for number in numbers:
            yield _squashed(number.astype(np.float64))
        for number in numbers:
            yield np.isnan(number).astype(np.float64)
        for position, kept in self.kept_.items():
            for code in kept:
                yield (columns[position] == code).astype(np.float64)

    def predict(self, table: pd.DataFrame) -> Probabilities:
        """The probability of each row."""
        return self._predicted(self.columns_.arrays(table), len(table))

    def predict_codes(self, codes: Matrix) -> Probabilities:
        """The same from `columns_.codes(table)`."""
        return self._predicted(list(codes.T), len(codes))

    def _predicted(self, columns: Sequence[Numbers], rows: int) -> Probabilities:
        odds = np.full(rows, self.intercept_)
        # A matrix product rounds by the number of rows: one account alone would score otherwise than among all.
        for values, mean, weight in zip(self._designed(columns), self.mean_, self.weights_, strict=True):
            odds += (values - mean) * weight
        return within(np.asarray(expit(odds)))

    def contributions(self, table: pd.DataFrame) -> tuple[tuple[str, ...], Matrix]:
        """What each column adds to the log-odds of each row, shape (rows, columns), features taken as independent.

        Source: Lundberg and Lee, "A unified approach to interpreting model predictions", 2017, corollary 1.
        """
        added = (self._design(table) - self.mean_) * self.weights_
        numeric = [place for place in range(len(self.columns_.names)) if place not in self.kept_]
        hot = [place for place, kept in self.kept_.items() for _ in kept]
        owner = np.array([*numeric, *numeric, *hot], dtype=np.int64)
        return self.columns_.names, summed(added, owner, len(self.columns_.names))

    @property
    def base(self) -> float:
        """The log-odds of an average row, which the contributions of a row are added to."""
        return self.intercept_

    def save(self, folder: Path) -> None:
        """Write columns, scales and coefficients."""
        learned = {
            "columns": self.columns_.to_json(),
            "kept": {str(position): kept for position, kept in self.kept_.items()},
            "mean": self.mean_.tolist(),
            "weights": self.weights_.tolist(),
            "intercept": self.intercept_,
        }
        (folder / FILE).write_text(json.dumps(learned, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        learned = json.loads((folder / FILE).read_text(encoding="utf-8"))
        scorer = cls()
        scorer.columns_ = Columns.from_json(learned["columns"])
        scorer.kept_ = {int(position): kept for position, kept in learned["kept"].items()}
        scorer.mean_, scorer.weights_ = np.array(learned["mean"]), np.array(learned["weights"])
        scorer.intercept_ = float(learned["intercept"])
        return scorer


def _squashed(numbers: Matrix) -> Matrix:
    return np.where(np.isnan(numbers), 0.0, np.sign(numbers) * np.log1p(np.abs(numbers)))


def _known(codes: Numbers) -> npt.NDArray[np.int64]:
    return codes[~np.isnan(codes)].astype(np.int64)
