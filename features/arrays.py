"""Codes and grids: their types, and what is done with them row by row or cell by cell."""

import numpy as np
import numpy.typing as npt

from features.moments import DAY, Micros

Codes = npt.NDArray[np.int64]
Grid = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

CENT = 100.0


def ranges(first: Codes, last: Codes) -> Codes:
    """The numbers first[0] … last[0] − 1, then first[1] … last[1] − 1 and so on."""
    count = last - first
    numbers: Codes = np.arange(count.sum()) + np.repeat(first - (np.cumsum(count) - count), count)
    return numbers


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


def unless_unknown(known: bool, grids: dict[str, Grid]) -> dict[str, Grid]:
    """The grids themselves, or NaN throughout where the tables that they count are not there."""
    return grids if known else {name: np.full(grid.shape, np.nan) for name, grid in grids.items()}


def cents(amounts: npt.NDArray[np.float64]) -> Grid:
    """Amounts as whole hundredths, the form in which they are summed exactly; unknown amounts count as none."""
    return np.round(np.nan_to_num(amounts, nan=0.0) * CENT)
