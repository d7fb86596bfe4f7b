"""From a score to a probability that holds, and to an interval that says how sure it is.

Both are learned on forward predictions: those of models fitted on earlier cut-offs only. The map has at most two
numbers, so that it cannot undo the ranking; the interval is the pair of probabilities of an inductive Venn–Abers
predictor (Vovk, Petej, Fedorova, "Large-scale probabilistic predictors with and without guarantees of validity", 2015).
"""

import warnings
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit, logit
from venn_abers import VennAbers

from models.scorers.scorer import Labels, Probabilities, within

MOST_REFERENCES = 20_000
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


class Calibration:
    """A map, and the reference scores that intervals come from."""

    def __init__(self, mapping: Map, scores: Probabilities, labels: Labels) -> None:
        self.mapping = mapping
        self.scores = scores[-MOST_REFERENCES:]
        self.labels = labels[-MOST_REFERENCES:]
        self._reference = self._refer()

    def _refer(self) -> VennAbers | None:
        if not self.labels.any() or self.labels.all():
            return None
        mapped = self.mapping(self.scores)
        with warnings.catch_warnings():
            # The library takes the minimum over a slice that may be all unknown; the result is right all the same.
            warnings.simplefilter("ignore", RuntimeWarning)
            return VennAbers().fit(np.column_stack([1 - mapped, mapped]), self.labels.astype(int))

    def probability(self, scores: Probabilities) -> Probabilities:
        """Calibrated probabilities, shape (n,)."""
        return self.mapping(scores)

    def interval(self, scores: Probabilities) -> tuple[Probabilities, Probabilities]:
        """Lower and upper probability per score, shape (n,) each; the whole 0 … 1 without references.

        They are the Venn–Abers pair, widened where needed to hold the calibrated probability itself.
        """
        mapped = self.mapping(scores)
        if self._reference is None:
            return np.zeros(len(scores)), np.ones(len(scores))
        _, pair = self._reference.predict_proba(np.column_stack([1 - mapped, mapped]))
        return np.minimum(pair.min(axis=1), mapped), np.maximum(pair.max(axis=1), mapped)

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {
            "shift": self.mapping.shift,
            "slope": self.mapping.slope,
            "scores": self.scores.tolist(),
            "labels": self.labels.astype(int).tolist(),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The inverse of `to_json`."""
        labels = np.array(data["labels"], dtype=bool)
        return cls(Map(data["shift"], data["slope"]), np.array(data["scores"], dtype=np.float64), labels)
