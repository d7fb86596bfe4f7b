"""The events of a history as coded arrays: who owns each, when it happened, when it was recorded, what it was."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.counting import Codes, Events, Grid
from features.moments import micros
from history.tables import RECORDED, TABLES


@dataclass(frozen=True)
class Stream:
    """Events in the order of (owner, time, key), with `labels` (codes, −1 unknown) and `values` (NaN unknown)."""

    events: Events
    labels: Mapping[str, Codes] = field(default_factory=dict)
    values: Mapping[str, Grid] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.events)

    def where(self, keep: npt.NDArray[np.bool_]) -> "Stream":
        """Only the events that `keep` marks, in the same order."""
        return self._taken(np.flatnonzero(keep))

    def part(self, first: int, last: int) -> "Stream":
        """The events of the owners first … last − 1, renumbered from 0."""
        lo, hi = np.searchsorted(self.events.code, [first, last])
        part = self._taken(np.arange(lo, hi))
        return Stream(part.events.owned_by(part.events.code - first), part.labels, part.values)

    def owned_by(self, chosen: Codes) -> "Stream":
        """The events of the owners `chosen` (sorted codes), renumbered by their place there."""
        place = np.searchsorted(chosen, self.events.code)
        inside = np.minimum(place, max(len(chosen) - 1, 0))
        kept = self.where(chosen[inside] == self.events.code) if len(chosen) else self.part(0, 0)
        return Stream(kept.events.owned_by(np.searchsorted(chosen, kept.events.code)), kept.labels, kept.values)

    def _taken(self, rows: Codes) -> "Stream":
        return Stream(
            Events(self.events.code[rows], self.events.happened[rows], self.events.recorded[rows]),
            {name: codes[rows] for name, codes in self.labels.items()},
            {name: values[rows] for name, values in self.values.items()},
        )


def codes_of(values: pd.Series, vocabulary: pd.Index) -> Codes:
    """Position of each value in `vocabulary` (which has no repeats), −1 where it is unknown or not listed."""
    if not len(vocabulary):
        return np.full(len(values), -1, dtype=np.int64)
    return vocabulary.get_indexer(pd.Index(values)).astype(np.int64)


def stream(
    table: str, rows: pd.DataFrame, owner: Codes, labels: Mapping[str, Codes], values: tuple[str, ...] = ()
) -> Stream:
    """The rows of `table` as a stream under the owners `owner` (one code a row); rows of nobody are dropped.

    The order within an owner is by time, then by the table's key: it depends on the rows alone, not on how they came.
    """
    happened, recorded = micros(rows[TABLES[table].happened]), micros(rows[RECORDED])
    # Frames of a History come in key order, so a stable sort by (owner, time) breaks ties by key.
    order = np.lexsort((happened, owner))
    order = order[owner[order] >= 0]
    return Stream(
        Events(owner[order], happened[order], recorded[order]),
        {name: codes[order] for name, codes in labels.items()},
        {name: rows[name].to_numpy(dtype=np.float64)[order] for name in values},
    )
