"""The queue at each open stage: who stands there, since when, and how fast the stage is being left."""

from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from features.counting import Codes, Events, Grid, Mask, interval_sums, pick_code, ranges, ratio, window_sums
from features.leads import Leads
from features.load import STALE_DAYS
from features.moments import DAY, NEVER, Micros
from features.streams import Stream

LEFT_DAYS = 14


@dataclass(frozen=True)
class Queue:
    """Grids (stages, cut-offs): open leads that stand in a stage, that left it in the last 14 days, that were won then.

    `standing` are sorted keys of (cut-off, stage, moment of entry) of all that stand; `entries` are the distinct
    moments of entry, `first` the number of the first cut-off.
    """

    open: Grid
    left: Grid
    won: Grid
    standing: npt.NDArray[np.int64]
    entries: Micros
    first: int = 0

    def at(self, moments: slice) -> "Queue":
        """The same queue at some of the cut-offs."""
        grids = {name: getattr(self, name)[:, moments] for name in ("open", "left", "won")}
        return replace(self, **grids, first=self.first + moments.start)

    def ahead(self, stage: Codes, entered: Micros) -> Grid:
        """How many stand longer in the same stage, for codes and moments of shape (owners, cut-offs)."""
        cell = (self.first + np.arange(stage.shape[1])) * len(self.open) + np.maximum(stage, 0)
        key = cell * (len(self.entries) + 1)
        place = np.searchsorted(self.entries, entered)
        before, none = (np.searchsorted(self.standing, key + rank) for rank in (place, 0))
        return (before - none).astype(np.float64)


@dataclass(frozen=True)
class Stays:
    """Stay i is that of `lead[i]` in `stage[i]` (−1: not listed), which it entered at `entered[i]`: it was known to
    stand there from `start[i]` until `end[i]`, in microseconds. It no longer counts from `until[i]` on, when the lead
    has been open for half a year. `won` marks those that ended in a sale.
    """

    lead: Codes
    stage: Codes
    entered: Micros
    start: Micros
    end: Micros
    until: Micros
    won: Mask

    def taken(self, rows: Codes | Mask) -> "Stays":
        """Only these rows."""
        return Stays(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})

    def bearing_on(self, cutoff: Micros) -> "Stays":
        """Only those that may still be counted at `cutoff` (one moment) or later."""
        return self.taken(np.maximum(self.until, self.end + LEFT_DAYS * DAY) > cutoff)


def stays_of(moves: Stream, leads: Leads) -> Stays:
    """From when until when each of the `moves` was the last one known of its lead, while that was known and open.

    Moves that a later one had overtaken before they were known are left out.
    """
    events = moves.events
    known = events.known
    times, rank = np.unique(np.append(known, NEVER), return_inverse=True)
    # Backwards the owners fall, so that the lowest rank starts anew with each.
    lowest = np.minimum.accumulate((rank[:-1] + events.code * len(times))[::-1])[::-1]
    following, same = np.full(len(known), NEVER), events.code[1:] == events.code[:-1]
    following[:-1] = np.where(same, times[lowest[1:] - events.code[1:] * len(times)], NEVER)
    start = np.maximum(known, leads.seen[events.code])
    end = np.minimum(following, leads.ended_seen[events.code])
    until = np.minimum(end, leads.created[events.code] + STALE_DAYS * DAY)
    won = leads.won[events.code] & (end == leads.ended_seen[events.code])
    every = Stays(events.code, moves.labels["stage"], events.happened, start, end, until, won)
    return every.taken(end > start)


def measure_queue(stays: Stays, stages: int, cutoffs: Micros) -> Queue:
    """The queues at each of so many stages. Leads that nobody closed for half a year no longer stand in any."""
    entries = np.unique(stays.entered)
    return Queue(
        open=interval_sums(stays.stage, (stays.start, stays.until), stages, cutoffs),
        left=_left(stays, stages, cutoffs),
        won=_left(stays.taken(stays.won), stages, cutoffs),
        standing=_standing(stays, entries, stages, cutoffs),
        entries=entries,
    )


def _left(stays: Stays, stages: int, cutoffs: Micros) -> Grid:
    return window_sums(Events(stays.stage, stays.end, stays.end), stages, cutoffs, LEFT_DAYS)


def _standing(stays: Stays, entries: Micros, stages: int, cutoffs: Micros) -> npt.NDArray[np.int64]:
    """The key of every stay at every cut-off that it covers, sorted."""
    enter, leave = (np.searchsorted(cutoffs, edge, side="left") for edge in (stays.start, stays.until))
    rows = np.flatnonzero((stays.stage >= 0) & (leave > enter))
    moment, row = ranges(enter[rows], leave[rows]), np.repeat(rows, leave[rows] - enter[rows])
    entry = np.searchsorted(entries, stays.entered[row])
    return np.sort((moment * stages + stays.stage[row]) * (len(entries) + 1) + entry)


def queue_features(queue: Queue, stage: Codes, entered: Micros) -> dict[str, Grid]:
    """Grids (leads, cut-offs) for leads in `stage` (−1: in none, then NaN) since `entered`.

    `queue_wait_days` is how long those ahead need to leave at the pace of the last 14 days, unknown if none left.
    """
    moment = np.arange(stage.shape[1])
    ahead = queue.ahead(stage, entered)
    size, left, won = (_of_stage(grid, stage, moment) for grid in (queue.open, queue.left, queue.won))
    found = {
        "queue_ahead_share": ratio(ahead, size),
        "queue_wait_days": ratio(ahead * LEFT_DAYS, left),
        "level_stage_open": size,
        "level_stage_left_14d": left,
        "level_stage_wins_per_open_14d": ratio(won, size),
    }
    return {name: np.where(stage >= 0, grid, np.nan) for name, grid in found.items()}


def _of_stage(grid: Grid, stage: Codes, moment: Codes) -> Grid:
    if not len(grid):
        return np.zeros(stage.shape)
    found: Grid = grid[np.maximum(stage, 0), moment]
    return found


def entered_at(moves: Events, rows: Codes) -> Micros:
    """When the moves at `rows` happened; 0 for none."""
    return np.maximum(pick_code(moves.happened, rows), 0)
