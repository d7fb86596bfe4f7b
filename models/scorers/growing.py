"""Trees that are watched while they grow: what several boostings say together of later rows, step by step."""

from collections.abc import Iterator, Sequence

import lightgbm
import numpy as np
import pandas as pd
from scipy.special import expit

from models.scorers.boosted import Boosting, never_empty
from models.scorers.columns import Columns, Matrix
from models.scorers.scorer import Labels, Probabilities, within


class Ground:
    """Rows to fit on and later rows to be judged on, prepared once for however many boostings are tried on them.

    Trees see an entity's own facts only.
    """

    def __init__(self, table: pd.DataFrame, labels: Labels, later: pd.DataFrame) -> None:
        columns = Columns.of(table, surroundings=False)
        self._codes = never_empty(columns.codes(table))
        self._labels = labels.astype(np.float64)
        self._later = never_empty(columns.codes(later))
        self._categorical = columns.categorical

    def grow(self, boostings: Sequence[Boosting], every: int) -> Iterator[Probabilities]:
        """After every `every` trees, what the mean log-odds of `boostings` say of each later row so far.

        The boostings differ in nothing that bins depend on, and have equal `rounds`. The last step says what `Averaged`
        of `Boosted` says that were fitted on the same rows.
        """
        data = self._binned(boostings[0])
        boosters = [lightgbm.Booster(each.parameters(), data) for each in boostings]
        margins = np.zeros((len(boosters), len(self._later)))
        for _ in range(0, boostings[0].rounds, every):
            for booster, margin in zip(boosters, margins, strict=True):
                margin += self._grown(booster, every)
            yield within(np.asarray(expit(margins.mean(axis=0))))

    def _binned(self, boosting: Boosting) -> lightgbm.Dataset:
        parameters = {"verbosity": -1, "max_bin": boosting.bins, "min_data_in_leaf": boosting.min_rows}
        return lightgbm.Dataset(self._codes, self._labels, categorical_feature=self._categorical, params=parameters)

    def _grown(self, booster: lightgbm.Booster, count: int) -> Matrix:
        """What `count` more trees add to the log-odds; where a sample of the rows cannot be split, there is no tree."""
        before = booster.num_trees()
        for _ in range(count):
            booster.update()
        count = booster.num_trees() - before
        if not count:
            return np.zeros(len(self._later))
        added = booster.predict(self._later, start_iteration=before, num_iteration=count, raw_score=True, num_threads=1)
        return np.asarray(added)
