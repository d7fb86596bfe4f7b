"""Checks of what went missing: sources that fell silent, fields that are no longer filled."""

import pandas as pd

from history.doctor.finding import Finding, report
from history.doctor.state import EVENTS, current, first_versions
from history.record import History
from history.tables import RECORDED, TABLES

DAY_US = 86_400_000_000
# A source is regular from so many days with rows on; it is silent after four times its usual gap. A working week's
# weekend makes a gap of 3 days, so that a week of holidays is still no silence.
ACTIVE_DAYS = 10
USUAL = 0.95
SILENT_TIMES = 4
RECENT = pd.Timedelta(days=28)
ENOUGH_ROWS = 20
# Empty for recent rows in the nature of things: who has not left yet, what is not due yet.
FILLED_LATER = {"left_at", "paid"}


def silent_sources(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Tables, kinds of activity or signal and sources of leads that were regular and have had no row for long."""
    sources = {name: TABLES[name].happened for name in EVENTS}
    found = [_silences(first_versions(history, name), time, name, None, as_of) for name, time in sources.items()]
    for name, column in (("activities", "kind"), ("signals", "kind"), ("leads", "source")):
        found.append(_silences(first_versions(history, name), sources[name], name, column, as_of))
    return report(history, "silent_sources", "warning", pd.concat(found))


def _silences(rows: pd.DataFrame, time: str, table: str, column: str | None, as_of: pd.Timestamp) -> pd.DataFrame:
    """The silent ones of a table's sources: the table itself, or each value of its `column`."""
    past = rows[rows[time] <= as_of]
    source = past[column] if column else pd.Series("", index=past.index, dtype="str")
    days = pd.DataFrame({"source": source, "day": past[time].dt.as_unit("us").astype("int64") // DAY_US})
    days = days.dropna().drop_duplicates().sort_values(["source", "day"])
    gaps = days.groupby("source")["day"].diff().groupby(days["source"]).quantile(USUAL)
    seen = days.groupby("source")["day"].agg(["size", "last"])
    silence = as_of.value // 1_000 // DAY_US - seen["last"]
    last = past[time].groupby(source).max()
    bad = (seen["size"] >= ACTIVE_DAYS) & (silence > SILENT_TIMES * gaps)
    names = [f"{table}.{column}={value}" if column else table for value in seen.index[bad]]
    return pd.DataFrame(
        {
            "source": names,
            "last_row": last[seen.index[bad]].array,
            "days_silent": silence[bad].to_numpy(),
            "usual_gap_days": gaps[bad].to_numpy(),
        }
    )


def fields_stopped(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Fields filled in less than half as often in a table's last 28 days as in those before."""
    bad = pd.concat([_stopped(history, name, as_of) for name in TABLES])
    return report(history, "fields_stopped", "warning", bad)


def _stopped(history: History, name: str, as_of: pd.Timestamp) -> pd.DataFrame:
    table = TABLES[name]
    rows = current(history, name)
    rows = rows[(rows[table.happened] <= as_of) & (rows[RECORDED] <= as_of)]
    fields = [column.name for column in table.columns if not column.required and column.name not in FILLED_LATER]
    recent = rows[table.happened] > rows[table.happened].max() - RECENT
    if min(recent.sum(), (~recent).sum()) < ENOUGH_ROWS:
        return pd.DataFrame()
    filled = rows[fields].notna()
    before, lately = filled[~recent].mean(), filled[recent].mean()
    bad = lately < before / 2
    return pd.DataFrame(
        {"table": name, "field": before.index[bad], "filled_before": before[bad], "filled_lately": lately[bad]}
    )
