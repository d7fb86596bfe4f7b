"""All features of open leads: the funnel, touches, rep and region, and what their account brings along."""

import numpy as np

from features.accounts import history_features, known_from
from features.book import Book
from features.counting import Codes, Grid, latest, pick, pick_code
from features.funnel import birth_features, funnel_features
from features.load import slotted
from features.surroundings import load_features, rate_features, rep_features, shared_features
from features.touches import touch_features


def _now(book: Book, first: int, last: int) -> Codes:
    versions = book.leads.versions.part(first, last)
    return latest(versions.events, last - first, book.cutoffs)


def lead_codes(book: Book, first: int, last: int) -> dict[str, Codes]:
    """Codes (leads, cut-offs) of the categories as known at each cut-off, −1 unknown."""
    versions, now = book.leads.versions.part(first, last), _now(book, first, last)
    found = {name: pick_code(versions.labels[name], now) for name in ("region", "industry", "source", "product", "rep")}
    changes = book.stages.part(first, last)
    stage = pick_code(changes.labels["stage"], latest(changes.events, last - first, book.cutoffs))
    # Past the open stages come won and lost, which no open lead shows.
    return found | {"stage": np.where(stage < len(book.spec.stages), stage, -1)}


def lead_features(book: Book, first: int, last: int) -> dict[str, Grid]:
    """Grids (leads, cut-offs) of every family for the leads first … last − 1; NaN where nothing is known."""
    owners, cutoffs, spec = last - first, book.cutoffs, book.spec
    versions, now = book.leads.versions.part(first, last), _now(book, first, last)
    touches, changes = book.touches.part(first, last), book.stages.part(first, last)
    found: dict[str, Grid] = {"lead_value": pick(versions.values["value"], now)}
    found["lead_versions_count"] = np.asarray(
        now - np.searchsorted(versions.events.code, np.arange(owners))[:, None] + 1, dtype=np.float64
    )
    found |= birth_features(book.leads, first, last, book.time_zone, len(cutoffs))
    open_changes = changes.where(changes.labels["stage"] < len(spec.stages))
    found |= funnel_features(open_changes, touches, spec.stages, book.leads.created[first:last], cutoffs)
    found |= known_from(touch_features(touches, spec.kinds, owners, cutoffs), "activities" in spec.tables)
    codes = lead_codes(book, first, last)
    slots = {
        name: slotted(codes[name], len(values))
        for name, values in (
            ("region", spec.regions),
            ("industry", spec.industries),
            ("source", spec.sources),
            ("product", spec.products),
            ("rep", spec.reps),
        )
    }
    found |= load_features(book, slots["region"]) | rep_features(book, slots["rep"]) | rate_features(book, slots)
    return found | _inherited(book, first, last) | shared_features(book)


def _inherited(book: Book, first: int, last: int) -> dict[str, Grid]:
    """Orders and signals of each lead's account, NaN for a lead without one."""
    account = book.leads.account[first:last]
    known = np.unique(account[account >= 0])
    part = history_features(book.of_accounts(known), 0, len(known))
    place = np.searchsorted(known, account)
    found = {}
    for name, grid in part.items():
        full = np.vstack([grid, np.full((1, grid.shape[1]), np.nan)])
        found[name] = full[np.where(account >= 0, place, len(known))]
    return found
