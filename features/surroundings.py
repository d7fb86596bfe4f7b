"""What surrounds an entity: its region's load, the base rates of its categories, the calendar, the level of late."""

import numpy as np

from features.arrays import Codes, Grid, ratio, unless_unknown
from features.book import Book
from features.calendar import calendar_features
from features.level import LEVEL_DAYS
from features.load import slotted
from features.rates import CATEGORIES


def _at(table: Grid, code: Codes) -> Grid:
    """`table[code, cut-off]` for codes of shape (owners, cut-offs), those of −1 from the last row."""
    picked: Grid = table[slotted(code, len(table) - 1), np.arange(table.shape[1])]
    return picked


def load_features(book: Book, region: Codes) -> dict[str, Grid]:
    """The load of each row's region, −1 standing for all leads of no known region. Leads and leads per active rep."""
    load, with_leads = book.load, "leads" in book.spec.tables
    week, month = _at(load.new_7d, region), _at(load.new_30d, region)
    held = {
        "load_region_open": _at(load.open, region),
        "load_region_open_per_rep": _at(load.open_per_rep, region),
    }
    new = {
        "load_region_new_7d": week,
        "load_region_new_30d": month,
        "load_region_new_ratio": ratio(week * 30, month * 7),
    }
    # Without changes of stage nobody knows which leads are still open.
    with_ends = with_leads and "stage_changes" in book.spec.tables
    return unless_unknown(with_ends, held) | unless_unknown(with_leads, new)


def rep_features(book: Book, person: Codes) -> dict[str, Grid]:
    """Load, tenure and recent win rate of each row's rep (a code of the leads' `reps`); an unknown rep has none."""
    held = {"load_rep_open": _at(book.load.rep_open, person)}
    found = unless_unknown("stage_changes" in book.spec.tables, held)
    found["load_rep_new_7d"] = _at(book.load.rep_new_7d, person)
    found["rep_tenure_days"] = _at(book.load.rep_tenure, person)
    recent = {"rep_win_rate_90d": _at(book.rates.rep_recent, person)}
    found |= unless_unknown("stage_changes" in book.spec.tables, recent)
    return {name: np.where(person >= 0, grid, np.nan) for name, grid in found.items()}


def rate_features(book: Book, codes: dict[str, Codes]) -> dict[str, Grid]:
    """Shrunk base rates of each row's categories as known at the cut-off."""
    found = {}
    for name in CATEGORIES:
        if name in codes:
            found[f"rate_closed_{name}"] = _at(book.rates.closed[name], codes[name])
            found[f"rate_matured_{name}"] = _at(book.rates.matured[name], codes[name])
    return unless_unknown("stage_changes" in book.spec.tables, found)


def shared_features(book: Book) -> dict[str, Grid]:
    """What is the same for every entity, one value per cut-off: the calendar, and how busy everyone was lately."""
    return calendar_features(book.cutoffs, book.business) | _level_features(book)


def _level_features(book: Book) -> dict[str, Grid]:
    """Orders per known account, and wins per open lead, of the last 7 and 30 days."""
    level, tables = book.level, book.spec.tables
    orders = {f"level_orders_per_account_{days}d": level.orders_per_account(days) for days in LEVEL_DAYS}
    won = {f"level_wins_per_open_lead_{days}d": level.wins_per_open_lead(days) for days in LEVEL_DAYS}
    return unless_unknown("orders" in tables, orders) | unless_unknown("stage_changes" in tables, won)
