"""Erase the rows of a company, or of a lead alone, within a transaction, leave a tombstone, and say what went."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from history.forgetting.reach import is_of_entity, own_tables, owned, speaking, texts
from history.forgetting.referred import Referred
from history.forgetting.sought import LEAST, Sought
from history.store.tombstones import FORGOTTEN, digest_of, read

Row = dict[str, Any]
_BITE = 500


@dataclass
class Erased:
    """What went of an account and its leads: `rows` by table; rows that only lost a lead that they named: `unlinked`.

    `account` is None where one lead went alone. `known` is False where nothing was there, not even a tombstone;
    `before` is when it was forgotten before, aware.
    """

    account: str | None
    leads: list[str]
    sought: Sought
    rows: Counter[str] = field(default_factory=Counter)
    unlinked: Counter[str] = field(default_factory=Counter)
    known: bool = True
    before: datetime | None = None

    @property
    def whose(self) -> tuple[str, str]:
        """The column that names who went, and the name."""
        return ("lead_id", self.leads[0]) if self.account is None else ("account_id", self.account)


def erase(connection: sa.Connection, account: str, now: datetime, together: Collection[str] = ()) -> Erased:
    """Erase all rows of an account and of its leads, in the caller's transaction, and write their tombstones.

    A lead is the account's where its newest version names it, or no account. One that has moved to another account is
    that other's: only its versions and rows that name this account go. A row that names a lead of this account and
    another account by its id stays with that other and loses the lead, unless that one is erased `together` with it.
    """
    return _erase(connection, Erased(account, _own_leads(connection, account), Sought({})), now, together)


def erase_lead(connection: sa.Connection, lead: str, now: datetime) -> Erased:
    """Erase all rows of a lead alone, in the caller's transaction, and write its tombstone.

    Its account, if it has one, stays; a row that names that account as well stays with it and loses the lead.
    """
    return _erase(connection, Erased(None, [lead], Sought({})), now, ())


def _erase(connection: sa.Connection, done: Erased, now: datetime, together: Collection[str]) -> Erased:
    column, name = done.whose
    done.before = before = min(read(connection, name, column).at.values(), default=None)
    tables = own_tables()
    gone: dict[str, list[Row]] = {}
    for table in owned(tables):
        gone[table.name] = _erase_owned(connection, table, done, together)
    done.sought = _sought(connection, tables, done, gone)
    for table in speaking(tables):
        gone[table.name] = _erase_speaking(connection, table, done.sought)
    done.rows.update({name: len(rows) for name, rows in gone.items()})
    done.rows.update(Referred.of(gone).erase(connection, tables))
    done.rows = +done.rows
    done.known = bool(done.rows) or before is not None
    if done.rows or before is None:
        _mark(connection, done, now)
    return done


def _own_leads(connection: sa.Connection, account: str) -> list[str]:
    table = own_tables().tables["leads"]
    ever = sa.select(table.c.lead_id).where(table.c.account_id == account)
    versions = sa.select(table.c.lead_id, table.c.account_id).where(table.c.lead_id.in_(ever))
    newest = {row.lead_id: row.account_id for row in connection.execute(versions.order_by(table.c.recorded_at))}
    return sorted(lead for lead, owner in newest.items() if owner in (account, None))


def _erase_owned(connection: sa.Connection, table: sa.Table, done: Erased, together: Collection[str]) -> list[Row]:
    gone = []
    accounts = [] if done.account is None else [done.account]
    if is_of_entity(table):
        for kind, names in (("account", accounts), ("lead", done.leads)):
            for some in _bites(names):
                gone += _delete(connection, table, (table.c.entity == kind) & table.c.entity_id.in_(some))
    if "account_id" in table.c:
        gone += _delete(connection, table, table.c.account_id.in_(accounts))
    for some in _bites(done.leads) if "lead_id" in table.c else ():
        of_lead = table.c.lead_id.in_(some)
        if "account_id" in table.c and table.c.lead_id.nullable:
            anothers = of_lead & table.c.account_id.is_not(None) & table.c.account_id.not_in([*accounts, *together])
            done.unlinked[table.name] += connection.execute(
                sa.update(table).where(anothers).values(lead_id=None)
            ).rowcount
        gone += _delete(connection, table, of_lead)
    return gone


def _delete(connection: sa.Connection, table: sa.Table, condition: "sa.ColumnElement[bool]") -> list[Row]:
    statement = sa.delete(table).where(condition).returning(*texts(table))
    return [dict(row) for row in connection.execute(statement).mappings()]


def _sought(connection: sa.Connection, tables: sa.MetaData, done: Erased, gone: dict[str, list[Row]]) -> Sought:
    """The ids of all that went, and what the company was called."""
    accounts = frozenset({done.account} if done.account is not None else ())
    ids = {"account_id": accounts, "lead_id": frozenset(done.leads)}
    for name, rows in gone.items():
        key = tables.tables[name].primary_key.columns[0].name
        # What begins the key of rows about any entity, such as a webhook, is not theirs.
        if key not in ids and rows and key in rows[0] and not is_of_entity(tables.tables[name]):
            ids[key] = frozenset(row[key] for row in rows)
    return Sought(ids, frozenset(own_names(connection, {row["name"] for row in gone["accounts"]})))


def own_names(connection: sa.Connection, names: Collection[str]) -> set[str]:
    """Those names that are in no name of another account, and are long enough to be nobody's by chance."""
    column = own_tables().tables["accounts"].c.name
    others = "\0".join(connection.scalars(sa.select(column).distinct())) if names else ""
    return {name for name in names if len(name.encode()) >= LEAST and name not in others}


