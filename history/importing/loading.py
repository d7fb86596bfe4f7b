"""Load what a mapping's SELECT gives into a DuckDB table, and say in the user's terms why it cannot be."""

import difflib
import re
from collections.abc import Iterator
from collections.abc import Mapping as Named
from dataclasses import dataclass
from pathlib import Path

import duckdb

from history.errors import UserError
from history.importing.files import files
from history.importing.json_fault import fault_in
from history.importing.mapping import Mapping
from history.importing.pointing import files_of, pointed_at, said
from history.importing.reading import fits, quoted
from history.tables import RECORDED, TABLES, Column, Kind, Table

_NOUNS = {Kind.TEXT: "text", Kind.NUMBER: "number", Kind.TIME: "time"}
_CASTS = {
    Kind.TEXT: "Make it a text in the SELECT.",
    Kind.NUMBER: "Make it a number in the SELECT, as in CAST(… AS DOUBLE).",
    Kind.TIME: "Make it a time in the SELECT, as in epoch_ms(…), or strptime(…, '%Y%m%d')::DATE for a date.",
}
_MALFORMED = re.compile(r'Malformed JSON in file "([^"]+)"')
_BROKEN = {"file": "VARCHAR", "line": "UBIGINT", "reason": "VARCHAR", "text": "VARCHAR"}


@dataclass(frozen=True)
class Export:
    """An export's folder as it is, and as it can be read: with every text file in UTF-8, and of JSON Lines the objects.

    `broken` holds the lines that were left out, as `history.importing.json_lines` writes them.
    """

    original: Path
    readable: Path
    broken: Path | None = None


@dataclass(frozen=True)
class Into:
    """The tables that are made of a mapping: `rows` of what its SELECT gives, in its order, and `broken` of the lines
    of its files that could not be read, with file, line, reason and text.
    """

    rows: str
    broken: str


def load(session: duckdb.DuckDBPyConnection, mapping: Mapping, export: Export, into: Into) -> Named[str, str]:
    """Create both tables; returns the DuckDB type of each column that the SELECT gives.

    The session must be a fresh one: DuckDB keeps the broken lines of all that it reads in two tables of the session.

    Raises:
        UserError: the SELECT fails, or its columns are not those of the table that it should fill.
    """
    try:
        session.execute(f"CREATE TABLE {into.rows} AS {pointed_at(mapping.select, export.readable, export.original)}")
        described = session.execute(f"DESCRIBE {into.rows}").fetchall()
        _keep_broken(session, into.broken)
        if export.broken is not None and (read := files_of(mapping.select, export.readable)):
            _keep_left_out(session, into.broken, export.broken, read)
    except duckdb.Error as error:
        raise _explained(mapping, export, error) from error
    types = {name.lower(): dtype for name, dtype, *_ in described}
    _check_names(mapping, types)
    return dict(_fitting(session, mapping, into.rows, types))


def _keep_broken(session: duckdb.DuckDBPyConnection, into: str) -> None:
    """The lines of CSV files that DuckDB could not read."""
    session.execute(f"CREATE TABLE {into} ({', '.join(f'{name} {dtype}' for name, dtype in _BROKEN.items())})")
    asked = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'reject_errors'"
    if session.execute(asked).fetchone() != (0,):
        session.execute(
            f"""INSERT INTO {into}
                SELECT file_path, line, string_agg(DISTINCT error_message, '; '), coalesce(any_value(csv_line), '')
                FROM reject_errors JOIN reject_scans USING (scan_id, file_id) GROUP BY file_path, line"""
        )


def _keep_left_out(session: duckdb.DuckDBPyConnection, into: str, broken: Path, read: set[str]) -> None:
    """The lines that were left out of those files (names or patterns)."""
    session.execute(
        f"""INSERT INTO {into}
            SELECT file, line, reason, text FROM read_json($1, format = 'newline_delimited', columns = {_BROKEN})
            WHERE file IN (SELECT file FROM glob($2))""",
        [str(broken), sorted(read)],
    )


def _explained(mapping: Mapping, export: Export, error: duckdb.Error) -> UserError:
    message = without_folder(_located(error) or said(error), export)
    if "is no JSON" in message:
        hint = "Mend it there, or export JSON Lines, an object a line: then a bad line costs no other."
    elif "encoding" in message.lower():
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


def _located(error: duckdb.Error) -> str | None:
    """Where a JSON file is none, by line and column, if that is the error."""
    found = _MALFORMED.search(str(error))
    where = None if found is None else fault_in(Path(found[1]))
    return None if found is None or where is None else f"{found[1]} is no JSON at {where}"


def without_folder(text: str, export: Export) -> str:
    """The text with names of files as they are within the export."""
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
    missing = [name for name in table.needed if name not in types]
    if table.one_of and not set(table.one_of) & set(types):
        missing.append(" or ".join(table.one_of))
    if missing:
        raise UserError(f"{file} gives no {', '.join(missing)}; it gives {', '.join(types)}.", _needs(table))


def _needs(table: Table) -> str:
    optional = [name for name in table.names if name not in table.needed]
    return f"{table.name} needs {', '.join(table.needed)}, and may have {', '.join(optional)}."


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
