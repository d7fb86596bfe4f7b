"""The seven tables as SQLAlchemy sees them: the same metadata for SQLite and for PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from history.tables import RECORDED, TABLES, Column, Kind, Table, stored_key

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_INDEXED = ("account_id", "lead_id", RECORDED)


class UtcTime(sa.types.TypeDecorator[datetime]):
    """An aware moment: whole microseconds since 1970 on SQLite, which sort and compare exactly, else `TIMESTAMPTZ`.

    Gives back aware UTC. Raises TypeError for anything that is not a datetime, ValueError for a naive one.
    """

    impl = sa.BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """The column type of that database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.BigInteger())
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """What is sent to the database."""
        if value is None:
            return None
        if not isinstance(value, datetime):
            raise TypeError(f"{value!r} is not a datetime")
        if value.utcoffset() is None:
            raise ValueError(f"{value!r} has no time zone; every time must be aware")
        return (value - _EPOCH) // _MICROSECOND if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """What came from the database, as aware UTC."""
        if value is None:
            return None
        moment: datetime = _EPOCH + value * _MICROSECOND if dialect.name == "sqlite" else value.astimezone(UTC)
        return moment


class Microseconds(FunctionElement[int]):
    """A time column read as whole microseconds since 1970 on either database: no datetime is made on the way."""

    inherit_cache = True
    name = "microseconds"
    type = sa.BigInteger()


@compiles(Microseconds)
def _stored(element: Microseconds, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(Microseconds, "postgresql")
def _extracted(element: Microseconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(EXTRACT(EPOCH FROM {compiler.process(element.clauses, **options)}) * 1000000 AS BIGINT)"


_TYPES: dict[Kind, sa.types.TypeEngine[Any]] = {
    Kind.TEXT: sa.Text(),
    Kind.NUMBER: sa.Double(),
    Kind.TIME: UtcTime(),
    Kind.JSON: sa.Text(),
}


def _column(column: Column, key: tuple[str, ...]) -> "sa.Column[Any]":
    is_key = column.name in key
    return sa.Column(column.name, _TYPES[column.kind], primary_key=is_key, nullable=not (column.required or is_key))


def _sql_table(metadata: sa.MetaData, table: Table) -> sa.Table:
    key = stored_key(table)
    columns = {column.name: column for column in (*table.columns, Column(RECORDED, Kind.TIME, required=True))}
    ordered = [*key, *(name for name in columns if name not in key)]
    indexed = [name for name in _INDEXED if name in columns and name != key[0]]
    return sa.Table(
        table.name,
        metadata,
        *(_column(columns[name], key) for name in ordered),
        *(sa.Index(f"ix_{table.name}_{name}", name) for name in indexed),
    )


def _metadata() -> sa.MetaData:
    metadata = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})
    for table in TABLES.values():
        _sql_table(metadata, table)
    return metadata


METADATA = _metadata()
