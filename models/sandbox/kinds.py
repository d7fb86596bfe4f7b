"""Kinds of leads: how fast each is won and lost beside an average lead, and when they arrive."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
# Six digits are plenty for sums over so many cells and draws, and half the work.
Single = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Cells:
    """Factors of the hazards of winning and losing, (D, R, J) each: of each region, J kinds of leads."""

    won: Single
    lost: Single

    @classmethod
    def of(cls, won: Array, lost: Array) -> "Cells":
        """In single precision."""
        return cls(won.astype(np.float32), lost.astype(np.float32))

    @cached_property
    def average(self) -> tuple[Single, Single]:
        """Both factors (D, R, 1) on average over the kinds."""
        won, lost = (part.mean(axis=2, keepdims=True) for part in (self.won, self.lost))
        return won, lost

    def mixed(self, weights: Array) -> "Cells":
        """One kind of lead a region (D, R, 1): the hazards that its kinds have on average, by `weights` (R, J)."""
        shares = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
        return Cells(*(np.einsum("drj,rj->dr", part, shares)[:, :, None] for part in (self.won, self.lost)))

    def beside(self, other: "Cells") -> "Cells":
        """The kinds of both."""
        return Cells(*(np.concatenate(pair, axis=2) for pair in ((self.won, other.won), (self.lost, other.lost))))

    def averaged(self, number: int) -> "Cells":
        """The average over the draws, so many times."""
        return Cells(*(np.repeat(part.mean(axis=0, keepdims=True), number, axis=0) for part in (self.won, self.lost)))

    def first(self, number: int) -> "Cells":
        """The first draws alone."""
        return Cells(self.won[:number], self.lost[:number])


@dataclass(frozen=True)
class Arrivals:
    """When so many groups of leads arrive: the first in the weeks of `parts`, each with its share, the others a week
    later each."""

    parts: Sequence[tuple[int, float]]
    groups: int = 1

    @classmethod
    def each(cls, weeks: int) -> "Arrivals":
        """A group for each of so many weeks."""
        return cls([(0, 1.0)], weeks)

    @classmethod
    def spread(cls, parts: Sequence[tuple[int, float]]) -> "Arrivals":
        """One group that arrives in several weeks, each with its share."""
        return cls(parts)
