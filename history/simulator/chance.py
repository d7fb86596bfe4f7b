"""Chance by name: every draw is a pure function of the seed, its purpose and who it is for."""

import hashlib
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.signedinteger[Any]]

_WORD = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15


class Chance:
    """Counter-based random numbers: a draw depends on nothing drawn before it, nor on NumPy's version.

    So a world with more leads in it draws the same numbers for all others. The mixing is that of SplitMix64 (Steele,
    Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014), chained over the keys.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def uniform(self, purpose: str, *keys: ArrayLike) -> Floats:
        """Uniform draws in (0, 1), one per element of the broadcast keys (non-negative whole numbers)."""
        words = np.full(1, self._word(purpose), dtype=np.uint64)
        for key in keys:
            words = _mixed(words + (np.atleast_1d(key).astype(np.uint64) + np.uint64(1)) * np.uint64(_GOLDEN))
        return ((words >> np.uint64(11)) + 0.5) * 2.0**-53

    def normal(self, purpose: str, *keys: ArrayLike) -> Floats:
        """Standard normal draws, one per element of the broadcast keys."""
        return np.asarray(ndtri(self.uniform(purpose, *keys)), dtype=np.float64)

    def below(self, bounds: ArrayLike, purpose: str, *keys: ArrayLike) -> Ints:
        """Whole numbers in [0, bound), one per element of the broadcast keys."""
        return np.asarray(self.uniform(purpose, *keys) * np.asarray(bounds), dtype=np.int64)

    def choice(self, weights: Floats, purpose: str, *keys: ArrayLike) -> Ints:
        """Positions in `weights`, each as often as its share of their sum."""
        steps = np.cumsum(weights / weights.sum())
        found = np.searchsorted(steps, self.uniform(purpose, *keys), side="right")
        return np.asarray(np.minimum(found, len(weights) - 1), dtype=np.int64)

    def _word(self, purpose: str) -> int:
        name = hashlib.blake2b(f"{self._seed}/{purpose}".encode(), digest_size=8)
        return int.from_bytes(name.digest(), "little") & _WORD


def poisson(uniform: Floats, rate: Floats, most: int = 6) -> Ints:
    """Poisson counts by inversion, cut off at `most`: the same draw and a higher rate never give a lower count."""
    term = np.exp(-rate)
    reached = term.copy()
    counts = np.zeros(np.broadcast(uniform, rate).shape, dtype=np.int64)
    for k in range(1, most + 1):
        counts += uniform > reached
        term = term * rate / k
        reached = reached + term
    return counts


def _mixed(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
