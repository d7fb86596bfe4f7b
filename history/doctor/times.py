"""Checks of time: what happened or was recorded at an impossible or an unlikely moment."""

import pandas as pd

from history.doctor.finding import Finding, report
from history.doctor.state import EVENTS, created, first_versions, looked_up, shown
from history.record import History
from history.tables import RECORDED, TABLES

LATE = pd.Timedelta(days=30)
LATE_SHARE = 0.01


def future_dates(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Rows that say they happened after `as_of`."""
    found, rows = [], 0
    for name, table in TABLES.items():
        times = history[name][table.happened]
        rows += len(times)
        found.append(shown(history, name, times > as_of))
    return report(history, "future_dates", "error", pd.concat(found), rows)


def stage_before_creation(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Stage changes dated before their lead was created."""
    changes = history["stage_changes"]
    born = looked_up(created(history), changes["lead_id"])
    local = changes["changed_at"].dt.tz_convert(history.business.time_zone)
    # A change without a time of day stands at midnight: only an earlier day is before the creation.
    dateless = local == local.dt.floor("D", ambiguous=False, nonexistent="shift_forward")
    same_day = dateless & (born - changes["changed_at"] < pd.Timedelta(days=1))
    bad = (changes["changed_at"] < born) & ~same_day & (changes["changed_at"] <= as_of)
    rows = shown(history, "stage_changes", bad, "stage").assign(created_at=born[bad])
    return report(history, "stage_before_creation", "warning", rows, len(changes))


def recorded_before(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Events recorded before they happened: a model would look into the future."""
    found, rows = [], 0
    for name in EVENTS:
        times, recorded = history[name][TABLES[name].happened], history[name][RECORDED]
        rows += len(times)
        found.append(shown(history, name, (recorded < times) & (recorded <= as_of), RECORDED))
    return report(history, "recorded_before", "error", pd.concat(found), rows)


def recorded_late(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Events recorded more than 30 days after they happened, where these are more than 1 %."""
    found, lags = [], []
    for name in EVENTS:
        rows = first_versions(history, name)
        rows = rows[rows[RECORDED] <= as_of]
        lag = rows[RECORDED] - rows[TABLES[name].happened]
        found.append(shown(history, name, lag > LATE, RECORDED))
        lags.append(lag)
    late, lag = pd.concat(found), pd.concat(lags)
    if len(late) <= LATE_SHARE * len(lag):
        return None
    days = lag.dt.total_seconds() / 86_400
    details = {"usual": f"{days.quantile(0.5):.1f}", "most": f"{days.quantile(0.95):.1f}"}
    return report(history, "recorded_late", "warning", late, len(lag), details)


def published_after_observed(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Signals observed before they were published."""
    signals = history["signals"]
    bad = (signals["published_at"] > signals["observed_at"]) & (signals["observed_at"] <= as_of)
    rows = shown(history, "signals", bad, "kind", "published_at")
    return report(history, "published_after_observed", "warning", rows, len(signals))
