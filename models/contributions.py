"""What each feature adds to a score, exactly: Shapley values on the log-odds scale."""

from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
import pandas as pd
from scipy.special import logit

from models.intent import Intent
from models.scorers.average import Averaged
from models.scorers.columns import Matrix, summed
from models.scorers.scorer import SMALLEST, Probabilities, Scorer

# Where every scorer and every calibration stops: a probability of one in a million, or all but that.
FURTHEST = float(logit(1 - SMALLEST))


@runtime_checkable
class Additive(Protocol):
    """A scorer that can say what each of its features adds."""

    @property
    def base(self) -> float:
        """The log-odds that contributions are added to."""
        ...

    def contributions(self, table: pd.DataFrame) -> tuple[tuple[str, ...], Matrix]:
        """Names of features, and what each adds to the log-odds of each row beside `base`: (rows, names)."""
        ...


class Contributions(NamedTuple):
    """What every feature adds: `values` has a row for each row of the table (by position) and a column a feature.

    `base` and a row's values sum to the row's log-odds.
    """

    base: float
    values: pd.DataFrame

    @property
    def log_odds(self) -> Probabilities:
        """Of each row, shape (n,)."""
        values = self.values.to_numpy(dtype=np.float64)
        return self.base + summed(values, np.zeros(values.shape[1], dtype=np.int64), 1)[:, 0]


def contributions(scorer: Scorer, table: pd.DataFrame) -> Contributions:
    """What each feature adds to the log-odds that `scorer` gives each row of `table`; of an average the mean.

    No columns for a model without features.

    Raises:
        TypeError: the scorer cannot say what its features add.
    """
    if isinstance(scorer, Averaged):
        return _mean([contributions(part, table) for part in scorer.parts])
    if not isinstance(scorer, Additive):
        raise TypeError(f"{scorer.name} cannot say what its features add")
    names, values = scorer.contributions(table)
    return _kept_within(Contributions(scorer.base, pd.DataFrame(values, columns=list(names))))


def explained(intent: Intent, table: pd.DataFrame) -> Contributions:
    """The same of the calibrated log-odds: of the probability that is shown."""
    found, mapping = contributions(intent.scorer, table), intent.calibration.mapping
    mapped = Contributions(mapping.shift + mapping.slope * found.base, found.values * mapping.slope)
    return _kept_within(mapped)


def _mean(parts: list[Contributions]) -> Contributions:
    names = list(dict.fromkeys(name for part in parts for name in part.values.columns))
    # A feature that a part does not see moves that part by nothing.
    aligned = [part.values.reindex(columns=names, fill_value=0.0) for part in parts]
    return Contributions(sum(part.base for part in parts) / len(parts), sum(aligned[1:], aligned[0]) / len(aligned))


def _kept_within(found: Contributions) -> Contributions:
    """The same where log-odds stop at the furthest; what a feature adds shrinks by as much as their sum does."""
    odds = found.log_odds
    if np.abs([found.base, *odds]).max() <= FURTHEST:
        return found
    base = float(np.clip(found.base, -FURTHEST, FURTHEST))
    moved, kept = odds - found.base, np.clip(odds, -FURTHEST, FURTHEST) - base
    share = np.divide(kept, moved, out=np.ones(len(odds)), where=moved != 0)
    return Contributions(base, found.values.mul(share, axis=0))
