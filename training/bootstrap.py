"""How far metrics would move with other entities: a bootstrap that draws entities with all their rows."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.scorers.scorer import Labels, Probabilities
from training.learning.candidates import Progress
from training.metrics import METRICS, Judged, Metrics

RESAMPLES = 200


@dataclass(frozen=True)
class Interval:
    """A value and the 2.5 % and 97.5 % quantiles of its resamples; NaN where unknown."""

    value: float
    low: float
    high: float

    def to_json(self) -> dict[str, Any]:
        """By name; what is not a number becomes None."""
        named = {"value": self.value, "low": self.low, "high": self.high}
        return {name: None if np.isnan(number) else number for name, number in named.items()}


@dataclass(frozen=True)
class Resampled:
    """The metrics of several models on the same rows, and on the same resamples of them.

    `drawn` has shape (models, resamples, metrics), its models in the order of `measured`.
    """

    measured: dict[str, Metrics]
    drawn: npt.NDArray[np.float64]

    def interval(self, model: str, metric: str) -> Interval:
        """The metric of a model."""
        return _interval(getattr(self.measured[model], metric), self._draws(model, metric))

    def difference(self, first: str, second: str, metric: str) -> Interval:
        """How much larger the metric of `first` is than that of `second`, paired by resample."""
        value = getattr(self.measured[first], metric) - getattr(self.measured[second], metric)
        return _interval(value, self._draws(first, metric) - self._draws(second, metric))

    def _draws(self, model: str, metric: str) -> npt.NDArray[np.float64]:
        return self.drawn[list(self.measured).index(model), :, METRICS.index(metric)]


def _interval(value: float, draws: npt.NDArray[np.float64]) -> Interval:
    known = draws[~np.isnan(draws)]
    if np.isnan(value) or not len(known):
        return Interval(value, float("nan"), float("nan"))
    low, high = np.quantile(known, (0.025, 0.975))
    return Interval(value, float(low), float(high))


def resample(
    labels: Labels,
    predictions: dict[str, Probabilities],
    clusters: npt.NDArray[np.int64],
    seed: int,
    progress: Progress | None = None,
    resamples: int = RESAMPLES,
) -> Resampled:
    """Measure every model on all rows and on `resamples` draws of as many entities, with replacement (Efron, 1979)."""
    random = np.random.default_rng(seed)
    judged = {name: Judged(labels, probabilities) for name, probabilities in predictions.items()}
    drawn = np.empty((len(judged), resamples, len(METRICS)))
    entities = int(clusters.max()) + 1
    for number in range(resamples):
        if progress:
            progress("intervals by resampling", number + 1, resamples)
        weights = np.bincount(random.integers(entities, size=entities), minlength=entities)[clusters].astype(np.float64)
        for place, each in enumerate(judged.values()):
            metrics = each.measure(weights)
            drawn[place, number] = [getattr(metrics, name) for name in METRICS]
    return Resampled({name: each.measure() for name, each in judged.items()}, drawn)


def paired(gaps: npt.NDArray[np.float64], clusters: npt.NDArray[Any], seed: int, resamples: int = 1000) -> Interval:
    """The mean of `gaps` (one a row) and its percentile interval over draws of whole clusters (Field and Welsh, 2007).

    `clusters` says whose each row is. Without two of them there is no interval, only NaN.
    """
    _, owner = np.unique(clusters, return_inverse=True)
    sums, rows = np.bincount(owner, gaps), np.bincount(owner)
    entities = len(rows)
    if entities < 2:
        return Interval(float(gaps.mean()) if len(gaps) else float("nan"), float("nan"), float("nan"))
    random = np.random.default_rng(seed)
    drawn = np.empty(resamples)
    for number in range(resamples):
        times = np.bincount(random.integers(entities, size=entities), minlength=entities)
        drawn[number] = (times @ sums) / (times @ rows)
    return _interval(float(gaps.mean()), drawn)
