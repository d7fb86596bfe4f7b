"""How many spans of time cover each of a few moments, updated as spans are added or removed and the moments advance."""

import numpy as np
import numpy.typing as npt

from features.arrays import Codes, Grid
from features.moments import NEVER, Micros

Weights = npt.NDArray[np.int64]
Which = Codes | npt.NDArray[np.bool_] | slice
Steps = tuple[Micros, Codes, Weights]

# New steps are collected unsorted up to this number, then merged into the sorted ones.
LOOSE = 10_000
_NOTHING = np.empty(0, dtype=np.int64)


class Running:
    """How many spans cover each of a few moments, by cell. The moments only move forward.

    A span is a step up at its start and a step down at its end. Steps before all moments are dropped once they are
    counted, and those that never come at once, so that neither memory nor the cost of a move grows with the past.
    """

    def __init__(self, cells: int, moments: Micros) -> None:
        self._moments = moments
        self._counts = np.zeros((cells, len(moments)), dtype=np.int64)
        self._ordered: Steps = (_NOTHING, _NOTHING, _NOTHING)
        self._loose: Steps = self._ordered

    def add(self, cell: Codes, start: Micros, end: Micros, weight: int) -> None:
        """Add these spans to the counts `weight` times (−1 removes spans added before); a cell of −1 is ignored."""
        real = (cell >= 0) & (end > start)
        for times, step in ((start[real], weight), (end[real], -weight)):
            steps = times, cell[real], np.full(len(times), step)
            for place, moment in enumerate(self._moments):
                self._count(place, steps, times <= moment)
            ahead = _taken(steps, (times > self._moments[0]) & (times < NEVER))
            self._loose = _joined(self._loose, ahead)
        if len(self._loose[0]) > LOOSE:
            self._put_in_order()

    def move(self, moments: Micros) -> None:
        """Advance to `moments`, each at or after the one that it replaces.

        Raises:
            ValueError: one is before the one that it replaces.
        """
        if (moments < self._moments).any():
            raise ValueError("counts of everybody do not go back in time")
        ordered, loose = self._ordered[0], self._loose[0]
        for place, (old, new) in enumerate(zip(self._moments, moments, strict=True)):
            self._count(place, self._ordered, slice(*np.searchsorted(ordered, [old, new], side="right").tolist()))
            self._count(place, self._loose, (loose > old) & (loose <= new))
        self._moments = moments

    def widen(self, cells: int) -> None:
        """Grow to at least so many cells; new cells count 0."""
        more = cells - len(self._counts)
        if more > 0:
            self._counts = np.pad(self._counts, ((0, more), (0, 0)))

    def counts(self, cells: Codes | slice = slice(None)) -> Grid:
        """The counts of these cells, shape (cells, moments)."""
        return self._counts[cells].astype(np.float64)

    def _count(self, place: int, steps: Steps, which: Which) -> None:
        _, cell, weight = _taken(steps, which)
        if len(cell) > len(self._counts):
            weighed = np.bincount(cell, weight, len(self._counts))
            self._counts[:, place] += weighed.astype(np.int64)
        elif len(cell):
            np.add.at(self._counts[:, place], cell, weight)

    def _put_in_order(self) -> None:
        steps = _joined(self._ordered, self._loose)
        order = np.argsort(steps[0], kind="stable")
        first = np.searchsorted(steps[0][order], self._moments[0], side="right")
        self._ordered, self._loose = _taken(steps, order[first:]), (_NOTHING, _NOTHING, _NOTHING)


def _taken(steps: Steps, which: Which) -> Steps:
    times, cell, weight = steps
    return times[which], cell[which], weight[which]


def _joined(one: Steps, other: Steps) -> Steps:
    times, cell, weight = (np.concatenate(pair) for pair in zip(one, other, strict=True))
    return times, cell, weight
