"""The counting core over a log too long for memory: chunk by chunk, additive, in any order of the chunks.

`counting.window_sums` and `counting.latest` tell the same of events that are all there; here the differences at each
cut-off are kept between chunks and summed up once, at the end. Grids lie by cut-off, then owner: a log comes in the order
of time, so that a chunk of it touches few cut-offs, and what it touches stays in the processor's cache.
"""

import numpy as np
import numpy.typing as npt

from features.counting import Codes, Events
from features.moments import DAY, NEVER, Micros

Counts = npt.NDArray[np.int32]
Values = npt.NDArray[np.float32]

UNSEEN = -NEVER


def places(times: Micros, cutoffs: Micros) -> Codes:
    """The number of the first cut-off at or after each time; `len(cutoffs)` where there is none."""
    if len(times) and (times[1:] >= times[:-1]).all():
        # Looking up some cut-offs among ordered times is cheaper than each time among the cut-offs.
        edges = np.concatenate([[0], np.searchsorted(times, cutoffs, side="right"), [len(times)]])
        return np.repeat(np.arange(len(cutoffs) + 1), np.diff(edges))
    return np.searchsorted(cutoffs, times, side="left")


def _owned(events: Events) -> Events:
    if events.until is not None:
        raise ValueError("events that leave their owner again cannot be told chunk by chunk")
    nobody = events.code < 0
    return events.taken(~nobody) if nobody.any() else events


class WindowTally:
    """How many events of each owner lie within each of the `windows` (days; None: all so far) before each cut-off.

    Memory is 4 bytes × (windows + 1) × owners × (cut-offs + 1), whatever the number of events, of which there may be
    2**31 an owner.
    """

    def __init__(self, owners: int, cutoffs: Micros, windows: tuple[int | None, ...]) -> None:
        self.cutoffs, self.windows = cutoffs, windows
        shape = (len(cutoffs) + 1, owners)
        self._entered = np.zeros(shape, dtype=np.int32)
        self._left = {days: np.zeros(shape, dtype=np.int32) for days in windows if days is not None}

    def add(self, events: Events) -> None:
        """Count a chunk. Raises ValueError for events with `until`."""
        events = _owned(events)
        if not len(events):
            return
        enter = places(events.known, self.cutoffs)
        _count(self._entered, enter, events.code)
        for days, left in self._left.items():
            leave = places(events.happened + days * DAY, self.cutoffs)
            # One recorded when its window was over enters and leaves at once.
            _count(left, np.maximum(enter, leave, out=leave), events.code)

    def counts(self, days: int | None) -> Counts:
        """The counts of one window, shape (owners, cut-offs): a view of a grid that lies by cut-off."""
        grid = self._entered.copy() if days is None else self._entered - self._left[days]
        for place in range(1, len(grid)):
            grid[place] += grid[place - 1]
        return grid[:-1].T


def _count(grid: Counts, place: Codes, code: Codes) -> None:
    first, last = int(place.min()), int(place.max())
    owners = grid.shape[1]
    cells = (place - first) * owners + code
    grid[first : last + 1] += np.bincount(cells, minlength=(last - first + 1) * owners).reshape(-1, owners)


class LastTally:
    """When each owner's last event known by each cut-off happened, and its value.

    Of two at the same moment the one known at a later cut-off counts, then the one added later. Memory is 12 bytes × owners × cut-offs.
    """

    def __init__(self, owners: int, cutoffs: Micros) -> None:
        self.cutoffs = cutoffs
        shape = (len(cutoffs) + 1, owners)
        self._times = np.full(shape, UNSEEN)
        self._values = np.full(shape, np.nan, dtype=np.float32)

    def add(self, events: Events, values: Values) -> None:
        """Take a chunk with a value for each event. Raises ValueError for events with `until`."""
        owned = _owned(events)
        if not len(owned):
            return
        values = values if owned is events else values[events.code >= 0]
        if (owned.happened[1:] < owned.happened[:-1]).any():
            order = np.argsort(owned.happened, kind="stable")
            owned, values = owned.taken(order), values[order]
        self._take(owned, values, places(owned.known, self.cutoffs))

    def _take(self, events: Events, values: Values, place: Codes) -> None:
        first, last = int(place.min()), int(place.max())
        times, held = (grid[first : last + 1].ravel() for grid in (self._times, self._values))
        rows = np.full(len(times), -1)
        np.maximum.at(rows, (place - first) * self._times.shape[1] + events.code, np.arange(len(events)))
        cells = np.flatnonzero(rows >= 0)
        cells = cells[events.happened[rows[cells]] >= times[cells]]
        times[cells], held[cells] = events.happened[rows[cells]], values[rows[cells]]

    def last(self) -> tuple[Micros, Values]:
        """Times (`UNSEEN` before the first event) and values (NaN), shape (owners, cut-offs); the tally is used up."""
        times, values = self._times, self._values
        for place in range(1, len(times)):
            older = times[place] < times[place - 1]
            np.copyto(times[place], times[place - 1], where=older)
            np.copyto(values[place], values[place - 1], where=older)
        return times[:-1].T, values[:-1].T
