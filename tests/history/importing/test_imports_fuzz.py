"""An import of anything: whatever the files hold, it ends in a report or in words for whoever gave them."""

import csv
import gzip
import io
import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from history.errors import UserError
from history.importing.imports import ImportReport, MappedExport, import_export
from history.settings import Business
from history.store.store import Store

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = ("id", "customer", "day", "amount", "paid", "note")
FORMATS = ("csv", "csv.gz", "json", "jsonl", "parquet")
GOOD = {"id": "good-{}", "customer": "7", "day": "2026-01-02 10:00:00", "amount": "12.5", "paid": "0", "note": "x"}

# What people and programs put into cells, besides any text at all.
PIECES = ("", " ", "NULL", "nan", "inf", "-0", "1e999", "1,5", "１２", "0x1f", "2026-13-45", "2026-02-30", "0001-01-01")
ODD = (
    "9999-12-31 23:59:59",
    "24:00",
    "今天",
    '"',
    "'",
    ";",
    "\t",
    "\r\n",
    "\0",
    "\ufeff",
    "\ud83d\ude00",
    "=1+1",
    "a" * 70_000,
)
CELLS = st.sampled_from(PIECES + ODD) | st.text(max_size=30)
BYTES = st.binary(max_size=400) | st.lists(st.sampled_from([*PIECES, *ODD, ",", "\n"]), max_size=30).map(
    lambda pieces: "".join(pieces).encode("utf-8", "surrogatepass")
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all examples: what is known already does not matter here."""
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('store') / 'history.db'}") as opened:
        yield opened


def imported(store: Store, name: str, content: bytes, folder: Path) -> ImportReport:
    """What becomes of a file of orders."""
    export, sql = folder / "export", folder / "sql"
    export.mkdir()
    sql.mkdir()
    (export / name).write_bytes(content)
    columns = "id AS order_id, customer AS account_id, day AS ordered_at, amount, paid"
    (sql / "orders.sql").write_text(f"SELECT {columns} FROM '{name}'", encoding="utf-8")
    return import_export(store, Business(), MappedExport(export, sql), rejects=folder / "rejects.csv", imported_at=NOW)


def kept(report: ImportReport) -> list[dict[str, str]]:
    """The rejected rows with their reasons."""
    if report.rejects is None:
        return []
    # A cell may be as long as a file; the reader's own limit is for other files.
    csv.field_size_limit(1 << 30)
    with report.rejects.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def table(rows: list[dict[str, Any]]) -> bytes:
    """Rows as CSV, each cell in quotes."""
    file = io.StringIO()
    writer = csv.DictWriter(file, NAMES, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode("utf-8", "surrogatepass")


def whole(kind: str) -> bytes:
    """A file of ten good rows."""
    rows = [GOOD | {"id": f"whole-{n}"} for n in range(10)]
    if kind in ("json", "jsonl"):
        return "\n".join(json.dumps(row) for row in rows).encode()
    if kind != "parquet":
        return gzip.compress(table(rows)) if kind == "csv.gz" else table(rows)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "rows.csv").write_bytes(table(rows))
        duckdb.sql(f"COPY (FROM read_csv('{folder}/rows.csv', all_varchar = true)) TO '{folder}/rows.parquet'")
        return (Path(folder) / "rows.parquet").read_bytes()


WHOLE = {kind: whole(kind) for kind in FORMATS}


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """The name of a file, and bytes in it: any, or those of a good file, cut, changed in places, with some put in."""
    kind = draw(st.sampled_from(FORMATS))
    if draw(st.integers(0, 4)) == 0:
        return kind, draw(BYTES)
    content = bytearray(WHOLE[kind])
    for _ in range(draw(st.integers(1, 8))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        end = place + draw(st.integers(0, 6))
        content[place:end] = draw(st.binary(max_size=6))
    return kind, bytes(content[: draw(st.none() | st.integers(0, len(content)))])


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(damaged())
@example(("csv", b"\0" * 400))
@example(("parquet", b"PAR1PAR1"))
@example(("json", b"[" * 400))
def test_any_bytes_are_imported_or_explained(store: Store, file: tuple[str, bytes]) -> None:
    """Never another error; what was read is either in the store or among the rejects, row for row."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            report = imported(store, f"orders.{file[0]}", file[1], Path(folder))
        except UserError:
            return
        done = report.tables["orders"]
        assert done.read == done.new + done.unchanged + done.rejected
        assert done.rejected == len(kept(report))


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, CELLS)), min_size=1, max_size=6), st.data())
def test_any_cells_leave_the_good_rows_whole(store: Store, rows: list[dict[str, str]], data: st.DataObject) -> None:
    """Those go in; each other row goes in or is kept with its reason, and none is both or neither."""
    good = [GOOD | {"id": GOOD["id"].format(n)} for n in range(3)]
    given_rows = data.draw(st.permutations([*good, *rows]))
    with tempfile.TemporaryDirectory() as folder:
        report = imported(store, "orders.csv", table(given_rows), Path(folder))
        done, refused = report.tables["orders"], kept(report)

    assert len(given_rows) == done.read == done.new + done.unchanged + done.rejected
    assert done.rejected == len(refused)
    assert all(each["reason"] for each in refused)
    assert not any('"order_id": "good-' in each["values"] for each in refused)
