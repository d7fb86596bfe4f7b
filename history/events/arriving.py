"""Rows that come one by one, as events: read and checked by the rules of an import."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import duckdb
import pandas as pd
import pyarrow as pa

from history.arrow import schema
from history.importing.reading import literal, quoted
from history.importing.validate import RECEIVED, checked_events
from history.settings import Business
from history.tables import RECORDED, TABLES, Column, Kind


@dataclass(frozen=True)
class Given:
    """A row as JSON gives it, under the names of the columns of its table, and when it was received (aware)."""

    values: Mapping[str, Any]
    received_at: datetime


@dataclass(frozen=True)
class Checked:
    """`good` rows with the table's columns, and per refused row `why`, and the same without its values (`plain`).

    Both are by the number of the row among those given, from 0.
    """

    good: pd.DataFrame
    why: Mapping[int, str]
    plain: Mapping[int, str]


class Arriving:
    """A DuckDB in memory whose clock is that of the business. Not to be shared by threads."""

    def __init__(self, business: Business) -> None:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": "256MB",
            "threads": 1,
            "autoinstall_known_extensions": False,
            "python_enable_replacements": False,
        }
        self._connection = duckdb.connect(":memory:", config=settings)
        self._connection.execute(f"SET TimeZone = {literal(business.time_zone)}")
        self._connection.execute("SET enable_progress_bar = false")
        # Optimized, these long selects would be planned anew each time, which takes longer than what it saves.
        self._connection.execute("PRAGMA disable_optimizer")
        self._ready: set[str] = set()

    def check(self, table: str, rows: Sequence[Given]) -> Checked:
        """Read and check rows of one table."""
        shaped = [_as_texts(table, row.values) for row in rows]
        self._load(table, [texts for texts, _ in shaped], rows)
        found, said = self._read(table, "shown"), [wrong for _, wrong in shaped]
        why = _merged(found["why"].to_pylist(), said)
        plain = _merged(self._read(table, "plain")["why"].to_pylist(), said) if why else {}
        kept = found.select([*schema(table).names]).cast(schema(table)).to_pandas()
        return Checked(kept[~kept.index.isin(list(why))], why, plain)

    def _read(self, table: str, reasons: Literal["shown", "plain"]) -> Any:
        """The loaded rows as an Arrow table, with the reason why each is refused."""
        return self._connection.sql(f"EXECUTE {quoted(f'{table} {reasons}')}").to_arrow_table()

    def close(self) -> None:
        """Give the memory back."""
        self._connection.close()

    def _load(self, table: str, texts: Sequence[Mapping[str, str]], rows: Sequence[Given]) -> None:
        self._prepare(table)
        names = TABLES[table].names
        columns = {name: pa.array([row.get(name) for row in texts], pa.large_string()) for name in names}
        columns[RECEIVED] = pa.array([row.received_at for row in rows], pa.timestamp("us", "UTC"))
        # A new table each time would have the selects planned anew.
        self._connection.execute(f"DELETE FROM {table}")
        self._connection.from_arrow(pa.table(columns)).insert_into(table)

    def _prepare(self, table: str) -> None:
        """Plan what reads and checks rows of a table once: that takes ten times as long as to run it."""
        if table in self._ready:
            return
        types = dict.fromkeys(TABLES[table].names, "VARCHAR")
        columns = {**types, RECEIVED: "TIMESTAMP WITH TIME ZONE"}
        kept = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
        self._connection.execute(f"CREATE TEMP TABLE {table} ({kept})")
        for reasons in ("shown", "plain"):
            select = checked_events(TABLES[table], table, types, plain=reasons == "plain")
            self._connection.execute(f"PREPARE {quoted(f'{table} {reasons}')} AS {select} ORDER BY row")
        self._ready.add(table)


def _as_texts(table: str, values: Mapping[str, Any]) -> tuple[dict[str, str], str]:
    """The values as texts, unknown ones left out, and what is wrong before they are read."""
    columns = {column.name: column for column in (*TABLES[table].columns, Column(RECORDED, Kind.TIME))}
    texts, wrong = {}, []
    for name, column in columns.items():
        text = _as_text(column, values.get(name))
        if text is None and values.get(name) is not None:
            wrong.append(f"{name}: is neither a text nor a number")
        elif text is not None:
            texts[name] = text
    if set(values) - set(columns):
        wrong.append(f"data: has a field that {table} does not have; its fields are {', '.join(columns)}")
    return texts, "; ".join(wrong)


def _as_text(column: Column, value: Any) -> str | None:
    """None where there is no value, or it is a list or an object where neither can be."""
    if value is None or isinstance(value, str):
        return value
    if column.kind is not Kind.JSON and isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if column.kind is Kind.JSON or not isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return None


def _merged(said: Sequence[str | None], before: Sequence[str]) -> dict[int, str]:
    together = ("; ".join(filter(None, pair)) for pair in zip(before, said, strict=True))
    return {place: text for place, text in enumerate(together) if text}
