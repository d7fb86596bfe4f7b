"""The events of a history as coded arrays: who owns each, when it happened, when it was recorded, what it was."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from features.arrays import Codes, Grid, Mask, ranges
from features.events import Events
from features.moments import micros
from history.arrow import texts
from history.tables import RECORDED, TABLES


@dataclass(frozen=True)
class Stream:
    """Events in the order of (owner, time, key), with `labels` (codes, −1 unknown) and `values` (NaN unknown)."""

    events: Events
    labels: Mapping[str, Codes] = field(default_factory=dict)
    values: Mapping[str, Grid] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.events)

    def where(self, keep: Mask) -> "Stream":
        """Only the events that `keep` marks, in the same order."""
        return self.taken(np.flatnonzero(keep))

    def of(self, owners: Codes) -> "Stream":
        """The events of `owners` alone (distinct codes), each renumbered by its place there."""
        first, last = (np.searchsorted(self.events.code, owners, side=side) for side in ("left", "right"))
        some = self.taken(ranges(first, last))
        return Stream(some.events.owned_by(np.repeat(np.arange(len(owners)), last - first)), some.labels, some.values)

    def taken(self, rows: Codes) -> "Stream":
        """Only these rows, in the order given, which must be that of a stream."""
        return Stream(
            self.events.taken(rows),
            {name: codes[rows] for name, codes in self.labels.items()},
            {name: values[rows] for name, values in self.values.items()},
        )


def codes_of(values: pd.Series, vocabulary: pd.Index) -> Codes:
    """Position of each value in `vocabulary` (which has no repeats), −1 where it is unknown or not listed."""
    if not len(vocabulary):
        return np.full(len(values), -1, dtype=np.int64)
    # An index of pandas makes a Python text of each value, which takes three times as long.
    found = pc.index_in(texts(values), texts(vocabulary)).fill_null(-1)
    return np.asarray(found, dtype=np.int64)


def ordered(
    events: Events, labels: Mapping[str, Codes] | None = None, values: Mapping[str, Grid] | None = None
) -> Stream:
    """The events as a stream; those of nobody are dropped, those of one owner and time stay in the order given."""
    order = np.lexsort((events.happened, events.code))
    return Stream(events, labels or {}, values or {}).taken(order[np.count_nonzero(events.code < 0) :])


def stream(
    table: str, rows: pd.DataFrame, owner: Codes, labels: Mapping[str, Codes], values: tuple[str, ...] = ()
) -> Stream:
    """The rows of `table` as a stream under the owners `owner` (one code a row); rows of nobody are dropped.

    Frames of a History come in key order, so that the order within an owner is by time, then by the table's key: it
    depends on the rows alone, not on how they came.
    """
    events = Events(owner, micros(rows[TABLES[table].happened]), micros(rows[RECORDED]))
    return ordered(events, labels, {name: rows[name].to_numpy(dtype=np.float64) for name in values})


def joined(*parts: Events) -> Events:
    """The events of all parts, one part after the other."""
    code, happened, recorded, until = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("code", "happened", "recorded", "ends")
    )
    return Events(code, happened, recorded, until)


def concatenated(*parts: Stream) -> Stream:
    """All parts one after the other, not put in order; they have the same labels and values."""
    return Stream(
        joined(*(part.events for part in parts)),
        {name: np.concatenate([part.labels[name] for part in parts]) for name in parts[0].labels},
        {name: np.concatenate([part.values[name] for part in parts]) for name in parts[0].values},
    )
