"""Checks of how much there is to learn from: any row, any purchase, enough weeks."""

import pandas as pd

from history.doctor.finding import Finding, report
from history.doctor.state import EVENTS
from history.record import History
from history.tables import RECORDED, TABLES

LEAST = pd.Timedelta(weeks=8)


def empty_history(history: History, as_of: pd.Timestamp) -> Finding | None:
    """No table has a row recorded by `as_of`."""
    known = any((history[name][RECORDED] <= as_of).any() for name in TABLES)
    rows = pd.DataFrame({"table": [] if known else [*TABLES]})
    return report(history, "empty_history", "error", rows)


def no_wins(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Rows, but no purchase by the settings: no model can be trained."""
    orders, changes = history["orders"], history["stage_changes"]
    counts = {
        "order": int((orders["ordered_at"] <= as_of).sum()),
        "won": int(((changes["stage"] == "won") & (changes["changed_at"] <= as_of)).sum()),
    }
    asked = history.business.purchase
    if not any(len(history[name]) for name in TABLES) or any(counts[kind] for kind in asked):
        return None
    rows = pd.DataFrame({"purchase": [*asked], "found": [counts[kind] for kind in asked]})
    others = ", ".join(f"{kind} {n:,}" for kind, n in counts.items() if kind not in asked and n) or "–"
    return report(history, "no_wins", "error", rows, details={"asked": ", ".join(asked), "others": others})


def short_history(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Less than 8 weeks from the first event to the last."""
    past = [rows[rows <= as_of] for rows in (history[name][TABLES[name].happened] for name in EVENTS)]
    times = pd.concat([rows.agg(["min", "max"]) for rows in past if len(rows)] or [pd.Series()])
    if times.empty or times.max() - times.min() >= LEAST:
        return None
    rows = pd.DataFrame({"first": [times.min()], "last": [times.max()]})
    weeks = f"{(times.max() - times.min()) / pd.Timedelta(weeks=1):.1f}"
    return report(history, "short_history", "warning", rows, details={"weeks": weeks})
