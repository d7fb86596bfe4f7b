"""Intervals of counts and sums that will be seen, from the mean and variance of what is expected.

A count is given the law of the (a, b, 0) class with its mean and variance: binomial, Poisson or negative binomial.
Sources: Sundt and Jewell, "Further results on recursive evaluation of compound distributions", ASTIN Bulletin 12, 1981;
Hyndman, "Computing and graphing highest density regions", The American Statistician 50, 1996.
"""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

from models.sandbox.course.draws import expected

Array = npt.NDArray[np.float64]

LEVELS = (0.5, 0.8, 0.95)
# Counts above this are near enough to a gamma law, whose quantiles cost the same however large they are.
MOST_COUNTED = 30.0
DIGITS = 6


@dataclass(frozen=True)
class Ranges:
    """Expected values and the ends of their 80, 50 and 95 % intervals, arrays of one shape."""

    value: Array
    low: Array
    high: Array
    low_50: Array
    high_50: Array
    low_95: Array
    high_95: Array

    @classmethod
    def of(cls, value: Array, ends: list[tuple[Array, Array]]) -> "Ranges":
        """From the ends at each of LEVELS."""
        (low_50, high_50), (low, high), (low_95, high_95) = ends
        return cls(value, low, high, low_50, high_50, low_95, high_95)

    def rows(self) -> Array:
        """All numbers, one row of seven a place in C order, rounded to a millionth."""
        parts = [getattr(self, part.name) for part in fields(self)]
        # Nothing below zero is rounded to a zero with a sign.
        return np.stack([np.ravel(part) for part in parts], axis=1).round(DIGITS) + 0.0


def ranged(draws: npt.NDArray[np.floating]) -> Ranges:
    """Mean and central intervals of draws (..., D)."""
    ordered = np.sort(draws, axis=-1)
    last = ordered.shape[-1] - 1

    def at(share: float) -> Array:
        place = share * last
        below = int(place)
        step = ordered[..., min(below + 1, last)] - ordered[..., below]
        return np.asarray(ordered[..., below] + (place - below) * step, dtype=np.float64)

    ends = [(at(0.5 - level / 2), at(0.5 + level / 2)) for level in LEVELS]
    return Ranges.of(expected(draws), ends)


def counted(mean: Array, variance: Array) -> Ranges:
    """Counts with this mean and variance, any shape; intervals hold at least their share of the law, the most likely
    counts first."""
    ends = [(np.zeros(mean.shape), np.zeros(mean.shape)) for _ in LEVELS]
    few = (mean > 0) & (mean <= MOST_COUNTED)
    many = mean > MOST_COUNTED
    if few.any():
        _fill(ends, few, _likeliest(mean[few], variance[few]))
    if many.any():
        found = [_gamma(mean[many], variance[many], level) for level in LEVELS]
        # The ends of a continuous law lie between two counts.
        _fill(ends, many, [(np.ceil(low - 0.5), np.floor(high + 0.5)) for low, high in found])
    return Ranges.of(mean, ends)


def _fill(ends: list[tuple[Array, Array]], where: npt.NDArray[np.bool_], found: list[tuple[Array, Array]]) -> None:
    for into, values in zip(ends, found, strict=True):
        into[0][where], into[1][where] = values


def _likeliest(mean: Array, variance: Array) -> list[tuple[Array, Array]]:
    """The smallest sets of counts that hold each of LEVELS: intervals, since these laws have one peak."""
    law = _law(mean, variance)
    falling = np.sort(law, axis=1)[:, ::-1]
    held = np.cumsum(falling, axis=1)
    last, ends = law.shape[1] - 1, []
    for level in LEVELS:
        enough = np.minimum((held < level * held[:, -1:]).sum(axis=1), last)
        inside = law >= falling[np.arange(len(law)), enough][:, None]
        ends.append((np.argmax(inside, axis=1) * 1.0, last - np.argmax(inside[:, ::-1], axis=1) * 1.0))
    return ends


def _law(mean: Array, variance: Array) -> Array:
    """Chances of 0, 1, … (n, counts), by the recursion of the (a, b, 0) class; a law of no spread has its mean only."""
    spread = np.maximum(variance, 1e-6 * mean)
    a = 1 - mean / spread
    b = mean * (1 - a) - a
    near = np.abs(a) < 1e-9
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.where(near, -mean, np.log1p(-a) * (a + b) / np.where(near, 1.0, a))
    law = np.empty((len(mean), int((mean + 7 * np.sqrt(spread)).max()) + 12))
    law[:, 0] = np.exp(first)
    np.maximum(a[:, None] + b[:, None] / np.arange(1.0, law.shape[1]), 0.0, out=law[:, 1:])
    np.cumprod(law, axis=1, out=law)
    return np.asarray(law / law.sum(axis=1, keepdims=True))


def _gamma(mean: Array, variance: Array, level: float) -> tuple[Array, Array]:
    """The central interval of the gamma law with this mean and variance."""
    scale = np.maximum(variance, 1e-12) / mean
    shape = mean / scale
    low, high = (gammaincinv(shape, 0.5 + side * level / 2) * scale for side in (-1, 1))
    return np.asarray(low), np.asarray(high)


def summed(mean: Array, variance: Array, none: Array) -> Ranges:
    """Sums that are 0 with the chance `none` and else gamma, with this mean and variance in all; central intervals.

    Source of the law: Jørgensen, "Exponential dispersion models", 1987 (compound Poisson sums of gamma amounts).
    """
    some = np.clip(1 - none, 1e-12, 1.0)
    mean_some = mean / some
    variance_some = np.maximum((variance + mean**2) / some - mean_some**2, 1e-12 * mean_some**2)
    known = mean > 0
    ends = []
    for level in LEVELS:
        sides = []
        for share in (0.5 - level / 2, 0.5 + level / 2):
            beyond = np.where(known, (share - none) / some, 0.0)
            scale = np.where(known, variance_some / np.where(known, mean_some, 1.0), 1.0)
            shape = np.where(known, mean_some / scale, 1.0)
            sides.append(np.where(beyond > 0, gammaincinv(shape, np.clip(beyond, 0.0, 1.0)) * scale, 0.0))
        ends.append((sides[0], sides[1]))
    return Ranges.of(mean, ends)
