"""All that was known at a moment about one account or lead: the rows that reasons, plans and timelines speak from."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from features.frame import Entity
from history.record import History
from history.settings import Business
from history.tables import RECORDED, TABLES, stored_key


@dataclass(frozen=True, eq=False)
class Row:
    """One row of the history. `values` has every column of `table`; unknown is None, times are aware UTC."""

    table: str
    values: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from all other rows of its table, as texts; times in ISO 8601."""
        found = (self.values[name] for name in stored_key(TABLES[self.table]))
        return tuple(value.isoformat() if isinstance(value, datetime) else str(value) for value in found)

    @property
    def at(self) -> datetime:
        """When it happened."""
        happened: datetime = self.values[TABLES[self.table].happened]
        return happened

    @property
    def recorded_at(self) -> datetime:
        """When it was known."""
        recorded: datetime = self.values[RECORDED]
        return recorded

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


@dataclass(frozen=True, eq=False)
class Dossier:
    """What was known by `as_of` about one account or lead, `rows` by table in the order in which they happened.

    An account's are those of its leads too; a lead's are its own and those of the account that it belongs to, but not
    of that account's other leads. Only rows recorded by `as_of` and that had happened by then are here, every version
    of an account and of a lead among them. `reps` are all people of the business, each by the version that holds.
    """

    entity: Entity
    id: str
    as_of: datetime
    business: Business
    rows: Mapping[str, Sequence[Row]]
    reps: Mapping[str, Row]

    def __getitem__(self, table: str) -> Sequence[Row]:
        return self.rows.get(table, ())

    @property
    def account(self) -> Row | None:
        """The version of the account that holds at `as_of`."""
        return max(self["accounts"], key=lambda row: row.recorded_at, default=None)

    @property
    def leads(self) -> Mapping[str, Row]:
        """The version of each lead that holds at `as_of`, by id, the lead created last at the end."""
        newest: dict[str, Row] = {}
        for row in sorted(self["leads"], key=lambda row: row.recorded_at):
            newest[row["lead_id"]] = row
        return dict(sorted(newest.items(), key=lambda item: (item[1].at, item[0])))


def dossiers(history: History, entity: Entity, ids: Collection[str], as_of: pd.Timestamp) -> dict[str, Dossier]:
    """The dossier of each of `ids`, in that order; one of an id that nothing is known of has no rows.

    Rows recorded after `as_of` (aware UTC) change nothing. Costs a pass over the history, however many ids there are.
    """
    wanted = list(dict.fromkeys(ids))
    owners = _owners(history, entity, wanted, as_of)
    found: dict[str, dict[str, list[Row]]] = {name: defaultdict(list) for name in wanted}
    for row, names in _rows(history, owners, as_of):
        for name in names:
            found[name][row.table].append(row)
    reps = _newest_reps(history, as_of)
    moment = as_of.to_pydatetime()
    return {name: Dossier(entity, name, moment, history.business, rows, reps) for name, rows in found.items()}


@dataclass(frozen=True)
class _Owners:
    """Which dossiers a row belongs to, by the account and by the lead that it names."""

    entity: Entity
    by_account: Mapping[str, list[str]]
    by_lead: Mapping[str, list[str]]

    def of(self, table: str, values: Mapping[str, Any]) -> tuple[str, ...]:
        lead, account = values.get("lead_id"), values.get("account_id")
        names = self.by_lead.get(lead, []) if lead is not None else []
        # What is another lead's is not this lead's, though both be of one account; what was ordered is the account's.
        if self.entity == "account" or lead is None or table == "orders":
            names = [*names, *(self.by_account.get(account, []) if account is not None else [])]
        return tuple(dict.fromkeys(names))


def _owners(history: History, entity: Entity, wanted: Sequence[str], as_of: pd.Timestamp) -> _Owners:
    leads = history["leads"]
    leads = leads[leads[RECORDED] <= as_of]
    near = leads[leads["account_id"].isin(wanted) if entity == "account" else leads["lead_id"].isin(wanted)]
    by_account: dict[str, list[str]] = defaultdict(list)
    by_lead: dict[str, list[str]] = defaultdict(list)
    if entity == "account":
        by_account.update({name: [name] for name in wanted})
        for lead, account in near[["lead_id", "account_id"]].drop_duplicates().itertuples(index=False):
            by_lead[lead].append(account)
    else:
        by_lead.update({name: [name] for name in wanted})
        newest = (
            near.dropna(subset=["account_id"])
            .sort_values(RECORDED, kind="stable")
            .drop_duplicates("lead_id", keep="last")
        )
        for lead, account in newest[["lead_id", "account_id"]].itertuples(index=False):
            by_account[account].append(lead)
    return _Owners(entity, by_account, by_lead)


def _rows(history: History, owners: _Owners, as_of: pd.Timestamp) -> Iterator[tuple[Row, tuple[str, ...]]]:
    accounts, leads = list(owners.by_account), list(owners.by_lead)
    for name, table in TABLES.items():
        rows = history[name]
        near = pd.Series(False, index=rows.index)
        for column, ids in (("account_id", accounts), ("lead_id", leads)):
            if column in rows:
                near |= rows[column].isin(ids)
        known = rows[near & (rows[RECORDED] <= as_of) & (rows[table.happened] <= as_of)]
        for values in plain_rows(known.sort_values([table.happened, RECORDED], kind="stable")):
            if names := owners.of(name, values):
                yield Row(name, values), names


def plain_rows(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries of plain Python values, None for what is unknown."""
    columns: dict[str, list[Any]] = {}
    for column in map(str, rows.columns):
        values = rows[column]
        unknown = values.isna().to_numpy()
        plain = values.dt.to_pydatetime() if isinstance(values.dtype, pd.DatetimeTZDtype) else values.tolist()
        columns[column] = [None if missing else value for value, missing in zip(plain, unknown, strict=True)]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _newest_reps(history: History, as_of: pd.Timestamp) -> dict[str, Row]:
    reps = history["reps"]
    known = reps[reps[RECORDED] <= as_of].sort_values(RECORDED, kind="stable").drop_duplicates("rep_id", keep="last")
    return {values["rep_id"]: Row("reps", values) for values in plain_rows(known)}
