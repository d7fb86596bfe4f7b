"""How far a map may be off: an 80 % band around its probabilities, from the forward predictions it was fitted on.

Two things move what a probability turns out to be. The map was fitted on a sample: its level and its slope have errors,
which are those of a logistic regression whose rows belong to entities (the sandwich of Liang and Zeger, "Longitudinal
data analysis using generalized linear models", 1986). And the level itself wanders from one stretch of time to the
next, more than chance makes it: a variance between stretches, averaged over its posterior under a half-normal prior
(Röver et al., "On weakly informative prior distributions for the heterogeneity parameter", 2021).
"""

from dataclasses import asdict, dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.special import logit
from scipy.stats import norm

from models.scorers.scorer import Labels, Probabilities, within

Numbers = npt.NDArray[np.float64]
Clusters = npt.NDArray[np.int64]

SHARE = 0.8
REACH = float(norm.ppf((1 + SHARE) / 2))
# The prior of the standard deviation by which a level wanders, in log-odds, and where it is looked at.
WANDER = 0.5
_WANDERS = np.linspace(0.0025, 1.5, 300)
# Time is cut into so many stretches, fewer where a stretch would hold less than so many yes.
MOST_STRETCHES, LEAST_YES = 8, 10


@dataclass(frozen=True)
class Band:
    """A standard deviation of log-odds: `level` at the log-odds `middle` of a score, and `tilt` for each unit of
    log-odds from there, both added as independent errors are."""

    middle: float
    level: float
    tilt: float

    def reach(self, scores: Probabilities) -> Numbers:
        """How far the 80 % band goes to each side of the mapped log-odds, shape (n,)."""
        away = logit(within(scores)) - self.middle
        return np.asarray(REACH * np.hypot(self.level, self.tilt * away))

    def to_json(self) -> dict[str, float]:
        """As JSON-able data."""
        return asdict(self)

    @classmethod
    def learned(
        cls, mapped: Probabilities, scores: Probabilities, labels: Labels, slope: float, clusters: Clusters
    ) -> Self | None:
        """The band of a map that rises by `slope` and gives `mapped` for `scores`, all (n,) in the order of time.

        `clusters` number the entities of the rows. None where only one answer occurs: that tells nothing of errors.
        """
        if labels.all() or not labels.any():
            return None
        odds, chance = logit(within(scores)), within(mapped)
        weight = chance * (1 - chance)
        middle, spread = _errors(odds, labels - chance, weight, clusters)
        naive = 1 / weight.sum()
        wander = _wander(labels - chance, weight, max(float(spread[0, 0]) / naive, 1.0), int(labels.sum()))
        if not spread[1, 1]:
            return cls(middle, float(np.sqrt(spread[0, 0] + wander)), 0.0)
        # Moved to where the errors of level and slope are independent.
        level = spread[0, 0] - spread[0, 1] ** 2 / spread[1, 1]
        # A map that keeps the ranking has a band whose ends keep it too.
        tilt = min(float(np.sqrt(spread[1, 1])), slope / REACH)
        return cls(middle - float(spread[0, 1] / spread[1, 1]), float(np.sqrt(max(level, 0.0) + wander)), tilt)


def _errors(odds: Numbers, excess: Numbers, weight: Numbers, clusters: Clusters) -> tuple[float, Numbers]:
    """The mean log-odds by weight, and the covariance (2, 2) of the errors there of level and slope."""
    middle = float(np.average(odds, weights=weight))
    away = odds - middle
    told = np.array([weight.sum(), weight @ away**2])
    # Equal scores tell nothing of a slope, and need none.
    inverse = np.divide(1.0, told, out=np.zeros(2), where=told > 1e-9 * told[0])
    _, entity = np.unique(clusters, return_inverse=True)
    sums = np.column_stack([np.bincount(entity, excess), np.bincount(entity, excess * away)])
    sums -= sums.mean(axis=0)
    many = len(sums) / max(len(sums) - 1, 1)
    return middle, np.asarray(inverse[:, None] * (sums.T @ sums * many) * inverse)


def _wander(excess: Numbers, weight: Numbers, inflated: float, yes: int) -> float:
    """The posterior mean of the variance between stretches of time, chance being `inflated` so many times."""
    count = min(MOST_STRETCHES, yes // LEAST_YES)
    stretch = np.arange(len(excess)) * max(count, 1) // len(excess)
    told = np.bincount(stretch, weight)
    off, chance = np.bincount(stretch, excess) / told, inflated / told
    variance = chance + _WANDERS[:, None] ** 2
    usual = (off / variance).sum(axis=1) / (1 / variance).sum(axis=1)
    fit = np.log(variance).sum(axis=1) + np.log((1 / variance).sum(axis=1))
    fit += ((off - usual[:, None]) ** 2 / variance).sum(axis=1) + (_WANDERS / WANDER) ** 2
    density = np.exp((fit.min() - fit) / 2)
    return float(density @ _WANDERS**2 / density.sum())