def _erase_speaking(connection: sa.Connection, table: sa.Table, sought: Sought) -> list[Row]:
    key, words = list(table.primary_key.columns), texts(table)
    found = []
    rows = connection.execute(sa.select(*words), execution_options={"yield_per": _BITE})
    for some in rows.mappings().partitions():
        if sought.found_in("\0".join(map(_said, some)).encode()):
            found += [row for row in some if sought.found_in(_said(row).encode())]
    return [
        row
        for each in found
        for row in _delete(connection, table, sa.and_(*(column == each[column.name] for column in key)))
    ]


def _said(row: "sa.RowMapping") -> str:
    return "\0".join(value for value in row.values() if value)


def _mark(connection: sa.Connection, done: Erased, now: datetime) -> None:
    """Tombstones anew: of who went, with how many rows did, and of the leads, those of before included."""
    column, name = done.whose
    own = digest_of(column, name)
    leads = {digest_of("lead_id", lead) for lead in done.leads} | read(connection, name, column).at.keys()
    connection.execute(sa.delete(FORGOTTEN).where(FORGOTTEN.c.account == own))
    counts = json.dumps(dict(sorted(done.rows.items())))
    rows = [(own, counts), *((digest, None) for digest in sorted(leads - {own}))]
    connection.execute(
        FORGOTTEN.insert(),
        [{"digest": digest, "account": own, "forgotten_at": now, "counts": told} for digest, told in rows],
    )


def _bites(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _BITE):
        yield names[start : start + _BITE]


def prepare(connection: sa.Connection) -> None:
    """Keep other writers off all our tables until the end of the transaction; SQLite, where they are, overwrites."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    else:
        names = [table.name for table in own_tables().sorted_tables]
        # Intake locks `events` before all else: to begin with it too keeps the two from waiting for each other.
        ordered = sorted(names, key=lambda name: name != "events")
        connection.execute(sa.text(f"LOCK TABLE {', '.join(ordered)} IN SHARE ROW EXCLUSIVE MODE"))


def lift(connection: sa.Connection, column: str, names: Iterable[str]) -> list[str]:
    """Remove the tombstones of these accounts and their leads, or of these leads; gives those that had none."""
    digests = {name: digest_of(column, name) for name in names}
    statement = sa.delete(FORGOTTEN)
    return [
        name
        for name, digest in digests.items()
        if not connection.execute(statement.where(FORGOTTEN.c.account == digest)).rowcount
    ]
