"""Checks of what the sandbox forecasts by: the region and the industry of leads."""

import pandas as pd

from history.doctor.finding import Finding, Severity, report
from history.doctor.state import current, looked_up
from history.record import History


def no_region(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Leads whose region none of the sources in the settings knows."""
    return _unplaced(history, "region", as_of)


def no_industry(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Leads whose industry none of the sources in the settings knows."""
    return _unplaced(history, "industry", as_of)


def _unplaced(history: History, what: str, as_of: pd.Timestamp) -> Finding | None:
    sources: tuple[str, ...] = getattr(history.business, what)
    leads = current(history, "leads")
    leads = leads[leads["created_at"] <= as_of]
    bad = leads[_resolved(history, leads, sources).isna()]
    severity: Severity = "warning" if 2 * len(bad) > len(leads) and sources else "note"
    details = {"sources": ", ".join(sources) or "–"}
    rows = bad[["lead_id", "account_id", "rep_id", "source"]]
    return report(history, f"no_{what}", severity, rows, len(leads), details)


def _resolved(history: History, leads: pd.DataFrame, sources: tuple[str, ...]) -> pd.Series:
    """Per lead the first value known among `sources`, as of today."""
    value = pd.Series(None, index=leads.index, dtype="str")
    for source in sources:
        place, column = source.split(".")
        if place == "lead":
            value = value.fillna(leads[column])
        else:
            owners = current(history, f"{place}s").set_index(f"{place}_id")[column]
            value = value.fillna(looked_up(owners, leads[f"{place}_id"]))
    return value
