"""The counting core: one additive pass over events gives every window at every cut-off.

An event that happened at τ and was recorded at ρ stands in the window of width w at cut-off c exactly when ρ ≤ c and
c − w < τ ≤ c. So it adds at the first cut-off ≥ max(τ, ρ), takes away at the first cut-off ≥ τ + w, and a cumulative
sum over the cut-offs gives all counts. Sums are kept in whole numbers, so that neither the order of the events nor the
choice of the other cut-offs changes a single bit.
"""

import numpy as np

from features.arrays import Codes, Grid
from features.events import Events
from features.moments import DAY, Micros


def interval_sums(
    code: Codes, spans: tuple[Micros, Micros], owners: int, cutoffs: Micros, weights: Grid | None = None
) -> Grid:
    """Intervals [start, end) (or their whole-number `weights`) that cover each cut-off, shape (owners, cut-offs).

    Weights must be whole numbers and their totals below 2**53. A code of −1 belongs to nobody and is left out.
    """
    enter, leave = (np.searchsorted(cutoffs, edge, side="left") for edge in spans)
    return _covering(code, (enter, leave), (owners, len(cutoffs)), weights)


def _covering(code: Codes, places: tuple[Codes, Codes], shape: tuple[int, int], weights: Grid | None) -> Grid:
    """Sums over the intervals of cut-offs enter … leave − 1 that cover each cell, of the given shape."""
    enter, leave = places
    owners, width = shape[0], shape[1] + 1
    keep = (code >= 0) & (leave > enter)
    chosen = None if weights is None else weights[keep]
    first = code[keep] * width
    added = np.bincount(first + enter[keep], chosen, owners * width).astype(np.float64)
    added -= np.bincount(first + leave[keep], chosen, owners * width)
    grid = added.reshape(owners, width)
    return np.cumsum(grid, axis=1, out=grid)[:, :-1]


def window_sums(
    events: Events, owners: int, cutoffs: Micros, days: float | None = None, weights: Grid | None = None
) -> Grid:
    """Events (or whole-number `weights`) per owner and cut-off within the last `days`, shape (owners, cut-offs).

    `days=None` counts everything known by the cut-off.
    """
    places = events.entering(cutoffs), _leaving(events, cutoffs, days)
    return _covering(events.code, places, (owners, len(cutoffs)), weights)


def _leaving(events: Events, cutoffs: Micros, days: float | None) -> Codes:
    if days is None and events.until is None:
        return np.full(len(events), len(cutoffs))
    end = events.ends if days is None else np.minimum(events.ends, events.happened + int(days * DAY))
    return np.searchsorted(cutoffs, end, side="left")


def latest(events: Events, owners: int, cutoffs: Micros) -> Codes:
    """Row number of each owner's last event known by each cut-off, −1 if none; shape (owners, cut-offs).

    Rows must come in the order that decides what "last" means; of two, the later row wins.
    """
    width = len(cutoffs)
    enter, leave = events.entering(cutoffs), _leaving(events, cutoffs, None)
    rows = np.flatnonzero((events.code >= 0) & (leave > enter))
    stays = leave[rows] == width
    grid = np.full((owners, width), -1, dtype=np.int64)
    np.maximum.at(grid.ravel(), events.code[rows[stays]] * width + enter[rows[stays]], rows[stays])
    np.maximum.accumulate(grid, axis=1, out=grid)
    if not stays.all():
        np.maximum(grid, _latest_within(events.code, (enter, leave), rows[~stays], grid.shape), out=grid)
    return grid


def _latest_within(code: Codes, places: tuple[Codes, Codes], rows: Codes, shape: tuple[int, int]) -> Codes:
    """The highest of the row numbers `rows` over each cell, where row r covers the cells enter[r] … leave[r] − 1.

    Each interval is covered by two overlapping blocks of a power of two, and blocks are handed down by halves, as in a
    sparse table (Bender and Farach-Colton, "The LCA Problem Revisited", 2000).
    """
    owner, enter, leave = code[rows], places[0][rows], places[1][rows]
    powers = np.frexp((leave - enter).astype(np.float64))[1] - 1
    grid = np.full(shape, -1, dtype=np.int64)
    for power in range(int(powers.max()), -1, -1):
        same = powers == power
        for start in (enter[same], leave[same] - 2**power):
            np.maximum.at(grid.ravel(), owner[same] * shape[1] + start, rows[same])
        if power:
            half = 2 ** (power - 1)
            above = grid.copy()
            np.maximum(grid[:, half:], above[:, :-half], out=grid[:, half:])
    return grid
