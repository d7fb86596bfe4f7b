"""Recency, frequency, value and rhythm of an account's orders."""

import numpy as np

from features.counting import CENT, Events, Grid, cents, days_since, latest, pick, ratio, window_sums
from features.moments import Micros
from features.streams import Stream

WINDOWS = (7, 30, 90, 365)
DYADIC = tuple(2**power for power in range(10))
HALF_LIVES = (7, 30, 120)


def order_features(orders: Stream, purchase_days: Stream, owners: int, cutoffs: Micros) -> dict[str, Grid]:
    """Grids (owners, cut-offs): `orders_*` from every order, `purchases_*` from distinct days with a purchase.

    Counts are numbers of orders or days, values are in the orders' currency, gaps and ages in days. What has no last
    order, or no gap yet, is NaN.
    """
    events = orders.events
    found = {f"orders_count_{days}d": window_sums(events, owners, cutoffs, days) for days in WINDOWS}
    found["orders_count_all"] = window_sums(events, owners, cutoffs)
    amounts = cents(orders.values["amount"])
    for days in (30, 90, 365):
        found[f"orders_value_{days}d"] = window_sums(events, owners, cutoffs, days, amounts) / CENT
    found["orders_value_all"] = window_sums(events, owners, cutoffs, None, amounts) / CENT
    found["orders_last_value"] = pick(orders.values["amount"], latest(events, owners, cutoffs))
    return found | _rhythm(purchase_days.events, owners, cutoffs) | _decayed(purchase_days.events, owners, cutoffs)


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
