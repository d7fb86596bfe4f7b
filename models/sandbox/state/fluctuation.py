"""How a weekly quantity strays from its expected course, as it did in the past."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

# A row's own variance counts for as many weeks as it has, that of all rows together for so many.
SHARED_WEEKS = 10
LONGEST_MEMORY = 0.98


@dataclass(frozen=True)
class Fluctuation:
    """The log of a quantity strays as a first-order autoregression: it keeps `memory` of last week's departure, and
    gets a normal jolt with the standard deviation `jolt` (rows), one a row."""

    memory: float
    jolt: Array

    @classmethod
    def of(cls, weekly: Array) -> "Fluctuation":
        """Learned from past weeks (rows, weeks); those that are unknown or not positive tell nothing.

        Where too little is known nothing strays.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(weekly)
        known = np.isfinite(logs)
        logs = np.where(known, logs, 0.0)
        away = np.where(known, logs - logs.sum(axis=1, keepdims=True) / np.maximum(known.sum(axis=1), 1)[:, None], 0.0)
        pairs = known[:, 1:] & known[:, :-1]
        before, after = away[:, :-1] * pairs, away[:, 1:] * pairs
        memory = float(np.clip((before * after).sum() / max((before**2).sum(), 1e-12), 0.0, LONGEST_MEMORY))
        squares, weeks = ((after - memory * before) ** 2).sum(axis=1), pairs.sum(axis=1)
        shared = squares.sum() / max(weeks.sum(), 1)
        jolt = np.sqrt((squares + SHARED_WEEKS * shared) / (weeks + SHARED_WEEKS))
        return cls(memory, np.asarray(jolt))

    def paths(self, number: int, weeks: int, seed: int, *, known_now: bool) -> Array:
        """Departures to come (weeks, rows, number), as logs. `known_now`: they begin at 0, else where they may be."""
        jolts = np.random.default_rng(seed).standard_normal((weeks, number, len(self.jolt))) * self.jolt
        jolts[0] *= 0.0 if known_now else (1 - self.memory**2) ** -0.5
        for week in range(1, weeks):
            jolts[week] += self.memory * jolts[week - 1]
        return np.ascontiguousarray(np.swapaxes(jolts, 1, 2))
