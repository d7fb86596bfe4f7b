"""Rows that came into a store since it was last read, by whomever, without reading all others again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from history.store import bulk
from history.store.schema import METADATA
from history.store.tombstones import FORGOTTEN
from history.tables import RECORDED, TABLES

# So many rows come together.
TOGETHER = 50_000
_POSTGRES = sa.text("SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)")


@dataclass(frozen=True)
class Mark:
    """How far a store was filled in one of its pictures: the number of the `last` row of each table.

    Rows are numbered anew when an SQLite file is written anew, and numbers may come twice once rows were erased:
    marks of another `epoch` tell nothing. PostgreSQL's are those of transactions, the first that may still be open.
    """

    epoch: tuple[int, ...]
    last: Mapping[str, int]


def marked(connection: sa.Connection) -> Mark:
    """How far the store is filled in the picture that the transaction of `connection` sees."""
    if connection.dialect.name == "postgresql":
        return Mark((), dict.fromkeys(TABLES, connection.scalars(_POSTGRES).one()))
    written = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    erased = connection.scalars(sa.select(sa.func.count()).select_from(FORGOTTEN)).one()
    # The names are those of our own tables.
    last = {name: connection.exec_driver_sql(f"SELECT max(rowid) FROM {name}").scalar_one() for name in TABLES}
    return Mark((written, erased), {name: row or 0 for name, row in last.items()})


def newer(
    connection: sa.Connection, since: Mark | None, as_of: pd.Timestamp | None = None
) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows that are not in the picture of `since`, and perhaps others, some of one table at a time.

    All of them where `since` tells nothing; with `as_of` only those recorded by then.
    """
    known = since is not None and since.epoch == marked(connection).epoch
    for name in TABLES:
        statement = bulk.select(name)
        if known and since is not None:
            statement = statement.where(_behind(connection, name, since.last[name]))
        if as_of is not None:
            statement = statement.where(METADATA.tables[name].c[RECORDED] <= as_of.to_pydatetime())
        rows = bulk.scan(connection, name, statement)
        for first in range(0, len(rows), TOGETHER):
            yield name, rows.iloc[first : first + TOGETHER].reset_index(drop=True)


def _behind(connection: sa.Connection, name: str, last: int) -> "sa.ColumnElement[Any]":
    if connection.dialect.name == "postgresql":
        # The age of what was written since is that of the mark or less; 32 bits of a number tell it.
        return sa.literal_column(f"age({name}.xmin)") <= sa.literal_column(f"age('{last & 0xFFFFFFFF}'::xid)")
    return sa.literal_column(f"{name}.rowid") > last
