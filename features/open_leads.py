"""All features of open leads: the funnel, touches, rep and region, and what their account brings along."""

import numpy as np

from features.accounts import past_features
from features.arrays import Codes, Grid, pick, pick_code, unless_unknown
from features.book import Book
from features.counting import latest
from features.funnel import birth_features, funnel_features, response_days
from features.queue import entered_at, queue_features
from features.rates import CATEGORIES
from features.surroundings import load_features, rate_features, rep_features
from features.touches import touch_features


def lead_codes(book: Book, chosen: Codes) -> dict[str, Codes]:
    """Codes (leads, cut-offs) of the categories as known at each cut-off, −1 unknown."""
    versions, moves = book.leads.versions.of(chosen), book.moves.of(chosen)
    now = latest(versions.events, len(chosen), book.cutoffs)
    found = {name: pick_code(versions.labels[name], now) for name in CATEGORIES}
    return found | {"stage": pick_code(moves.labels["stage"], latest(moves.events, len(chosen), book.cutoffs))}


def lead_features(book: Book, chosen: Codes, codes: dict[str, Codes]) -> dict[str, Grid]:
    """Grids (leads, cut-offs) of every family for the leads `chosen`; NaN where nothing is known."""
    owners, cutoffs, spec = len(chosen), book.cutoffs, book.spec
    versions, moves, touches = (each.of(chosen) for each in (book.leads.versions, book.moves, book.touches))
    created = book.leads.created[chosen]
    now = latest(versions.events, owners, cutoffs)
    found = {"lead_value": pick(versions.values["value"], now)}
    found["lead_versions_count"] = pick(versions.values["number"], now)
    found |= birth_features(created, book.business.time_zone, cutoffs)
    found |= unless_unknown("stage_changes" in spec.tables, funnel_features(moves, spec.stages, created, cutoffs))
    entered = entered_at(moves.events, latest(moves.events, owners, cutoffs))
    found |= unless_unknown("stage_changes" in spec.tables, queue_features(book.queue, codes["stage"], entered))
    met = touch_features(touches, spec.kinds, owners, cutoffs)
    met["touches_response_days"] = response_days(touches, created, cutoffs)
    found |= unless_unknown("activities" in spec.tables, met)
    found |= load_features(book, codes["region"]) | rate_features(book, codes)
    found |= rep_features(book, pick_code(versions.labels["rep_id"], now))
    return found | _inherited(book, pick_code(versions.labels["account_id"], now))


def _inherited(book: Book, account: Codes) -> dict[str, Grid]:
    """The past of each lead's account of the moment; `account` is a code per (lead, cut-off), −1 for none."""
    known = np.unique(account[account >= 0])
    streams = book.accounts.of(known)
    grids = past_features(book, streams, len(known))
    # Kinds of touches are told for the lead itself; of its account the totals say enough.
    touches = touch_features(streams.touches, (), len(known), book.cutoffs)
    touches = unless_unknown("activities" in book.spec.tables, touches)
    grids |= {name.replace("touches_", "touches_account_"): grid for name, grid in touches.items()}
    place = np.where(account >= 0, np.searchsorted(known, account), -1)
    return {name: _handed_on(grid, place) for name, grid in grids.items()}


def _handed_on(grid: Grid, place: Codes) -> Grid:
    if not len(grid):
        return np.full(place.shape, np.nan)
    return np.where(place >= 0, grid[place, np.arange(place.shape[1])], np.nan)
