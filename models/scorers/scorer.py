"""What every model of a yes-or-no answer has in common: Leadcast's own and the baselines alike."""

from pathlib import Path
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.scorers.columns import Columns, Matrix

Probabilities = npt.NDArray[np.float64]
Labels = npt.NDArray[np.bool_]


class Scorer(Protocol):
    """Fitted on a feature table and its labels, it gives each row of another table a probability.

    `fit` changes neither of its arguments, `predict` takes the columns in any order. `save` writes what it learned
    into a folder as text, `load` gives a scorer whose predictions are equal to the last bit.
    """

    @property
    def name(self) -> str:
        """What reports call it."""
        ...

    def fit(self, table: pd.DataFrame, labels: Labels) -> Self:
        """Learn from rows of shape (n, …) and their n labels; both answers must occur."""
        ...

    def predict(self, table: pd.DataFrame) -> Probabilities:
        """The probability of each row, shape (n,), strictly between 0 and 1."""
        ...

    def save(self, folder: Path) -> None:
        """Write into `folder`, which exists and is empty."""
        ...

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        ...


class Coded(Scorer, Protocol):
    """A scorer that takes numbers as well: those that its columns make of a table."""

    @property
    def columns_(self) -> Columns:
        """The columns that it was fitted on."""
        ...

    def predict_codes(self, codes: Matrix) -> Probabilities:
        """What `predict` gives for the table that `columns_.codes` makes these numbers of, to the last bit."""
        ...


SMALLEST = 1e-6


def within(probabilities: Probabilities) -> Probabilities:
    """The probabilities kept strictly between 0 and 1, so that one surprise costs a finite log loss."""
    # As np.clip, which takes five times as long for few rows.
    return np.minimum(np.maximum(probabilities, SMALLEST), 1 - SMALLEST)
