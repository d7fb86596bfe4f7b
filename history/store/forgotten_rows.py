"""Rows that name what was forgotten: they are not taken in, and what follows from them is forgotten too.

Apart from the tombstones themselves, which the collector's engines ask as well: they start without pandas.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from history.store.tombstones import FORGOTTEN, NAMING, REASONS, Tombstones, digest_of

Mask = npt.NDArray[np.bool_]


def mask(tombstones: Tombstones, rows: pd.DataFrame, column: str) -> Mask:
    """Which rows name in `column` what was forgotten; none where there is no such column."""
    if column not in rows or not tombstones:
        return np.zeros(len(rows), dtype=bool)
    return rows[column].isin(tombstones.among(column, rows[column].dropna().unique())).to_numpy()


def refused(tombstones: Tombstones, rows: pd.DataFrame) -> "pd.Series[str]":
    """Why rows cannot be taken in, by their index: those that name what was forgotten."""
    why = pd.Series("", index=rows.index, dtype="str")
    for column in NAMING:
        why[mask(tombstones, rows, column) & (why == "").to_numpy()] = REASONS[column]
    return why[why != ""]


def bury(connection: sa.Connection, leads: pd.DataFrame, tombstones: Tombstones) -> None:
    """Forget leads that a forgotten account got since: what follows may name the lead alone."""
    pairs = leads.loc[mask(tombstones, leads, "account_id"), ["lead_id", "account_id"]].drop_duplicates()
    accounts = {name: digest_of("account_id", name) for name in pairs["account_id"]}
    rows = [
        {"digest": digest_of("lead_id", lead), "account": accounts[name], "forgotten_at": tombstones.at[accounts[name]]}
        for lead, name in pairs.itertuples(index=False)
    ]
    if rows:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(insert(FORGOTTEN).on_conflict_do_nothing(), rows)
