"""From a score to a probability that holds, and to an interval that says how sure it is.

Both are learned on forward predictions: those of models fitted on earlier cut-offs only. The map has at most two
numbers, so that it cannot undo the ranking; the interval is how far that very map may be off (`models.band`).
"""

from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit, logit

from models.band import Band, Clusters
from models.scorers.scorer import Labels, Probabilities, within

# A slope always keeps the ranking, and stays finite where the labels happen to follow the scores exactly.
SLOPES = (0.1, 4.0)


@dataclass(frozen=True)
class Map:
    """log-odds ↦ shift + slope × log-odds; the default changes nothing."""

    shift: float = 0.0
    slope: float = 1.0

    def __call__(self, scores: Probabilities) -> Probabilities:
        """Calibrated probabilities."""
        if self == Map():
            return scores
        return within(np.asarray(expit(self.shift + self.slope * logit(scores))))


def _loss(parameters: npt.NDArray[np.float64], odds: Probabilities, labels: Labels) -> float:
    value = parameters[0] + (parameters[1] if len(parameters) > 1 else 1.0) * odds
    return float(np.mean(np.logaddexp(0, value) - labels * value))


def _slope_of_loss(parameters: npt.NDArray[np.float64], odds: Probabilities, labels: Labels) -> npt.NDArray[np.float64]:
    value = parameters[0] + (parameters[1] if len(parameters) > 1 else 1.0) * odds
    excess = expit(value) - labels
    return np.array([excess.mean(), (excess * odds).mean()])[: len(parameters)]


def fit_map(scores: Probabilities, labels: Labels, *, slope: bool) -> Map:
    """The map with the least log loss on `scores`: shift alone, or shift and slope (Platt, 1999).

    Where only one answer occurs nothing can be learned, and the map changes nothing.
    """
    if labels.all() or not labels.any():
        return Map()
    bounds = [(None, None), SLOPES] if slope else [(None, None)]
    odds = logit(within(scores))
    start = np.array([0.0, 1.0][: len(bounds)])
    found = minimize(_loss, start, args=(odds, labels), jac=_slope_of_loss, method="L-BFGS-B", bounds=bounds).x
    return Map(*(float(value) for value in found))


@dataclass(frozen=True)
class Calibration:
    """A map, and the band around what it says; `band` is None where nothing is known of errors."""

    mapping: Map = Map()
    band: Band | None = None

    @classmethod
    def learned(cls, mapping: Map, scores: Probabilities, labels: Labels, clusters: Clusters | None = None) -> Self:
        """`mapping` with the band that forward predictions (n,) in the order of time and their answers (n,) leave it.

        `clusters` number the entities of the rows; without them each row counts as one of its own.
        """
        entities = np.arange(len(labels)) if clusters is None else clusters
        return cls(mapping, Band.learned(mapping(scores), scores, labels, mapping.slope, entities))

    def probability(self, scores: Probabilities) -> Probabilities:
        """Calibrated probabilities, shape (n,)."""
        return self.mapping(scores)

    def interval(self, scores: Probabilities) -> tuple[Probabilities, Probabilities]:
        """Lower and upper end of the 80 % interval per score, shape (n,) each; 0 and 1 where no band is known.

        It says where the share would lie that comes true among many of that score. Its middle, in log-odds, is the
        calibrated probability.
        """
        if self.band is None:
            return np.zeros(len(scores)), np.ones(len(scores))
        odds = self.mapping.shift + self.mapping.slope * logit(within(scores))
        reach = self.band.reach(scores)
        return within(np.asarray(expit(odds - reach))), within(np.asarray(expit(odds + reach)))

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {**asdict(self.mapping), "band": None if self.band is None else self.band.to_json()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The inverse of `to_json`. Of models saved before there were bands, it is learned from what they keep."""
        mapping = Map(data["shift"], data["slope"])
        if "band" in data:
            return cls(mapping, None if data["band"] is None else Band(**data["band"]))
        return cls.learned(mapping, np.array(data["scores"], dtype=np.float64), np.array(data["labels"], dtype=bool))
