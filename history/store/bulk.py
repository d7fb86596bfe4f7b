"""Many rows at once: frames into a table, and a table into frames, without an object per value where it can be."""

import io
import sqlite3
from collections.abc import Iterator
from typing import Any, cast

import pandas as pd
import psycopg
import pyarrow as pa
import sqlalchemy as sa
from pyarrow import csv

from history.arrow import schema, to_arrow
from history.record import shaped
from history.store.schema import METADATA, Microseconds
from history.tables import RECORDED, TABLES, Column, Kind

# Read in small bites: with more rows alive at once, Python's garbage collector doubles the time.
_BITE = 500


def insert(connection: sa.Connection, name: str, rows: pd.DataFrame) -> None:
    """Add `rows`, which have the dtypes of `shaped`, to table `name`."""
    arrow = to_arrow(name, rows)
    if connection.dialect.name == "postgresql":
        _copy(cast("psycopg.Connection[Any]", connection.connection.driver_connection), name, arrow)
    else:
        _execute_many(cast(sqlite3.Connection, connection.connection.driver_connection), name, arrow)


def select(name: str) -> "sa.Select[Any]":
    """All columns of a table, times as whole microseconds: what `fetch` reads. Add conditions to it."""
    table = METADATA.tables[name]
    return sa.select(
        *(
            Microseconds(table.c[column.name]).label(column.name) if column.kind is Kind.TIME else table.c[column.name]
            for column in (*TABLES[name].columns, Column(RECORDED, Kind.TIME))
        )
    )


def fetch(connection: sa.Connection, name: str, statement: "sa.Select[Any]") -> pd.DataFrame:
    """The rows of a `select` of table `name` as a frame of the table's shape."""
    arrow = pa.Table.from_batches(_batches(connection, name, statement), schema(name))
    return shaped(name, arrow.to_pandas(split_blocks=True, self_destruct=True))


def scan(connection: sa.Connection, name: str, statement: "sa.Select[Any]") -> pd.DataFrame:
    """The same for many rows, where `statement` holds no values but moments."""
    if connection.dialect.name != "postgresql":
        return fetch(connection, name, statement)
    written = statement.compile(connection, compile_kwargs={"literal_binds": True})
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    text = pa.BufferOutputStream()
    with driver.cursor() as cursor, cursor.copy(f"COPY ({written}) TO STDOUT (FORMAT csv)".encode()) as copy:
        for piece in copy:
            text.write(piece)
    return shaped(name, _parsed(text.getvalue(), name).to_pandas(split_blocks=True, self_destruct=True))


def _parsed(text: pa.Buffer, name: str) -> pa.Table:
    wanted = schema(name)
    if not len(text):
        return wanted.empty_table()
    numbers = {field.name: pa.int64() if pa.types.is_timestamp(field.type) else field.type for field in wanted}
    # Only what is unknown is not quoted where it is empty.
    how = csv.ConvertOptions(
        column_types=numbers, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
    )
    lines = csv.ParseOptions(newlines_in_values=True)
    return csv.read_csv(pa.BufferReader(text), csv.ReadOptions(column_names=wanted.names), lines, how).cast(wanted)


def _batches(connection: sa.Connection, name: str, statement: "sa.Select[Any]") -> Iterator[pa.RecordBatch]:
    wanted = schema(name)
    result = connection.execute(statement)
    # The driver's own rows: SQLAlchemy's cost as much as all else.
    cursor = result.cursor
    while cursor is not None and (rows := cursor.fetchmany(_BITE)):
        columns = zip(zip(*rows, strict=True), wanted.types, strict=True)
        yield pa.record_batch([_array(values, dtype) for values, dtype in columns], wanted)
    result.close()


def _array(values: tuple[Any, ...], dtype: pa.DataType) -> pa.Array:
    return pa.array(values, pa.int64()).cast(dtype) if pa.types.is_timestamp(dtype) else pa.array(values, dtype)


def _execute_many(driver: sqlite3.Connection, name: str, arrow: pa.Table) -> None:
    values = [
        (column.cast(pa.int64()) if pa.types.is_timestamp(column.type) else column).to_pylist()
        for column in arrow.columns
    ]
    marks = ", ".join("?" * len(values))
    driver.executemany(
        f"INSERT INTO {name} ({', '.join(arrow.column_names)}) VALUES ({marks})", zip(*values, strict=True)
    )


def _copy(driver: "psycopg.Connection[Any]", name: str, arrow: pa.Table) -> None:
    text = io.BytesIO()
    # Every known value is quoted, so that an empty text and an unknown one stay apart.
    csv.write_csv(arrow, text, csv.WriteOptions(include_header=False, quoting_style="all_valid"))
    statement = f"COPY {name} ({', '.join(arrow.column_names)}) FROM STDIN (FORMAT csv)"
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(text.getbuffer())
