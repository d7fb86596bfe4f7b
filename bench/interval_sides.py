"""Ways to make a probability of a score, and an interval around it, all learned on the same forward predictions."""

import warnings

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression
from venn_abers import VennAbers

from bench.interval_world import Learned
from models.calibration import Calibration, fit_map
from models.scorers.scorer import Labels, Probabilities, within

Pair = tuple[Probabilities, Probabilities]
# More rows make the predictor no better, but slow.
MOST_REFERENCES = 20_000
SERVED, MERGED = "the map that serves", "Venn–Abers, merged"
BAND, STRETCHED, PAIR = "80 % band of the map", "Venn–Abers, stretched to the score", "Venn–Abers, around its own score"


def probabilities(one: Learned) -> dict[str, Probabilities]:
    """What each way says of the later scores, shape (n,) each."""
    low, high = venn_abers(one.scores, one.labels, one.later)
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(one.scores, one.labels)
    return {
        SERVED: one.mapping(one.later),
        "beta calibration": beta(one.scores, one.labels, one.later),
        "shift and slope (Platt)": fit_map(one.scores, one.labels, slope=True)(one.later),
        MERGED: high / (1 - low + high),
        "isotonic regression": isotonic.predict(one.later),
    }


def intervals(one: Learned) -> dict[str, Pair]:
    """Lower and upper ends around the later scores, shape (n,) each."""
    mapped, served = one.mapping(one.scores), one.mapping(one.later)
    low, high = venn_abers(mapped, one.labels, served)
    return {
        BAND: Calibration.learned(one.mapping, one.scores, one.labels, one.clusters).interval(one.later),
        STRETCHED: (np.minimum(low, served), np.maximum(high, served)),
        PAIR: venn_abers(one.scores, one.labels, one.later),
    }


def venn_abers(scores: Probabilities, labels: Labels, later: Probabilities) -> Pair:
    """The pair of probabilities of an inductive Venn–Abers predictor, the lower one first.

    Source: Vovk, Petej and Fedorova, "Large-scale probabilistic predictors with and without guarantees of validity",
    2015.
    """
    scores, labels = scores[-MOST_REFERENCES:], labels[-MOST_REFERENCES:]
    with warnings.catch_warnings():
        # The library takes the minimum over a slice that may be all unknown; the result is right all the same.
        warnings.simplefilter("ignore", RuntimeWarning)
        fitted = VennAbers().fit(np.column_stack([1 - scores, scores]), labels.astype(int))
        _, pair = fitted.predict_proba(np.column_stack([1 - later, later]))
    return pair.min(axis=1), pair.max(axis=1)


def beta(scores: Probabilities, labels: Labels, later: Probabilities) -> Probabilities:
    """Beta calibration (Kull, Silva Filho and Flach, 2017)."""
    told = _told(scores)

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        odds = told @ weights
        return float(np.mean(np.logaddexp(0, odds) - labels * odds)), told.T @ (expit(odds) - labels) / len(odds)

    bounds = [(0, None), (0, None), (None, None)]
    found = minimize(loss, [1.0, 1.0, 0.0], jac=True, bounds=bounds, method="L-BFGS-B").x
    return within(expit(_told(later) @ found))


def _told(scores: Probabilities) -> npt.NDArray[np.float64]:
    return np.column_stack([np.log(scores), -np.log1p(-scores), np.ones(len(scores))])
