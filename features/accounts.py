"""All features of accounts: their own versions, orders, touches, signals, leads, and the region they stand in."""

import numpy as np

from features.book import Book
from features.counting import Codes, Grid, days_since, latest, pick, pick_code, window_sums
from features.load import slotted
from features.moments import DAY
from features.orders import order_features
from features.signals import signal_features
from features.streams import Stream
from features.surroundings import load_features, rate_features, shared_features
from features.touches import touch_features


def account_codes(book: Book, first: int, last: int) -> dict[str, Codes]:
    """Codes (accounts, cut-offs) of region and industry as known at each cut-off, −1 unknown."""
    versions = book.account_versions.part(first, last)
    now = latest(versions.events, last - first, book.cutoffs)
    return {name: pick_code(versions.labels[name], now) for name in ("region", "industry")}


def account_features(book: Book, first: int, last: int) -> dict[str, Grid]:
    """Grids (accounts, cut-offs) of every family for the accounts first … last − 1; NaN where nothing is known."""
    owners, cutoffs, spec = last - first, book.cutoffs, book.spec
    codes = account_codes(book, first, last)
    versions = book.account_versions.part(first, last)
    now = latest(versions.events, owners, cutoffs)
    found = {
        "account_employees": pick(versions.values["employees"], now),
        "account_age_days": (cutoffs - book.account_from[first:last, None]) / DAY,
    }
    found |= history_features(book, first, last)
    touches = touch_features(book.account_touches.part(first, last), spec.kinds, owners, cutoffs)
    found |= known_from(touches, "activities" in spec.tables)
    found |= known_from(_lead_features(book, first, last), "leads" in spec.tables)
    region = slotted(codes["region"], len(spec.regions))
    found |= load_features(book, region)
    found |= rate_features(book, {"region": region, "industry": slotted(codes["industry"], len(spec.industries))})
    return found | shared_features(book)


def history_features(book: Book, first: int, last: int) -> dict[str, Grid]:
    """Orders and signals of the accounts first … last − 1: what their leads inherit as well."""
    owners, cutoffs, tables = last - first, book.cutoffs, book.spec.tables
    orders = order_features(book.orders.part(first, last), book.purchase_days.part(first, last), owners, cutoffs)
    signals = signal_features(book.signals.part(first, last), owners, cutoffs)
    buys = "orders" in tables or "stage_changes" in tables
    return known_from(orders, buys) | known_from(signals, "signals" in tables)


def known_from(grids: dict[str, Grid], known: bool) -> dict[str, Grid]:
    """The grids themselves, or NaN throughout where the table that they count is not there."""
    return grids if known else {name: np.full(grid.shape, np.nan) for name, grid in grids.items()}


def _lead_features(book: Book, first: int, last: int) -> dict[str, Grid]:
    owners, cutoffs = last - first, book.cutoffs
    born = book.born.part(first, last)
    changes = book.account_stages.part(first, last)
    found = {f"leads_created_count_{days}d": window_sums(born.events, owners, cutoffs, days) for days in (30, 90, 365)}
    found["leads_days_since_last"] = days_since(born.events.happened, latest(born.events, owners, cutoffs), cutoffs)
    for position, end in enumerate(("won", "lost")):
        ends = _only(changes, len(book.spec.stages) + position)
        found[f"leads_{end}_count_365d"] = window_sums(ends.events, owners, cutoffs, 365)
        found[f"leads_{end}_count_all"] = window_sums(ends.events, owners, cutoffs)
    closed = found["leads_won_count_all"] + found["leads_lost_count_all"]
    found["leads_open"] = np.maximum(window_sums(born.events, owners, cutoffs) - closed, 0)
    moves = changes.where(changes.labels["stage"] < len(book.spec.stages))
    last_move = latest(moves.events, owners, cutoffs)
    rank = pick(moves.labels["stage"].astype(np.float64), last_move)
    found["leads_last_stage_rank"] = rank
    found["leads_stage_days"] = days_since(moves.events.happened, last_move, cutoffs)
    found["leads_stage_changes_count_30d"] = window_sums(moves.events, owners, cutoffs, 30)
    return found


def _only(changes: Stream, stage: int) -> Stream:
    return changes.where(changes.labels["stage"] == stage)
