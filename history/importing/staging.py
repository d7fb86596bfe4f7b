"""The staging of an import: what the SELECTs give, in a DuckDB file of its own, read and checked there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import duckdb
import pandas as pd
import pyarrow as pa

from history.arrow import schema
from history.importing.loading import Export, Into, load, without_folder
from history.importing.mapping import Mapping
from history.importing.reading import literal, quoted
from history.importing.rejects import Broken
from history.importing.validate import KNOWN_AHEAD, checked
from history.settings import Business
from history.tables import TABLES

_CHUNK = 50_000
_SETTINGS: dict[str, str | int | float | list[str]] = {
    "memory_limit": "1GB",
    "threads": 2,
    "autoinstall_known_extensions": False,
    "python_enable_replacements": False,
    "preserve_insertion_order": True,
}


@dataclass(frozen=True)
class Reject:
    """A row that cannot go in: its 1-based number in what the SELECT gave, the columns at fault, why, and its JSON."""

    row: int
    faults: str
    reason: str
    values: str


class Staging:
    """A DuckDB file in `folder`, whose clock is that of the business. Use it as a context manager."""

    def __init__(self, folder: Path, export: Export, business: Business) -> None:
        self._export = export
        self._business = business
        self._types: dict[str, dict[str, str]] = {}
        self._connection = duckdb.connect(
            folder / "staging.duckdb", config={**_SETTINGS, "temp_directory": str(folder)}
        )
        self._connection.execute(f"SET GLOBAL TimeZone = {literal(business.time_zone)}")
        self._connection.execute(f"SET GLOBAL file_search_path = {literal(str(export.readable.absolute()))}")

    def load(self, mapping: Mapping) -> None:
        """Keep what the mapping's SELECT gives, and the lines of its files that could not be read.

        Raises:
            UserError: the SELECT fails, or its columns are not those of the table.
        """
        into = Into(_raw(mapping.table), _broken(mapping.table))
        with self._session() as session:
            self._types[mapping.table] = dict(load(session, mapping, self._export, into))

    def broken(self, table: str) -> Iterator[Broken]:
        """The lines that could not be read, by file and line."""
        with self._session() as session:
            session.execute(f"SELECT file, line, reason, text FROM {_broken(table)} ORDER BY ALL")
            for file, line, reason, text in _fetched(session):
                yield Broken(without_folder(file, self._export), line, " ".join(reason.split()), text)

    def count(self, table: str) -> int:
        """How many rows the SELECT gave."""
        return self._number(f"SELECT count(*) FROM {_raw(table)}")

    def check(self, table: str, imported_at: datetime) -> None:
        """Read and check every row of a loaded table."""
        select = checked(TABLES[table], _raw(table), self._types[table], self._business, imported_at)
        with self._session() as session:
            session.execute(f"CREATE TABLE {_checked(table)} AS {select}")

    def rejects(self, table: str) -> Iterator[Reject]:
        """The rows that the checks refused, in their order."""
        with self._session() as session:
            session.execute(
                f"""SELECT row, faults, why, CAST(to_json(raw) AS VARCHAR)
                    FROM {_checked(table)} JOIN {_raw(table)} AS raw ON raw.rowid + 1 = row
                    WHERE why IS NOT NULL ORDER BY row"""
            )
            yield from (Reject(*row) for row in _fetched(session))

    def conflicts(self, table: str, reasons: "pd.Series[str]") -> Iterator[Reject]:
        """The rows that contradict others, by their numbers, with the reasons: their key is at fault."""
        with self._session() as session:
            session.register("reasons", pa.table({"row": reasons.index.to_numpy(), "why": reasons.tolist()}))
            session.execute(
                f"""SELECT row, '{", ".join(TABLES[table].key)}', why, CAST(to_json(raw) AS VARCHAR)
                    FROM reasons JOIN {_raw(table)} AS raw ON raw.rowid + 1 = row ORDER BY row"""
            )
            yield from (Reject(*row) for row in _fetched(session))

    def good(self, table: str) -> Iterator[pd.DataFrame]:
        """The rows that passed, as frames indexed by `row`, with `assumed` beside the columns of the table.

        They come in the order of the key, and all rows of a key in one frame.
        """
        key = TABLES[table].key
        columns, order = (", ".join(quoted(name) for name in names) for names in (TABLES[table].names, key))
        passed = f"SELECT row, assumed, {columns} FROM {_checked(table)} WHERE why IS NULL ORDER BY {order}, row"
        wanted = pa.schema([("row", pa.int64()), ("assumed", pa.bool_()), *schema(table)])
        with self._session() as session:
            batches = session.sql(passed).to_arrow_reader(_CHUNK)
            frames = (pa.Table.from_batches([batch]).cast(wanted).to_pandas() for batch in batches)
            for frame in _whole_keys(frames, list(key)):
                yield frame.set_index("row")

    def dates_in_disguise(self, table: str) -> bool:
        """Whether all events of a table lie at midnight, though their column is no date, and are known from then."""
        happened = TABLES[table].happened
        if happened in KNOWN_AHEAD or not self._types[table].get(happened, "").startswith("TIMESTAMP"):
            return False
        midnight = f"{quoted(happened)} = date_trunc('day', {quoted(happened)})"
        return bool(self._number(f"SELECT count(*) > 20 AND bool_and({midnight}) FROM {_checked(table)} WHERE assumed"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def _session(self) -> duckdb.DuckDBPyConnection:
        session = self._connection.cursor()
        # It would draw on the standard output; only sessions have this setting.
        session.execute("SET enable_progress_bar = false")
        return session

    def _number(self, statement: str) -> int:
        with self._session() as session:
            (number,) = session.execute(statement).fetchone() or (0,)
        return int(number or 0)


def _raw(table: str) -> str:
    return f"raw_{table}"


def _checked(table: str) -> str:
    return f"checked_{table}"


def _broken(table: str) -> str:
    return f"broken_{table}"


def _fetched(session: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := session.fetchmany(1000):
        yield from rows


def _whole_keys(frames: Iterator[pd.DataFrame], key: list[str]) -> Iterator[pd.DataFrame]:
    """The rows of sorted frames, cut again so that no key is in two frames."""
    rest = pd.DataFrame()
    for frame in frames:
        rows = pd.concat([rest, frame], ignore_index=True) if len(rest) else frame
        is_last = (rows[key] == rows[key].iloc[-1]).all(axis=1)
        rest = rows[is_last]
        if not is_last.all():
            yield rows[~is_last]
    if len(rest):
        yield rest
