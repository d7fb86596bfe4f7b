"""All features of accounts: their own versions, orders, touches, signals, leads, and the region they stand in."""

import numpy as np

from features.account_streams import PLACES, AccountStreams
from features.arrays import Codes, Grid, days_since, pick, pick_code, unless_unknown
from features.book import Book
from features.counting import latest, window_sums
from features.funnel import rank_of
from features.moments import DAY
from features.orders import order_features
from features.purchases import purchase_features
from features.signals import signal_features
from features.surroundings import load_features, rate_features
from features.touches import touch_features

# Which table has to be there for each thing that the settings may call a purchase.
SOLD_IN = {"order": "orders", "won": "stage_changes"}


def account_codes(book: Book, chosen: Codes) -> dict[str, Codes]:
    """Codes (accounts, cut-offs) of region and industry as known at each cut-off, −1 unknown.

    What an account does not say itself, or the settings do not read from it, is what its last lead says.
    """
    streams, owners = book.accounts.of(chosen), len(chosen)
    now = latest(streams.versions.events, owners, book.cutoffs)
    nothing = np.full(len(streams.versions), -1)
    found = {}
    for name in PLACES:
        own = pick_code(streams.versions.labels.get(f"{name}:account.{name}", nothing), now)
        said = streams.places.where(streams.places.labels[name] >= 0)
        by_lead = pick_code(said.labels[name], latest(said.events, owners, book.cutoffs))
        found[name] = np.maximum(np.where(own == -1, by_lead, own), -1)
    return found


def account_features(book: Book, chosen: Codes, codes: dict[str, Codes]) -> dict[str, Grid]:
    """Grids (accounts, cut-offs) of every family for the accounts `chosen`; NaN where nothing is known."""
    streams, tables = book.accounts.of(chosen), book.spec.tables
    touches = touch_features(streams.touches, book.spec.kinds, len(chosen), book.cutoffs)
    return (
        past_features(book, streams, len(chosen))
        | unless_unknown("activities" in tables, touches)
        | load_features(book, codes["region"])
        | rate_features(book, codes)
    )


def past_features(book: Book, streams: AccountStreams, owners: int) -> dict[str, Grid]:
    """What an account hands on to its leads: who it is, its orders, purchases, signals and leads."""
    cutoffs, tables = book.cutoffs, book.spec.tables
    now = latest(streams.versions.events, owners, cutoffs)
    known = streams.known.events.happened[:, None]
    sold = any(SOLD_IN[kind] in tables for kind in book.business.purchase)
    return (
        {
            "account_employees": pick(streams.versions.values["employees"], now),
            "account_age_days": np.where(cutoffs >= known, (cutoffs - known) / DAY, np.nan),
        }
        | unless_unknown("orders" in tables, order_features(streams.orders, owners, cutoffs))
        | unless_unknown(sold, purchase_features(streams.purchases.events, owners, cutoffs))
        | unless_unknown("signals" in tables, signal_features(streams.signals, streams.looks, owners, cutoffs))
        | _lead_features(book, streams, owners)
    )


def _lead_features(book: Book, streams: AccountStreams, owners: int) -> dict[str, Grid]:
    cutoffs, tables = book.cutoffs, book.spec.tables
    born = streams.born.events
    created = {f"leads_created_count_{days}d": window_sums(born, owners, cutoffs, days) for days in (7, 30, 90, 365)}
    created["leads_days_since_last"] = days_since(born.happened, latest(born, owners, cutoffs), cutoffs)
    return unless_unknown("leads" in tables, created) | unless_unknown(
        "leads" in tables and "stage_changes" in tables, _course_features(book, streams, owners)
    )


def _course_features(book: Book, streams: AccountStreams, owners: int) -> dict[str, Grid]:
    """Of each account's leads: how many were won, were lost or are open, and their last change of stage."""
    cutoffs, moves = book.cutoffs, streams.moves
    found = {}
    for name, won in (("won", 1), ("lost", 0)):
        ends = streams.ends.events.taken(streams.ends.labels["won"] == won)
        found[f"leads_{name}_count_365d"] = window_sums(ends, owners, cutoffs, 365)
        found[f"leads_{name}_count_all"] = window_sums(ends, owners, cutoffs)
    found["leads_open"] = window_sums(streams.open_leads.events, owners, cutoffs)
    last_move = latest(moves.events, owners, cutoffs)
    found["leads_last_stage_rank"] = rank_of(moves.labels["stage"], last_move)
    found["leads_stage_days"] = days_since(moves.events.happened, last_move, cutoffs)
    found["leads_stage_changes_count_30d"] = window_sums(moves.events, owners, cutoffs, 30)
    return found
