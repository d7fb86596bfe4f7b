"""The rows that the features of a few accounts or leads are built from, besides the tables that all of them share."""

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from features.frame import Entity
from history.indexed import Indexed
from history.record import History

Added = Mapping[str, pd.DataFrame]


def partition(rows: Indexed, ids: Collection[str], entity: Entity) -> History:
    """The rows about `ids`: about these accounts (or those of these leads), and about every lead they ever had.

    A region may be read from whatever account a lead belonged to, and from reps, so that their versions come along.
    """
    versions = rows.near("leads", account_id=ids) if entity == "account" else rows.near("leads", lead_id=ids)
    accounts = set(ids) if entity == "account" else _ids(versions, "account_id")
    if entity == "lead":
        versions = rows.near("leads", account_id=accounts, lead_id=ids)
    leads = _ids(versions, "lead_id")
    near = _leads(rows, leads, accounts)
    near |= {name: rows.near(name, account_id=accounts, lead_id=leads) for name in ("activities", "orders")}
    near["signals"] = rows.near("signals", account_id=accounts)
    return History(near, rows.business)


def leads_alone(rows: Indexed, leads: Collection[str]) -> History:
    """The rows that place `leads`: their versions, those of their accounts and reps, and their stage changes."""
    return History(_leads(rows, leads, ()), rows.business)


def _leads(rows: Indexed, leads: Collection[str], accounts: Collection[str]) -> dict[str, pd.DataFrame]:
    versions = rows.near("leads", lead_id=leads)
    return {
        "leads": versions,
        "stage_changes": rows.near("stage_changes", lead_id=leads),
        "accounts": rows.near("accounts", account_id=_ids(versions, "account_id") | set(accounts)),
        "reps": rows.whole("reps"),
    }


def touched(rows: Indexed, added: Added, entity: Entity) -> set[str]:
    """The accounts or leads whose features the rows of `added` may change; `rows` contains these rows already.

    A lead's rows are its account's too, of every account that it ever had, and an account's rows are those of its
    leads. What a row changes for others (a region's load, base rates) waits for the next scoring of everybody.
    """
    leads, accounts = named(added, "lead_id"), named(added, "account_id")
    if leads:
        versions = rows.near("leads", lead_id=leads)
        accounts |= _ids(versions[versions["lead_id"].isin(leads)], "account_id")
    if entity == "account":
        return accounts
    versions = rows.near("leads", account_id=accounts)
    return leads | _ids(versions[versions["account_id"].isin(accounts)], "lead_id")


def moved_leads(rows: Indexed, added: Added) -> set[str]:
    """The leads whose part in the shared tables `added` may change; `rows` contains these rows already.

    Those that it names, and those whose region may be read from an account or a rep that it names.
    """
    given: dict[str, Any] = {f"{kind}_id": named(_of(added, f"{kind}s"), f"{kind}_id") for kind in ("account", "rep")}
    behind = _ids(rows.near("leads", **given), "lead_id") if any(given.values()) else set[str]()
    return named(_of(added, "leads", "stage_changes"), "lead_id") | behind


def named(added: Added, column: str) -> set[str]:
    """The ids that rows of `added` have in `column`."""
    return set[str]().union(*(_ids(rows, column) for rows in added.values() if column in rows))


def _of(added: Added, *names: str) -> Added:
    return {name: rows for name, rows in added.items() if name in names}


def _ids(rows: pd.DataFrame, column: str) -> set[str]:
    return set(rows[column].dropna())
