"""How good predicted counts are: their error, their intervals and their whole distribution, given as draws."""

import numpy as np
import numpy.typing as npt
from scipy.stats import binom

Array = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

LEVELS = (0.5, 0.8, 0.95)


def crps(draws: Counts, happened: Counts) -> Array:
    """The continuous ranked probability score of each row: E|X − y| − E|X − X′| / 2 over draws (n, rows).

    In wins, 0 is perfect, and for a forecast without spread it is the absolute error. Source: Gneiting and Raftery,
    "Strictly proper scoring rules, prediction, and estimation", 2007.
    """
    ordered = np.sort(draws, axis=0).astype(np.float64)
    number = len(ordered)
    spread = (2 * np.arange(1, number + 1) - number - 1) @ ordered / number**2
    return np.asarray(np.abs(ordered - happened).mean(axis=0) - spread)


def shortest(draws: Counts, level: float) -> tuple[Counts, Counts]:
    """The ends of each row's shortest interval that holds `level` of the draws (n, rows), as the sandbox shows it."""
    ordered = np.sort(draws, axis=0)
    enough = int(np.ceil(len(ordered) * level - 1e-9))
    first = np.argmin(ordered[enough - 1 :] - ordered[: len(ordered) - enough + 1], axis=0)[None]
    low, high = (np.take_along_axis(ordered, first + step, axis=0)[0] for step in (0, enough - 1))
    return low, high


def held(draws: Counts, happened: Counts, level: float) -> Array:
    """How much of each row's outcome lies within the central interval of `level`: 0, 1, or between at its very ends.

    Counts are whole numbers, so that no interval of them holds exactly 80 %. Spreading the outcome evenly over its own
    step of the predicted distribution removes that: on average exactly `level` is held where the forecast is right
    (the non-randomised probability integral transform; Czado, Gneiting and Held, "Predictive model assessment for
    count data", 2009).
    """
    upper = (draws <= happened).mean(axis=0)
    lower = (draws < happened).mean(axis=0)
    edges = (1 - level) / 2, (1 + level) / 2
    inside = np.minimum(upper, edges[1]) - np.maximum(lower, edges[0])
    width = upper - lower
    at_once = ((upper >= edges[0]) & (upper <= edges[1])).astype(np.float64)
    return np.asarray(np.where(width > 0, np.maximum(inside, 0) / np.maximum(width, 1e-12), at_once))


def noise_floor(leads: Counts, rate: Array) -> Array:
    """E|won − leads × rate| of each row: the error that even the true `rate` would make by chance, in wins.

    Source: the mean absolute deviation of a binomial by de Moivre; Diaconis and Zabell, "Closed form summation", 1991.
    """
    top = np.floor(leads * rate).astype(np.int64) + 1
    return np.asarray(2 * top * (1 - rate) * binom.pmf(top, leads, rate))
