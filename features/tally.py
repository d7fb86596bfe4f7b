"""The counting core over a log too long for memory: chunk by chunk, additive, in any order of the chunks.

`counting.window_sums` and `counting.latest` tell the same of events that are all there; here the differences at each
cut-off are kept between chunks and summed up once, at the end. Events are taken cut-off by cut-off, so that what one
of them touches, a number for each owner, stays in the processor's cache.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from features.arrays import Codes
from features.events import Events
from features.moments import DAY, NEVER, Micros

Counts = npt.NDArray[np.int32]
Values = npt.NDArray[np.float32]

UNSEEN = -NEVER


def by_cutoff(times: Micros, cutoffs: Micros) -> Iterator[tuple[int, Codes | slice]]:
    """The number of each cut-off that is the first at or after at least one of `times`, with the rows of these times.

    Rows stay in their order; times past the last cut-off are left out.
    """
    if is_sorted(times):
        # A log comes in the order of time, and looking up a few cut-offs among its times is cheaper than each time.
        edges = np.append(0, np.searchsorted(times, cutoffs, side="right"))
        order = None
    else:
        place = np.searchsorted(cutoffs, times, side="left").astype(np.min_scalar_type(len(cutoffs)))
        # Numbers of up to 16 bits are sorted by radix, which takes a tenth of the time.
        order = np.argsort(place, kind="stable")
        edges = np.append(0, np.cumsum(np.bincount(place, minlength=len(cutoffs) + 1)[:-1]))
    for number in np.flatnonzero(np.diff(edges)):
        rows = slice(edges[number], edges[number + 1])
        yield int(number), rows if order is None else order[rows]


def is_sorted(times: Micros) -> bool:
    """Whether the times never fall."""
    return bool((times[1:] >= times[:-1]).all())


def _owned(events: Events) -> Events:
    if events.until is not None:
        raise ValueError("events that leave their owner again cannot be told chunk by chunk")
    nobody = events.code < 0
    return events.taken(~nobody) if nobody.any() else events


class WindowTally:
    """How many events of each owner lie within each of the `windows` (days; None: all so far) before each cut-off.

    Memory is 4 bytes × (windows + 1) × owners × cut-offs, whatever the number of events, of which there may be 2**31
    an owner.
    """

    def __init__(self, owners: int, cutoffs: Micros, windows: tuple[int | None, ...]) -> None:
        self.cutoffs = cutoffs
        shape = (len(cutoffs), owners)
        self._entered = np.zeros(shape, dtype=np.int32)
        self._left = {days: np.zeros(shape, dtype=np.int32) for days in windows}

    def add(self, events: Events) -> None:
        """Count a chunk. Raises ValueError for events with `until`."""
        events = _owned(events)
        known = events.known
        self._count(self._entered, known, events.code)
        for days, left in self._left.items():
            if days is not None:
                # One recorded when its window was over enters and leaves at once.
                self._count(left, np.maximum(known, events.happened + days * DAY), events.code)

    def _count(self, grid: Counts, times: Micros, code: Codes) -> None:
        for number, rows in by_cutoff(times, self.cutoffs):
            grid[number] += np.bincount(code[rows], minlength=grid.shape[1])

    def counts(self) -> dict[int | None, Counts]:
        """The counts of each window, shape (owners, cut-offs): views of grids by cut-off. The tally is used up."""
        for left in self._left.values():
            running = np.zeros(left.shape[1], dtype=np.int32)
            for entered, row in zip(self._entered, left, strict=True):
                running += entered
                running -= row
                row[:] = running
        return {days: grid.T for days, grid in self._left.items()}


class LastTally:
    """When each owner's last event known by each cut-off happened, and its value.

    Of two at the same moment the one known at a later cut-off counts, then the one added later. Memory is 12 bytes ×
    owners × cut-offs.
    """

    def __init__(self, owners: int, cutoffs: Micros) -> None:
        self.cutoffs = cutoffs
        shape = (len(cutoffs), owners)
        self._times = np.full(shape, UNSEEN)
        self._values = np.full(shape, np.nan, dtype=np.float32)

    def add(self, events: Events, values: Values) -> None:
        """Take a chunk with a value for each event. Raises ValueError for events with `until`."""
        owned = _owned(events)
        values = values if owned is events else values[events.code >= 0]
        if not is_sorted(owned.happened):
            order = np.argsort(owned.happened, kind="stable")
            owned, values = owned.taken(order), values[order]
        for number, rows in by_cutoff(owned.known, self.cutoffs):
            self._take(number, owned.code[rows], owned.happened[rows], values[rows])

    def _take(self, place: int, code: Codes, happened: Micros, values: Values) -> None:
        """Events of one cut-off, in the order of time."""
        times, held = self._times[place], self._values[place]
        last = np.full(len(times), -1)
        np.maximum.at(last, code, np.arange(len(code)))
        owners = np.flatnonzero(last >= 0)
        owners = owners[happened[last[owners]] >= times[owners]]
        times[owners], held[owners] = happened[last[owners]], values[last[owners]]

    def last(self) -> tuple[Micros, Values]:
        """Times (`UNSEEN` before the first event) and values (NaN), shape (owners, cut-offs). The tally is used up."""
        times, values = self._times, self._values
        for place in range(1, len(times)):
            older = times[place] < times[place - 1]
            np.copyto(times[place], times[place - 1], where=older)
            np.copyto(values[place], values[place - 1], where=older)
        return times.T, values.T
