"""Kinds of leads: how fast each is won and lost beside an average lead.

Draws are the last axis of all arrays of the sandbox: what differs by region, kind or week alone then broadcasts over
long runs of numbers that lie side by side.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
# Six digits are plenty for sums over so many cells and draws, and half the work.
Single = npt.NDArray[np.float32]
Either = TypeVar("Either", Array, Single)


def mixed(kinds: Either, weights: Array) -> Either:
    """Sums (R, D) over the kinds of `kinds` (R, J, D), by `weights` (R, J)."""
    found: Either = weights.astype(kinds.dtype)[:, None] @ kinds
    return found[:, 0]


@dataclass(frozen=True)
class Cells:
    """Factors of the hazards of winning and losing, (R, J, D) each: of each region, J kinds of leads."""

    won: Single
    lost: Single

    @classmethod
    def of(cls, won: Array, lost: Array) -> "Cells":
        """In single precision."""
        return cls(won.astype(np.float32), lost.astype(np.float32))

    @cached_property
    def average(self) -> tuple[Single, Single]:
        """Both factors (R, D) on average over the kinds."""
        won, lost = (part.mean(axis=1) for part in (self.won, self.lost))
        return won, lost

    def mixed(self, weights: Array) -> "Cells":
        """One kind of lead a region (R, 1, D): the hazards that its kinds have on average, by `weights` (R, J)."""
        shares = weights / weights.sum(axis=1, keepdims=True)
        return Cells(*(mixed(part, shares)[:, None] for part in (self.won, self.lost)))

    def beside(self, other: "Cells") -> "Cells":
        """The kinds of both."""
        return Cells(*(np.concatenate(pair, axis=1) for pair in ((self.won, other.won), (self.lost, other.lost))))

    def averaged(self, number: int) -> "Cells":
        """The average over the draws, so many times."""
        return Cells(*(np.repeat(part.mean(axis=2, keepdims=True), number, axis=2) for part in (self.won, self.lost)))

    def first(self, number: int) -> "Cells":
        """The first draws alone."""
        return Cells(self.won[..., :number], self.lost[..., :number])
