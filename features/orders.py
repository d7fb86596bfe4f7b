"""Number, recency and value of an account's orders."""

from features.arrays import CENT, Grid, cents, pick
from features.counting import latest, window_sums
from features.moments import Micros
from features.streams import Stream

WINDOWS = (7, 30, 90, 365)


def order_features(orders: Stream, owners: int, cutoffs: Micros) -> dict[str, Grid]:
    """Grids (owners, cut-offs) of counts and of values in the orders' currency; NaN for the last of no orders."""
    events = orders.events
    found = {f"orders_count_{days}d": window_sums(events, owners, cutoffs, days) for days in WINDOWS}
    found["orders_count_all"] = window_sums(events, owners, cutoffs)
    amounts = cents(orders.values["amount"])
    for days in (30, 90, 365):
        found[f"orders_value_{days}d"] = window_sums(events, owners, cutoffs, days, amounts) / CENT
    found["orders_value_all"] = window_sums(events, owners, cutoffs, None, amounts) / CENT
    found["orders_last_value"] = pick(orders.values["amount"], latest(events, owners, cutoffs))
    return found
