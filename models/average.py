"""The mean of two scorers on the log-odds scale: often a little better than either, never far from both."""

from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from models.baselines import Logistic
from models.boosted import DEFAULT, Boosted, Boosting
from models.scorer import Labels, Probabilities


def mean_log_odds(first: Probabilities, second: Probabilities) -> Probabilities:
    """Probabilities whose log-odds are the mean of the two."""
    return np.asarray(expit((logit(first) + logit(second)) / 2))


class Averaged:
    """LightGBM and logistic regression, averaged."""

    def __init__(self, boosting: Boosting = DEFAULT, *, surroundings: bool = True) -> None:
        self.trees = Boosted(boosting, surroundings=surroundings)
        self.line = Logistic()

    @property
    def name(self) -> str:
        """What reports call it."""
        return f"mean of logistic regression and {self.trees.name}"

    def fit(self, table: pd.DataFrame, labels: Labels) -> Self:
        """Fit both."""
        self.trees.fit(table, labels)
        self.line.fit(table, labels)
        return self

    def predict(self, table: pd.DataFrame) -> Probabilities:
        """The averaged probability of each row."""
        return mean_log_odds(self.trees.predict(table), self.line.predict(table))

    def save(self, folder: Path) -> None:
        """Write both, each into a folder of its own."""
        for part, scorer in (("trees", self.trees), ("line", self.line)):
            (folder / part).mkdir()
            scorer.save(folder / part)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        scorer = cls()
        scorer.trees = Boosted.load(folder / "trees")
        scorer.line = Logistic.load(folder / "line")
        return scorer
