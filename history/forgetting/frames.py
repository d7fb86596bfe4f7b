"""A history in memory without those who were forgotten: what the store would give when read anew."""

import pandas as pd

from history.record import History
from history.store.forgotten_rows import mask
from history.store.tombstones import Tombstones


def spared(history: History, forgotten: Tombstones) -> History:
    """`history` without their rows; those of others that named a lead of theirs name none now."""
    return History(
        {name: spared_rows(name, rows, forgotten) for name, rows in history.tables.items()}, history.business
    )


def spared_rows(name: str, rows: pd.DataFrame, forgotten: Tombstones) -> pd.DataFrame:
    """The same for rows of table `name`; the very frame where nobody is in it who was forgotten."""
    gone, of_lead = (mask(forgotten, rows, column) for column in ("account_id", "lead_id"))
    if not (gone | of_lead).any():
        return rows
    if name in ("leads", "stage_changes"):
        return rows[~gone & ~of_lead].reset_index(drop=True)
    gone = gone | of_lead & rows["account_id"].isna().to_numpy()
    kept = rows[~gone].reset_index(drop=True)
    if "lead_id" in kept:
        kept["lead_id"] = kept["lead_id"].mask(of_lead[~gone])
    return kept
