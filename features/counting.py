"""The counting core: one additive pass over events gives every window at every cut-off.

An event that happened at τ and was recorded at ρ stands in the window of width w at cut-off c exactly when ρ ≤ c and
c − w < τ ≤ c. So it adds at the first cut-off ≥ max(τ, ρ), takes away at the first cut-off ≥ τ + w, and a cumulative
sum over the cut-offs gives all counts. Sums are kept in whole numbers, so that neither the order of the events nor the
choice of the other cut-offs changes a single bit.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from features.moments import DAY, NEVER, Micros

Codes = npt.NDArray[np.int64]
Grid = npt.NDArray[np.float64]

CENT = 100.0


@dataclass(frozen=True)
class Events:
    """Events of coded owners: `code` (−1 = nobody's), `happened` and `recorded` in microseconds, one row each."""

    code: Codes
    happened: Micros
    recorded: Micros

    def __len__(self) -> int:
        return len(self.code)

    def where(self, keep: npt.NDArray[np.bool_]) -> "Events":
        """Only the events that `keep` marks."""
        return Events(self.code[keep], self.happened[keep], self.recorded[keep])

    def owned_by(self, code: Codes) -> "Events":
        """The same events under other owners; those of nobody drop out when they are counted."""
        return Events(code, self.happened, self.recorded)

    @property
    def backwards(self) -> "Events":
        """The same events in the opposite order, so that the last of them is the first."""
        return Events(self.code[::-1], self.happened[::-1], self.recorded[::-1])

    @property
    def known(self) -> Micros:
        """From when on each event can be used: it has happened, and it has been recorded."""
        return np.maximum(self.happened, self.recorded)


def interval_sums(
    code: Codes, spans: tuple[Micros, Micros], owners: int, cutoffs: Micros, weights: Grid | None = None
) -> Grid:
    """Intervals [start, end) (or their whole-number `weights`) that cover each cut-off, shape (owners, cut-offs).

    Weights must be whole numbers and their totals below 2**53. A code of −1 belongs to nobody and is left out.
    """
    width = len(cutoffs) + 1
    enter, leave = (np.searchsorted(cutoffs, edge, side="left") for edge in spans)
    keep = (code >= 0) & (leave > enter)
    chosen = None if weights is None else weights[keep]
    added = np.bincount(code[keep] * width + enter[keep], chosen, owners * width).astype(np.float64)
    added -= np.bincount(code[keep] * width + leave[keep], chosen, owners * width)
    return np.cumsum(added.reshape(owners, width), axis=1)[:, :-1]


def window_sums(
    events: Events, owners: int, cutoffs: Micros, days: float | None = None, weights: Grid | None = None
) -> Grid:
    """Events (or whole-number `weights`) per owner and cut-off within the last `days`, shape (owners, cut-offs).

    `days=None` counts everything known by the cut-off.
    """
    end = np.full(len(events), NEVER) if days is None else events.happened + int(days * DAY)
    return interval_sums(events.code, (events.known, end), owners, cutoffs, weights)


def latest(events: Events, owners: int, cutoffs: Micros) -> Codes:
    """Row number of each owner's last event known by each cut-off, −1 if none; shape (owners, cut-offs).

    Rows must come in the order that decides what "last" means; of two, the later row wins.
    """
    width = len(cutoffs) + 1
    grid = np.full(owners * width, -1, dtype=np.int64)
    keep = events.code >= 0
    np.maximum.at(
        grid,
        events.code[keep] * width + np.searchsorted(cutoffs, events.known[keep], side="left"),
        np.flatnonzero(keep),
    )
    return np.maximum.accumulate(grid.reshape(owners, width), axis=1)[:, :-1]


def pick(values: npt.NDArray[np.float64], rows: Codes) -> Grid:
    """`values[rows]`, unknown (NaN) where the row number is −1."""
    if not len(values):
        return np.full(rows.shape, np.nan)
    return np.where(rows >= 0, values[rows], np.nan)


def pick_code(codes: Codes, rows: Codes) -> Codes:
    """`codes[rows]`, −1 where the row number is −1."""
    if not len(codes):
        return np.full(rows.shape, -1, dtype=np.int64)
    return np.where(rows >= 0, codes[rows], -1)


def days_since(moments: Micros, rows: Codes, cutoffs: Micros) -> Grid:
    """Days from `moments[rows]` to each cut-off (the last axis of `rows`), NaN where the row number is −1."""
    if not len(moments):
        return np.full(rows.shape, np.nan)
    return np.where(rows >= 0, (cutoffs - moments[rows]) / DAY, np.nan)


def ratio(part: Grid, whole: Grid) -> Grid:
    """`part / whole`, NaN where `whole` is not positive."""
    result: Grid = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return result


def cents(amounts: npt.NDArray[np.float64]) -> Grid:
    """Amounts as whole hundredths, the form in which they are summed exactly; unknown amounts count as none."""
    return np.round(np.nan_to_num(amounts, nan=0.0) * CENT)
