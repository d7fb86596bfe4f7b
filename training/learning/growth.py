"""What settings of trees lose forward in time, told while the trees grow."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from features.frame import feature_names
from models.scorers.boosted import Boosting
from models.scorers.columns import Columns
from models.scorers.growing import Ground
from models.scorers.scorer import Labels
from training.datasets import DataSet, thinned
from training.learning.candidates import ROUNDS
from training.learning.splits import divided, forward_folds, usable
from training.learning.tuning import TREES
from training.metrics import log_losses

# More rows than this in the largest fold's fit make trials slow, not settings better; whole entities are left out.
MOST_ROWS = 20_000
# A loss is told after every so many trees.
EVERY = 10


@dataclass(frozen=True)
class Growth:
    """Folds made ready, the answers of all their blocks, and how trees grow but for the settings that are tried."""

    rows: int
    grounds: list[Ground]
    labels: Labels
    boosting: Boosting

    def losses(self, settings: dict[str, Any]) -> Iterator[tuple[int, float]]:
        """After every ten trees, how many there are in each part and the mean log loss over all blocks, in nats.

        All folds grow side by side, so that settings can be given up early by what they lose everywhere.
        """
        boosting = replace(self.boosting, **settings)
        parts = [replace(boosting, random_splits=part == "own_random") for part in TREES.parts]
        folds = zip(*(ground.grow(parts, EVERY) for ground in self.grounds), strict=True)
        for step, said in enumerate(folds, start=1):
            yield step * EVERY, float(log_losses(self.labels, np.concatenate(said)).mean())


def growth_of(data: DataSet, horizon: timedelta, boosting: Boosting) -> Growth | None:
    """The forward folds of `data`, of which so many entities are left out that no fit has many more than 20,000 rows.

    None where nothing can be judged forward in time, or there is nothing to grow trees on.
    """
    fits = [int(fold.fit_rows(data.table).sum()) for fold in forward_folds(data.cutoffs, horizon)]
    few = thinned(data, MOST_ROWS / max([1, *fits]), salt=boosting.seed + 2)
    folds = usable(forward_folds(few.cutoffs, horizon), few)
    if not folds or not Columns.of(few.table, surroundings=False).names:
        return None
    parts = [divided(few, fold, len(few), boosting.seed) for fold in folds]
    grounds = [Ground(fit.table, fit.labels, few.table.iloc[block]) for fit, block in parts]
    labels = few.labels[np.concatenate([block for _, block in parts])]
    return Growth(len(few), grounds, labels, replace(boosting, rounds=ROUNDS[-1]))


def name_of(data: DataSet, horizon: timedelta, boosting: Boosting) -> str:
    """The name of a study of these rows: the horizon in days, and a hash of all that losses depend on."""
    told = hashlib.sha256(repr((horizon, boosting, ROUNDS, MOST_ROWS, feature_names(data.table))).encode())
    told.update(pd.util.hash_pandas_object(data.table, index=False).to_numpy().tobytes())
    told.update(data.labels.tobytes())
    return f"{horizon / timedelta(days=1):g}d-{told.hexdigest()[:16]}"
