"""Load what a mapping's SELECT gives into a DuckDB table, and say in the user's terms why it cannot be."""

import difflib
from collections.abc import Iterator
from collections.abc import Mapping as Named
from dataclasses import dataclass
from pathlib import Path

import duckdb

from history.errors import UserError
from history.importing.encodings import files
from history.importing.mapping import Mapping
from history.importing.pointing import pointed_at, said
from history.importing.reading import fits, quoted
from history.tables import RECORDED, TABLES, Column, Kind, Table

_NOUNS = {Kind.TEXT: "text", Kind.NUMBER: "number", Kind.TIME: "time"}
_CASTS = {
    Kind.TEXT: "Make it a text in the SELECT.",
    Kind.NUMBER: "Make it a number in the SELECT, as in CAST(… AS DOUBLE).",
    Kind.TIME: "Make it a time in the SELECT, as in epoch_ms(…), or strptime(…, '%Y%m%d')::DATE for a date.",
}


@dataclass(frozen=True)
class Export:
    """An export's folder as it is, and as it can be read: with every text file in UTF-8."""

    original: Path
    readable: Path


@dataclass(frozen=True)
class Broken:
    """A line of a CSV file that could not be read."""

    file: str
    line: int
    reason: str
    text: str


@dataclass(frozen=True)
class Loaded:
    """The DuckDB type of each column that was given, and the lines that could not be read."""

    types: Named[str, str]
    broken: list[Broken]


def load(session: duckdb.DuckDBPyConnection, mapping: Mapping, export: Export, into: str) -> Loaded:
    """Create the table `into` of what the mapping's SELECT gives, in its order.

    The session must be a fresh one: DuckDB keeps the broken lines of all that it reads in two tables of the session.

    Raises:
        UserError: the SELECT fails, or its columns are not those of the table that it should fill.
    """
    try:
        session.execute(f"CREATE TABLE {into} AS {pointed_at(mapping.select, export.readable, export.original)}")
        described = session.execute(f"DESCRIBE {into}").fetchall()
        broken = list(_broken(session, export))
    except duckdb.Error as error:
        raise _explained(mapping, export, error) from error
    types = {name.lower(): dtype for name, dtype, *_ in described}
    _check_names(mapping, types)
    return Loaded(dict(_fitting(session, mapping, into, types)), broken)


def _broken(session: duckdb.DuckDBPyConnection, export: Export) -> Iterator[Broken]:
    (kept,) = session.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'reject_errors'").fetchone() or (
        0,
    )
    if not kept:
        return
    lines = session.execute(
        """SELECT file_path, line, string_agg(DISTINCT error_message, '; '), any_value(csv_line)
           FROM reject_errors JOIN reject_scans USING (scan_id, file_id) GROUP BY file_path, line ORDER BY ALL"""
    )
    for path, line, reason, text in lines.fetchall():
        yield Broken(_without_folder(path, export), line, " ".join(reason.split()), text or "")


def _explained(mapping: Mapping, export: Export, error: duckdb.Error) -> UserError:
    message = _without_folder(said(error), export)
    if "encoding" in message.lower():
        hint = "Leave the encoding out: Leadcast finds out for itself, or save the file as UTF-8."
    elif "extension" in message.lower():
        hint = "Leadcast reads CSV, Parquet and JSON files that lie in the export; save the data as one of these."
    elif "sniffing" in message.lower():
        hint = "It is no table as CSV: open it, see that it has a header line and one row a line, and export it again."
    else:
        names = [
            path.relative_to(export.original).as_posix() + " (empty)" * (path.stat().st_size == 0)
            for path in files(export.original)
        ]
        hint = f"The files of the export are {', '.join(names[:20])}{' …' if len(names) > 20 else ''}."
    return UserError(f"{mapping.file.name} failed: {message}.".replace("..", "."), hint)


def _without_folder(text: str, export: Export) -> str:
    for folder in (export.readable, export.original):
        text = text.replace(f"{folder.absolute()}/", "")
    return text


def _check_names(mapping: Mapping, types: Named[str, str]) -> None:
    table, file = TABLES[mapping.table], mapping.file.name
    if unknown := [name for name in types if name not in table.names]:
        near = [match for name in unknown for match in difflib.get_close_matches(name, table.names, n=1)]
        meant = f"Did you mean {', '.join(near)}? " if near else ""
        raise UserError(
            f"{file} gives {', '.join(unknown)}, which {table.name} does not have.", f"{meant}{_needs(table)}"
        )
    required = [column.name for column in table.columns if column.required or column.name in table.key]
    missing = [name for name in required if name not in types]
    if table.one_of and not set(table.one_of) & set(types):
        missing.append(" or ".join(table.one_of))
    if missing:
        raise UserError(f"{file} gives no {', '.join(missing)}; it gives {', '.join(types)}.", _needs(table))


def _needs(table: Table) -> str:
    required = [column.name for column in table.columns if column.required or column.name in table.key]
    optional = [name for name in table.names if name not in required]
    return f"{table.name} needs {', '.join(required)}, and may have {', '.join(optional)}."


def _fitting(
    session: duckdb.DuckDBPyConnection, mapping: Mapping, into: str, types: Named[str, str]
) -> Iterator[tuple[str, str]]:
    """The types of the columns that can be read; one of another type that is nowhere filled counts as not given."""
    columns = {column.name: column for column in (*TABLES[mapping.table].columns, Column(RECORDED, Kind.TIME))}
    for name, dtype in types.items():
        if fits(columns[name], dtype):
            yield name, dtype
            continue
        (filled,) = session.execute(f"SELECT count({quoted(name)}) FROM {into}").fetchone() or (0,)
        if filled:
            kind = columns[name].kind
            raise UserError(f"{mapping.file.name} gives {name} as {dtype}, which is no {_NOUNS[kind]}.", _CASTS[kind])
