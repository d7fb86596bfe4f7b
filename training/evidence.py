"""How sure a difference between two models is, when the rows of one entity are no independent witnesses."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.scorers.scorer import Probabilities

# Two-sided 95 % of a normal distribution.
SURE = 1.96


@dataclass(frozen=True)
class Difference:
    """A mean difference per row and its standard error."""

    mean: float
    error: float

    @property
    def low(self) -> float:
        """The lower end of the 95 % interval."""
        return self.mean - SURE * self.error

    @property
    def high(self) -> float:
        """The upper end of the 95 % interval."""
        return self.mean + SURE * self.error

    def to_json(self) -> dict[str, Any]:
        """Mean, standard error and interval by name; None where without bounds."""
        named = asdict(self) | {"low": self.low, "high": self.high}
        return {name: value if np.isfinite(value) else None for name, value in named.items()}


def difference(first: Probabilities, second: Probabilities, clusters: npt.NDArray[np.int64]) -> Difference:
    """How much larger `first` is than `second` on average, paired by row, shape (n,) each.

    `clusters` numbers the entity of each row. The error is the sandwich estimate for clustered rows (Liang and Zeger,
    1986), infinite where there is one cluster only.
    """
    gaps = first - second
    mean = float(gaps.mean())
    _, cluster = np.unique(clusters, return_inverse=True)
    sums = np.bincount(cluster, gaps - mean)
    if len(sums) < 2:
        return Difference(mean, float("inf"))
    spread = float(np.sqrt((sums**2).sum() * len(sums) / (len(sums) - 1)))
    return Difference(mean, spread / len(gaps))
