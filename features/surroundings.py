"""What surrounds an entity: its region's load, the base rates of its categories, the calendar, the level of late."""

import numpy as np

from features.book import Book
from features.counting import Codes, Grid, ratio
from features.rates import CATEGORIES


def _at(table: Grid, code: Codes) -> Grid:
    """`table[code, cut-off]` for codes of shape (owners, cut-offs)."""
    picked: Grid = table[code, np.arange(table.shape[1])]
    return picked


def load_features(book: Book, region: Codes) -> dict[str, Grid]:
    """The load of each row's region; `region` has unknown ones in the last slot. Leads and leads per active rep."""
    load = book.load
    week, month = _at(load.new_7d, region), _at(load.new_30d, region)
    found = {
        "load_region_open": _at(load.open, region),
        "load_region_open_per_rep": _at(load.open_per_rep, region),
        "load_region_new_7d": week,
        "load_region_new_30d": month,
        "load_region_new_ratio": ratio(week * 30, month * 7),
    }
    return found if "leads" in book.spec.tables else {name: np.full(week.shape, np.nan) for name in found}


def rep_features(book: Book, rep: Codes) -> dict[str, Grid]:
    """Load and tenure of each row's rep; unknown reps (in the last slot) have none."""
    known = rep < len(book.spec.reps)
    grids = {
        "load_rep_open": _at(book.load.rep_open, rep),
        "load_rep_new_7d": _at(book.load.rep_new_7d, rep),
        "rep_tenure_days": _at(book.load.rep_tenure, rep),
    }
    return {name: np.where(known, grid, np.nan) for name, grid in grids.items()}


def rate_features(book: Book, slots: dict[str, Codes]) -> dict[str, Grid]:
    """Shrunk base rates of each row's categories as known at the cut-off."""
    found = {}
    for name in CATEGORIES:
        if name in slots:
            found[f"rate_closed_{name}"] = _at(book.rates.closed[name], slots[name])
            found[f"rate_matured_{name}"] = _at(book.rates.matured[name], slots[name])
    return found


def shared_features(book: Book) -> dict[str, Grid]:
    """What is the same for every entity at a cut-off: the calendar, and how busy everyone was lately."""
    return book.calendar | book.level
