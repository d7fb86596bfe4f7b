"""The commands that fill and examine the history. Each imports what it needs when it runs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Column, Table

from history.console import (
    DEFAULT_HOME,
    AsJson,
    AsOf,
    Database,
    HomeFolder,
    Language,
    err,
    out,
    print_json,
    progress_bars,
    stepper,
)

if TYPE_CHECKING:
    from history.importing.imports import ImportReport


def init(home: HomeFolder = DEFAULT_HOME) -> None:
    """Write leadcast.toml, with a comment on every setting, into the home folder."""
    from history.home import Home, start_home

    place = Home(home)
    if start_home(place):
        out.print(f"Wrote {place.settings_file}. Edit it, then: leadcast import DIR --sql SQL_DIR", soft_wrap=True)
    else:
        out.print(f"{place.settings_file} is there already; left as it is.", soft_wrap=True)


def import_(
    export: Annotated[Path, typer.Argument(help="Folder with the exported files (CSV, Parquet, JSON).")],
    sql: Annotated[Path, typer.Option("--sql", help="Folder with one <table>.sql per table.")],
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_json: AsJson = False,
) -> None:
    """Fill the history from a CRM export. Bad rows go to a rejects file with their reason, all others go in.

    A home without settings takes the leadcast.toml of the SQL folder.
    """
    from history.audit.commands import noted
    from history.errors import UserError
    from history.home import SETTINGS_FILE, Home, start_home
    from history.importing.imports import MappedExport, import_export
    from history.opening import make_store

    place, now = Home(home, database_url), datetime.now(UTC)
    settings = sql / SETTINGS_FILE
    if start_home(place, settings if settings.exists() else None):
        err.print(f"Settings: {place.settings_file}", soft_wrap=True)
    rejects = place.folder / "rejects" / f"{now:%Y%m%dT%H%M%S}.csv"
    with make_store(place) as store, noted(place.url, "leadcast import", now) as note, progress_bars() as progress:
        step = stepper(progress)
        report = import_export(
            store,
            place.business,
            MappedExport(export, sql),
            rejects=rejects,
            imported_at=now,
            progress=lambda table, rows: step(table, rows, 0),
        )
        note.subject = f"{report.count('new')} rows new, {report.count('rejected')} rejected"
    if as_json:
        print_json(report.as_json())
    else:
        _show(report)
    if not report.went_in:
        raise UserError("No row could go in: all were rejected.", "Mend the SELECTs by the reasons given.")


def _show(report: "ImportReport") -> None:
    table = Table("table", "read", "new", "unchanged", "rejected")
    for name, counts in report.tables.items():
        table.add_row(name, *(f"{n:,}" for n in (counts.read, counts.new, counts.unchanged, counts.rejected)))
    out.print(table)
    for note in report.notes:
        out.print(note, soft_wrap=True)
    if report.rejects:
        out.print(f"Rejected rows, with their reasons: {report.rejects}", soft_wrap=True)


def doctor(
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_of: AsOf = "",
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Examine the history: what is doubtful in it, how much of it, with examples."""
    from history.doctor import examine
    from history.home import Home, existing
    from history.opening import moment_of, read_history

    history = read_history(existing(Home(home, database_url)))
    findings = examine(history, moment_of(as_of, history))
    if as_json:
        print_json([finding.to_json() for finding in findings])
        return
    table = Table("", "rule", "rows", Column("finding", overflow="fold"))
    for finding in findings:
        message = finding.message_zh if lang == "zh" else finding.message_en
        told = "\n".join([message, *(f"• {line}" for line in finding.lines())])
        table.add_row(finding.severity, finding.rule, f"{finding.count:,}", told)
    out.print(table if findings else "Nothing to complain about.")
