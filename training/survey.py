"""A first look at a history: what it holds, how late it was recorded, and how purchases and load went week by week."""

import pandas as pd

from features.account_streams import named_accounts
from features.calendar import is_working_day
from features.exposure import measure_exposure
from features.frame import Entity
from features.labels import purchases
from features.moments import to_times
from features.spec import Spec
from history.record import History
from history.tables import RECORDED, TABLES
from models.sandbox.answer.cells import UNKNOWN

SECONDS_A_DAY = 86_400


def tables(history: History) -> pd.DataFrame:
    """A row a table: `rows`, `distinct` keys, `first` and `last` day something happened (business time), and the median
    and 95 % quantile of days from an event to its record.

    Days and lags of an empty table are unknown.
    """
    zone, lags = history.business.time_zone, recording_lags(history)
    return pd.DataFrame([_row(name, history[name], zone, lags.get(name)) for name in TABLES]).set_index("table")


def _row(name: str, rows: pd.DataFrame, zone: str, lag: pd.Series | None) -> dict[str, object]:
    days = rows[TABLES[name].happened].dt.tz_convert(zone).dt.strftime("%Y-%m-%d")
    usual, most = (None, None) if lag is None else lag.quantile([0.5, 0.95]).round(2)
    return {
        "table": name,
        "rows": len(rows),
        "distinct": len(rows[[*TABLES[name].key]].drop_duplicates()),
        "first": days.min() if len(rows) else None,
        "last": days.max() if len(rows) else None,
        "lag_median_days": usual,
        "lag_95_percent_days": most,
    }


def recording_lags(history: History) -> dict[str, pd.Series]:
    """Per table that has rows, days from each event to its first record; the shortest first."""
    found = {}
    for name, table in TABLES.items():
        first = history[name].drop_duplicates([*table.key])
        if len(first):
            lag = (first[RECORDED] - first[table.happened]).dt.total_seconds() / SECONDS_A_DAY
            found[name] = lag.sort_values(ignore_index=True)
    return found


def purchases_by_week(history: History, entity: Entity) -> pd.DataFrame:
    """A row a local week from Monday `week` (naive, business time) on: `purchases` in it and its `working_days`.

    Purchases are what a model of `entity` is asked for: of leads their wins, of accounts what the settings count.
    """
    ids = pd.Index(history["leads"]["lead_id"].unique()) if entity == "lead" else named_accounts(history)[0]
    moments = to_times(purchases(history, entity, ids).happened)
    weeks = _monday(moments.tz_convert(history.business.time_zone).tz_localize(None))
    counts = weeks.value_counts().sort_index()
    if len(counts):
        counts = counts.reindex(pd.date_range(counts.index[0], counts.index[-1], freq="7D"), fill_value=0)
    working = [_working_days(week, history.business.country) for week in counts.index]
    return pd.DataFrame({"week": counts.index, "purchases": counts.to_numpy(), "working_days": working})


def _monday(days: pd.DatetimeIndex) -> pd.DatetimeIndex:
    return days.normalize() - pd.to_timedelta(days.day_of_week, unit="D")


def _working_days(monday: pd.Timestamp, country: str) -> int:
    return sum(is_working_day((monday + pd.Timedelta(days=step)).date(), country) for step in range(7))


def load_by_week(history: History, spec: Spec, as_of: pd.Timestamp) -> pd.DataFrame:
    """Open leads in the middle of each week: per active rep, or in all where the history has no reps.

    The index is the start of the week in business time (naive), the columns are regions, with one for leads of which
    none is known; those that never had any lead are left out.
    """
    exposure = measure_exposure(history, spec, as_of)
    found = exposure.load.open_per_rep if len(history["reps"]) else exposure.load.open
    weeks = exposure.weeks.tz_convert(history.business.time_zone).tz_localize(None)
    table = pd.DataFrame(found.T, index=weeks, columns=[*spec.regions, UNKNOWN])
    return table[[name for name in table if table[name].fillna(0).any()]]
