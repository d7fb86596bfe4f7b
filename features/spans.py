"""Counts over the whole history that the features of every partition need: leads, orders and accounts, by code.

Whatever is counted is a span of time under a code. A batch counts all spans at its cut-offs; a running service adds
and removes the spans of a few leads. Both give the same whole numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from features.arrays import Codes, Grid
from features.counting import interval_sums
from features.moments import Micros
from features.stays import Stays


@dataclass(frozen=True)
class Spans:
    """Span i counts under `code[i]` (0 … size − 1) from `start[i]` on and before `end[i]`, in microseconds.

    Where `of_reps`, the codes are those of the leads' `reps`, the last one of an unknown rep.
    """

    code: Codes
    start: Micros
    end: Micros
    size: int
    of_reps: bool = False

    def at(self, cutoffs: Micros) -> Grid:
        """How many count at each cut-off, shape (size, cut-offs)."""
        return interval_sums(self.code, (self.start, self.end), self.size, cutoffs)


Named = Iterable[tuple[str, Spans]]
Counts = Mapping[str, Grid]


class Others(Protocol):
    """What building a partition needs to know of the whole history: the counts that a batch over all rows gives."""

    def counts(self, cutoffs: Micros, reps: pd.Index) -> Counts:
        """By name, shape (size, cut-offs); those by rep in the order of `reps`, the unknown one last."""
        ...

    def stays(self) -> Stays:
        """The stays of all leads in their stages, as far as they may still be counted."""
        ...


def counted(spans: Named, cutoffs: Micros) -> dict[str, Grid]:
    """Each of the named spans counted at the cut-offs."""
    return {name: each.at(cutoffs) for name, each in spans}
