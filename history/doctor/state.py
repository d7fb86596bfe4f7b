"""Views that several checks share: latest versions, births and ends of leads, rows to show."""

import pandas as pd

from history.record import History
from history.tables import TABLES, TERMINAL_STAGES

# The tables in which something happens; accounts and reps only say who there is.
EVENTS = ("leads", "stage_changes", "activities", "orders", "signals")


def current(history: History, name: str) -> pd.DataFrame:
    """The last recorded version of every row of table `name`."""
    # Frames of a history come in the order of key and recording.
    rows = history[name]
    return rows.drop_duplicates([*TABLES[name].key], keep="last") if TABLES[name].versioned else rows


def first_versions(history: History, name: str) -> pd.DataFrame:
    """The first recorded version of every row of table `name`."""
    rows = history[name]
    return rows.drop_duplicates([*TABLES[name].key]) if TABLES[name].versioned else rows


def created(history: History) -> pd.Series:
    """When each lead was created, by lead id."""
    return first_versions(history, "leads").set_index("lead_id")["created_at"]


def ends(history: History) -> pd.Series:
    """When each lead that is won or lost first was, by lead id."""
    changes = history["stage_changes"]
    return changes[changes["stage"].isin(TERMINAL_STAGES)].groupby("lead_id")["changed_at"].min()


def looked_up(by: pd.Series, keys: pd.Series) -> pd.Series:
    """What `by` (of unique index) holds for each of `keys`, unknown where it does not have the key."""
    # Series.map cannot look times up in an empty series.
    return by.reindex(keys).set_axis(keys.index)


def among(keys: pd.Series, known: pd.Series) -> pd.Series:
    """Which of `keys` stand in `known`, which may hold repeats."""
    # Three times as fast as Series.isin on a million strings.
    return pd.Series(pd.Index(known.unique()).get_indexer(pd.Index(keys)) >= 0, index=keys.index)


def open_leads(history: History) -> pd.DataFrame:
    """The latest version of every lead that has no end."""
    leads = current(history, "leads")
    return leads[~among(leads["lead_id"], ends(history).index.to_series())]


def shown(history: History, name: str, bad: pd.Series, *columns: str) -> pd.DataFrame:
    """The rows of table `name` that `bad` marks by index: `table`, `id` (of its key), when it `happened`, `columns`."""
    rows = history[name].loc[bad.index[bad]]
    place = {"table": name, "id": rows[TABLES[name].key[0]], "happened": rows[TABLES[name].happened]}
    return pd.DataFrame(place).join(rows[[*columns]])
