"""The queue at each open stage: who stands there, since when, and how fast the stage is being left."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from features.arrays import Codes, Grid, pick_code, ranges, ratio
from features.counting import interval_sums, window_sums
from features.events import Events
from features.moments import Micros
from features.stays import LEFT_DAYS, Stays


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
