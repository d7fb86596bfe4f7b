"""Purchases: what counts as one, on which days an account made them, and the rhythm of those days."""

import numpy as np
import pandas as pd

from features.arrays import Grid, days_since, ratio
from features.counting import latest, window_sums
from features.events import Events
from features.moments import NEVER, Micros, to_times
from features.streams import Stream, joined, ordered
from history.settings import Purchase

DYADIC = tuple(2**power for power in range(10))
HALF_LIVES = (7, 30, 120)


def purchase_events(orders: Events, sales: Events, kinds: tuple[Purchase, ...]) -> Events:
    """The orders, the leads won, or both, as the settings say."""
    return joined(*({"order": orders, "won": sales}[kind] for kind in kinds))


def purchase_days(purchases: Events, time_zone: str) -> Stream:
    """One event per account and local day with a purchase, known as soon as the first of that day is.

    Where the first one leaves the account again (its lead moves on), the next one of that day stands in for it.
    """
    day = to_times(purchases.happened).tz_convert(time_zone).tz_localize(None).floor("D").asi8
    order = np.lexsort((purchases.happened, purchases.known, day, purchases.code))
    events = purchases.taken(order)
    covered = pd.Series(events.ends).groupby([events.code, day[order]]).cummax()
    before = covered.groupby([events.code, day[order]]).shift(fill_value=-NEVER).to_numpy()
    recorded = np.maximum(events.known, before)
    adds = events.ends > recorded
    return ordered(Events(events.code, events.happened, recorded, events.ends).taken(adds))


def purchase_features(days: Events, owners: int, cutoffs: Micros) -> dict[str, Grid]:
    """Grids (owners, cut-offs) from days with a purchase; gaps and ages in days, NaN where there is none yet."""
    return _rhythm(days, owners, cutoffs) | _decayed(days, owners, cutoffs)


def _rhythm(days: Events, owners: int, cutoffs: Micros) -> dict[str, Grid]:
    count = window_sums(days, owners, cutoffs)
    since_last = days_since(days.happened, latest(days, owners, cutoffs), cutoffs)
    first = latest(days.backwards, owners, cutoffs)
    since_first = days_since(days.backwards.happened, first, cutoffs)
    gaps = np.where(count > 1, count - 1, np.nan)
    usual = (since_first - since_last) / gaps
    return {
        "purchases_count_all": count,
        "purchases_days_since_last": since_last,
        "purchases_days_since_first": since_first,
        "purchases_usual_gap_days": usual,
        "purchases_gap_ratio": ratio(since_last, usual),
    }


def _decayed(days: Events, owners: int, cutoffs: Micros) -> dict[str, Grid]:
    """Counts that fade with age. Weights belong to dyadic age brackets, so that the sum is exact in any order."""
    within = [np.zeros((owners, len(cutoffs)))]
    within += [window_sums(days, owners, cutoffs, width) for width in DYADIC]
    brackets = [(newer + older) / 2 for newer, older in zip((0, *DYADIC[:-1]), DYADIC, strict=True)]
    found = {}
    for half_life in HALF_LIVES:
        total = np.zeros((owners, len(cutoffs)))
        for position, age in enumerate(brackets):
            total += (within[position + 1] - within[position]) * 2.0 ** (-age / half_life)
        found[f"purchases_decayed_{half_life}d"] = total
    return found
