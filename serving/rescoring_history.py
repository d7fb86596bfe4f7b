"""A history that grows by the rows just stored, and whom they touch."""

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.frame import Entity
from features.versions import since_when
from history.record import History, shaped
from history.tables import TABLES, stored_key

Added = Mapping[str, pd.DataFrame]


def grown(history: History, added: Added) -> History:
    """`history` with the rows of `added` that it does not hold yet: equal to what the store gives when read anew."""
    tables = dict(history.tables)
    for name, rows in added.items():
        if len(rows):
            tables[name] = _inserted(name, tables[name], rows)
    return History(tables, history.business)


def _inserted(name: str, rows: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Both in key order. Only the rows that share a first key column with new ones are sorted again."""
    first, unique = TABLES[name].key[0], list(stored_key(TABLES[name]))
    near = rows[first].isin(new[first])
    small = shaped(name, pd.concat([rows[near], new]).drop_duplicates(unique))
    rest = rows[~near]
    places = np.searchsorted(rest[first].to_numpy(dtype=object), small[first].to_numpy(dtype=object))
    order = np.insert(np.arange(len(rest)), places, len(rest) + np.arange(len(small)))
    return pd.concat([rest, small], ignore_index=True).take(order).reset_index(drop=True)


def touched(history: History, added: Added, entity: Entity) -> set[str]:
    """The accounts or leads that rows of `added` tell something of; `history` holds these rows already.

    A lead's rows are its account's too, of every account that it ever had, and an account's rows are those of its
    leads. What a row changes for others (a region's load, base rates) waits for the next scoring of everybody.
    """
    leads, accounts = (set[str]().union(*_named(added, f"{kind}_id")) for kind in ("lead", "account"))
    versions = history["leads"]
    accounts.update(versions.loc[versions["lead_id"].isin(leads), "account_id"].dropna())
    if entity == "account":
        return accounts
    return leads | set(versions.loc[versions["account_id"].isin(accounts), "lead_id"])


def pared(history: History, ids: Collection[str], entity: Entity) -> History:
    """`history` without the activities and signals that do not bear on the features of `ids`.

    They are most of a history, and tell something of their own account and lead alone. Of every account stays the
    first row that names it: since then it counts among those that are known.
    """
    versions = history["leads"]
    accounts = set(ids) if entity == "account" else set(versions.loc[versions["lead_id"].isin(ids), "account_id"])
    leads = set(versions.loc[versions["account_id"].isin(accounts), "lead_id"]) | set(ids)
    tables = dict(history.tables)
    for name in ("activities", "signals"):
        rows = tables[name]
        keep = rows["account_id"].isin(accounts).to_numpy() | _first_to_name(name, rows)
        if "lead_id" in rows:
            keep |= rows["lead_id"].isin(leads).to_numpy()
        tables[name] = rows[keep].reset_index(drop=True)
    return History(tables, history.business)


def _first_to_name(name: str, rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which rows are the first that are known to name their account."""
    order = np.argsort(since_when(rows, TABLES[name].happened)[1], kind="stable")
    first = np.zeros(len(rows), dtype=bool)
    first[order] = ~rows["account_id"].take(order).duplicated().to_numpy()
    return first


def _named(added: Added, column: str) -> Iterator[list[str]]:
    for rows in added.values():
        if column in rows:
            yield rows[column].dropna().tolist()
