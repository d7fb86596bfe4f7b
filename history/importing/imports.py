"""Import a CRM export: every row is checked, the good ones go into the store, the bad ones into a file with reasons."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import duckdb

from history.errors import UserError
from history.importing.encodings import mirror
from history.importing.json_lines import sieve
from history.importing.loading import Export
from history.importing.mapping import Mapping, read_folder
from history.importing.pointing import said
from history.importing.rejects import Broken, RejectsFile
from history.importing.staging import Reject, Staging
from history.settings import Business
from history.store.store import Store
from history.store.tombstones import NAMES_FORGOTTEN
from history.tables import TABLES

Progress = Callable[[str, int], None]


@dataclass
class Counts:
    """What became of a table's rows: `read` = `new` + `unchanged` + `rejected`."""

    read: int = 0
    new: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass
class ImportReport:
    """What an import did: counts per table, where the rejects are (None: there are none), and what to know besides."""

    tables: dict[str, Counts] = field(default_factory=dict)
    rejects: Path | None = None
    notes: list[str] = field(default_factory=list)

    def count(self, what: Literal["read", "new", "unchanged", "rejected"]) -> int:
        """How many rows of all tables were that."""
        return sum(getattr(each, what) for each in self.tables.values())

    @property
    def went_in(self) -> bool:
        """Whether any row is in the history now, be it by this import or by an earlier one."""
        return self.count("new") + self.count("unchanged") > 0

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self) | {"rejects": None if self.rejects is None else str(self.rejects)}


@dataclass(frozen=True)
class MappedExport:
    """The folder of an export, and the folder `sql` of the SELECTs over its files, one a table."""

    folder: Path
    sql: Path


def import_export(
    store: Store,
    business: Business,
    export: MappedExport,
    *,
    rejects: Path,
    imported_at: datetime,
    progress: Progress | None = None,
) -> ImportReport:
    """Fill the store from an export, by its SELECTs.

    `rejects` is the CSV file to write when rows are refused (see `history.importing.rejects`), `imported_at` the aware
    moment of the import. `progress` is told a table's name and how many of its rows are done. All SELECTs are run, and
    their columns checked, before the first row is stored. Rows are then stored in chunks, each a transaction: an import
    that was cut off is completed by running it again.

    Raises:
        UserError: the folders are missing or empty, a SELECT fails or gives other columns than its table has, no SELECT
            gives any row, or the store cannot be written.
    """
    _check(export.folder)
    mappings = read_folder(export.sql)
    report = ImportReport()
    with tempfile.TemporaryDirectory(prefix="leadcast-import-") as work, RejectsFile(rejects) as file:
        readable, report.notes = mirror(export.folder, Path(work) / "export")
        sieved = sieve(readable, Path(work) / "sieved")
        report.notes += sieved.notes
        given = Export(export.folder, sieved.readable, sieved.broken)
        with _room_in(Path(work)), Staging(Path(work), given, business) as staging:
            run = _Run(store, staging, file, imported_at, progress or _silent, report)
            for mapping in mappings:
                run.load(mapping)
            run.check_any_rows(export.folder)
            for mapping in mappings:
                run.fill(mapping.table)
        report.rejects = file.path if file.count else None
    return report


@contextmanager
def _room_in(folder: Path) -> Iterator[None]:
    """Say what to do when there is not enough room for the staging."""
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise UserError(
            f"The import ran out of room: {said(error)}.", f"Free disk space at {folder.parent}."
        ) from error


def _silent(_table: str, _rows: int) -> None:
    return None


def _check(export: Path) -> None:
    if not export.is_dir():
        what = "is no folder" if export.exists() else "does not exist"
        raise UserError(f"The export folder {export} {what}.", "Give the folder that holds the exported files.")
    if not any(export.iterdir()):
        raise UserError(f"The export folder {export} is empty.", "Export the CRM's data into it first.")


@dataclass
class _Run:
    """One import under way."""

    store: Store
    staging: Staging
    file: RejectsFile
    imported_at: datetime
    progress: Progress
    report: ImportReport

    def load(self, mapping: Mapping) -> None:
        self.progress(mapping.table, 0)
        self.staging.load(mapping)
        broken = self._write_broken(mapping.table)
        self.report.tables[mapping.table] = Counts(read=self.staging.count(mapping.table) + broken, rejected=broken)

    def check_any_rows(self, export: Path) -> None:
        if not any(counts.read for counts in self.report.tables.values()):
            files = ", ".join(f"{name}.sql" for name in self.report.tables)
            raise UserError(
                f"The export in {export} has no rows: {files} gave none.", "Check that the export is complete."
            )

    def fill(self, table: str) -> None:
        counts = self.report.tables[table]
        self.staging.check(table, self.imported_at)
        counts.rejected += self._reject(table, self.staging.rejects(table))
        self.progress(table, counts.rejected)
        for rows in self.staging.good(table):
            assumed = rows.pop("assumed").to_numpy()
            done = self.store.append(table, rows, assumed=assumed, imported_at=self.imported_at)
            counts.new += done.new
            counts.unchanged += done.unchanged
            if len(done.conflicts):
                counts.rejected += self._reject(table, self.staging.conflicts(table, done.conflicts["why"]))
            self.progress(table, counts.new + counts.unchanged + counts.rejected)
        if self.staging.dates_in_disguise(table):
            self.report.notes.append(_dates_in_disguise(table))

    def _write_broken(self, table: str) -> int:
        """Write down the lines that no SELECT could read; of one that names what was forgotten only that it does."""
        forgotten = self.store.tombstones()

        def told(line: Broken) -> tuple[str, None, str, str, str]:
            return _forgotten_line(table) if forgotten.stands_in(line.text) else _broken_row(table, line)

        return self.file.write(map(told, self.staging.broken(table)))

    def _reject(self, table: str, rows: Iterable[Reject]) -> int:
        """Write them down; of a row that names what was forgotten only that it does."""
        forgotten = self.store.tombstones()

        def told(row: Reject) -> tuple[str, int | None, str, str, str]:
            if forgotten.named_in(row.values):
                return table, row.row, "", NAMES_FORGOTTEN, ""
            return table, row.row, row.faults, row.reason, row.values

        return self.file.write(map(told, rows))


def _broken_row(table: str, line: Broken) -> tuple[str, None, str, str, str]:
    return table, None, "", f"{line.file}, line {line.line}: {line.reason}", json.dumps(line.text, ensure_ascii=False)


def _forgotten_line(table: str) -> tuple[str, None, str, str, str]:
    return table, None, "", NAMES_FORGOTTEN, ""


def _dates_in_disguise(table: str) -> str:
    happened = TABLES[table].happened
    return (
        f"every {happened} in {table} lies at midnight: if these are dates, let {table}.sql give them as dates "
        f"({happened}::DATE), so that what happened on a day is known only at its end"
    )
