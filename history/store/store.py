"""The store of the history, in SQLite or PostgreSQL: rows are only ever added, and read as of a moment."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from history.record import DTYPES, History
from history.settings import Business
from history.store import bulk, changes, database, forgotten_rows, tombstones
from history.store.migrate import prepare, upgrade, upgrade_existing
from history.store.newer import Mark, marked
from history.store.schema import METADATA
from history.store.tombstones import Tombstones
from history.tables import RECORDED, TABLES, Kind


@dataclass(frozen=True)
class Appended:
    """What `Store.append` did: rows added, rows that were there already, and rows refused.

    `conflicts` are the refused rows with a column `why`; their index is that of the rows given.
    """

    new: int
    unchanged: int
    conflicts: pd.DataFrame


class Store:
    """An open store. Use it as a context manager, or call `close`."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> "Store":
        """Open `sqlite:///path` or `postgresql://…`, creating or upgrading its tables.

        Raises:
            UserError: it cannot be reached or written, or is no store of this version of Leadcast.
        """
        database.make(url)
        return cls._opened(url, upgrade)

    @classmethod
    def existing(cls, url: str) -> "Store":
        """Open one that is there, upgrading its tables. Nothing is made.

        Raises:
            UserError: as `open`, or there is none.
        """
        database.expect(url)
        return cls._opened(url, upgrade_existing)

    @classmethod
    def _opened(cls, url: str, step: Callable[[sa.Connection], None]) -> "Store":
        engine = database.engine(url)
        prepare(engine, step)
        return cls(engine)

    def append(
        self,
        table: str,
        rows: pd.DataFrame,
        *,
        assumed: npt.NDArray[np.bool_] | None = None,
        imported_at: datetime | None = None,
    ) -> Appended:
        """Add what `rows` say and the store does not know yet, in one transaction.

        `rows` have the columns of the table (absent ones are unknown), aware times, a `recorded_at` each, and a unique
        index. Where `assumed` is true, `recorded_at` is only derived from the time of the event: a new version of
        something that is stored already is then recorded at `imported_at` instead. See `history.store.changes.decide`.

        Of a versioned table, append what is older first: a version that comes late holds until the next one stored.
        What names an account or a lead that was forgotten is among the conflicts; see `history.store.tombstones`.

        Raises:
            UserError: the database is gone, locked, or full.
            ValueError: a required column is unknown, a column is none of the table's, or `imported_at` is missing.
            TypeError: a time is naive, or a column cannot be read as its type.
        """
        guesses = np.zeros(len(rows), dtype=bool) if assumed is None else np.asarray(assumed, dtype=bool)
        if guesses.any() and imported_at is None:
            raise ValueError("rows with an assumed recorded_at need imported_at")
        given = _typed(table, rows)
        moment = None if imported_at is None else pd.Timestamp(imported_at)
        with database.explained(self._engine), database.writing(self._engine) as connection:
            change = _add(connection, table, given, guesses, moment)
        return Appended(len(change.new), change.unchanged, change.conflicts)

    def read(self, business: Business, as_of: pd.Timestamp | None = None) -> History:
        """Everything recorded by `as_of` (aware; None: everything), with all versions, as one consistent picture.

        Raises:
            UserError: the database is gone or locked.
        """
        with database.explained(self._engine), database.reading(self._engine) as connection:
            frames = {name: bulk.scan(connection, name, _known_by(name, as_of)) for name in TABLES}
        return History(frames, business)

    def mark(self) -> Mark:
        """How far the store is filled, for `history.store.newer`."""
        with database.explained(self._engine), database.reading(self._engine) as connection:
            return marked(connection)

    def tombstones(self) -> Tombstones:
        """Whose rows are refused: they were forgotten."""
        with database.explained(self._engine), database.reading(self._engine) as connection:
            return tombstones.read(connection)

    def counts(self) -> dict[str, int]:
        """How many rows each table holds, versions included."""
        with database.explained(self._engine), database.reading(self._engine) as connection:
            return {
                name: connection.scalars(sa.select(sa.func.count()).select_from(METADATA.tables[name])).one()
                for name in TABLES
            }

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def add(connection: sa.Connection, table: str, rows: pd.DataFrame) -> changes.Change:
    """Add `rows`, each with its own `recorded_at`, within a transaction of the caller's; else as `Store.append`.

    Raises:
        ValueError, TypeError: as `Store.append`.
    """
    return _add(connection, table, _typed(table, rows), np.zeros(len(rows), dtype=bool), None)


def _add(
    connection: sa.Connection,
    table: str,
    rows: pd.DataFrame,
    guesses: npt.NDArray[np.bool_],
    moment: pd.Timestamp | None,
) -> changes.Change:
    _lock(connection, table)
    stored = bulk.fetch(connection, table, _of_same_keys(connection, table, rows))
    forgotten = tombstones.read(connection)
    why = forgotten_rows.refused(forgotten, rows)
    barred = rows.index.isin(why.index)
    change = changes.decide(TABLES[table], stored, rows[~barred], guesses[~barred], moment)
    bulk.insert(connection, table, change.new)
    if len(why) == 0:
        return change
    if table == "leads":
        others = {*stored["lead_id"], *rows.loc[~barred, "lead_id"]}
        forgotten_rows.bury(connection, rows[barred & ~rows["lead_id"].isin(others).to_numpy()], forgotten)
    return replace(change, conflicts=pd.concat([change.conflicts, rows[barred].assign(why=why)]))


def _typed(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    table = TABLES[name]
    if unknown := sorted(set(rows.columns) - set(table.names)):
        raise ValueError(f"{name} has no column {', '.join(unknown)}")
    dtypes = {column.name: DTYPES[column.kind] for column in table.columns} | {RECORDED: DTYPES[Kind.TIME]}
    typed = rows.reindex(columns=list(dtypes)).astype(dtypes)
    required = [*table.key, RECORDED, *(column.name for column in table.columns if column.required)]
    if missing := [column for column in dict.fromkeys(required) if typed[column].isna().any()]:
        raise ValueError(f"{name}: {', '.join(missing)} must be known in every row")
    return typed


def _lock(connection: sa.Connection, name: str) -> None:
    """Keep other writers off the table until the end of the transaction; SQLite has done so already."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE"))


def _of_same_keys(connection: sa.Connection, name: str, rows: pd.DataFrame) -> "sa.Select[Any]":
    """What is stored with the same first key column; it holds all rows of the same keys, found by the primary key."""
    first = TABLES[name].key[0]
    column = METADATA.tables[name].c[first]
    values = rows[first].unique().tolist()
    if connection.dialect.name == "postgresql":
        return bulk.select(name).where(column == sa.any_(sa.literal(values, ARRAY(sa.Text()))))
    each = sa.func.json_each(sa.literal(values, sa.JSON())).table_valued("value")
    return bulk.select(name).where(column.in_(sa.select(each.c.value)))


def _known_by(name: str, as_of: pd.Timestamp | None) -> "sa.Select[Any]":
    statement = bulk.select(name)
    if as_of is None:
        return statement
    return statement.where(METADATA.tables[name].c[RECORDED] <= as_of.to_pydatetime())
