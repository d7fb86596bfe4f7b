"""The door to the collector's tables: one transaction at a time, on SQLite or PostgreSQL."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from history.store import database
from history.store.tombstones import forgotten_accounts


class Ledger:
    """An open ledger in the history's database. Use it as a context manager, or call `close`."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Self:
        """Open `sqlite:///path` or `postgresql://…`, creating or upgrading its tables.

        Raises:
            UserError: it cannot be reached or written, or is no store of this version of Leadcast.
        """
        # Engines, which start by the dozen, do without the library that upgrades.
        from history.store.migrate import upgrade

        database.make(url)
        return cls._opened(url, upgrade)

    @classmethod
    def existing(cls, url: str) -> Self:
        """Open one that is there, upgrading its tables. Nothing is made.

        Raises:
            UserError: as `open`, or there is none.
        """
        from history.store.migrate import upgrade_existing

        database.expect(url)
        return cls._opened(url, upgrade_existing)

    @classmethod
    def _opened(cls, url: str, step: Callable[[sa.Connection], None]) -> Self:
        from history.store.migrate import prepare

        ledger = cls.upgraded(url)
        prepare(ledger._engine, step)
        return ledger

    @classmethod
    def upgraded(cls, url: str) -> Self:
        """Open what another process has opened just before, and so has tables of this version."""
        engine = database.engine(url)
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _set_up)
        return cls(engine)

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that will write: all of it is kept, or on an error nothing.

        Raises:
            UserError: the database is gone, locked, or full.
        """
        with database.explained(self._engine), database.writing(self._engine) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one picture of the whole ledger."""
        with database.explained(self._engine), database.reading(self._engine) as connection:
            yield connection

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    # With a write-ahead log, a commit survives the death of the process without waiting for the disk; what a power
    # cut takes is fetched again. The cache is small: rows are met once a run.
    for pragma in ("synchronous=NORMAL", "cache_size=-8192"):
        connection.execute(f"PRAGMA {pragma}").close()


def add_missing(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> int:
    """Insert the rows whose key is not there yet, none of an account that was forgotten; says how many that were."""
    gone = forgotten_accounts(connection, {row["account_id"] for row in rows if row.get("account_id")})
    return insert_missing(connection, table, [row for row in rows if row.get("account_id") not in gone])


def insert_missing(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> int:
    """Insert the rows whose key is not there yet, of accounts that are known not to be forgotten; says how many."""
    if not rows:
        return 0
    statement = _insert_missing(table, connection.dialect.name)
    return sum(connection.execute(statement, row).rowcount for row in rows)


@cache
def _insert_missing(table: sa.Table, dialect: str) -> sa.Insert:
    # Made once: to put a statement together costs as much as to run it.
    statement: sa.Insert = import_module(f"sqlalchemy.dialects.{dialect}").insert(table).on_conflict_do_nothing()
    return statement
