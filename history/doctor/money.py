"""Checks of money: payments beyond the contract, amounts that are none."""

import pandas as pd

from history.doctor.finding import Finding, report
from history.doctor.state import current, shown
from history.record import History

OVERPAID = 1.10


def overpaid(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Orders paid with more than 110 % of their contract amount."""
    orders = history["orders"]
    known = (orders["amount"] > 0) & orders["paid"].notna() & (orders["ordered_at"] <= as_of)
    bad = known & (orders["paid"] > OVERPAID * orders["amount"])
    return report(history, "overpaid", "error", shown(history, "orders", bad, "amount", "paid"), int(known.sum()))


def bad_amounts(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Order amounts or lead values that are zero or negative, and negative payments."""
    orders, leads = history["orders"], current(history, "leads")
    of_orders = ((orders["amount"] <= 0) | (orders["paid"] < 0)) & (orders["ordered_at"] <= as_of)
    of_leads = (leads["value"] <= 0) & (leads["created_at"] <= as_of)
    known = int(orders["amount"].notna().sum() + leads["value"].notna().sum())
    rows = pd.concat(
        [shown(history, "orders", of_orders, "amount", "paid"), shown(history, "leads", of_leads, "value")],
    )
    return report(history, "bad_amounts", "warning", rows, known)
