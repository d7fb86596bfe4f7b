"""The collector's commands: `watch`, `collect`, `reread`, `patents`, `signals`. Each imports what it needs when run."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from history.console import DEFAULT_HOME, AsJson, Database, HomeFolder, err, out, print_json
from scrapers.running import aliases_of, collect_once, home_in, meaning_of, open_ledger, reread_all
from scrapers.showing import show_report, show_reread, show_signal
from scrapers.watch_command import Account, AnyAccount, watch

if TYPE_CHECKING:
    from history.errors import UserError
    from history.home import Home

__all__ = ["collect", "patents", "reread", "signals", "watch"]


def collect(
    everything: Annotated[bool, typer.Option("--all", help="Also what is not due yet.")] = False,
    account: AnyAccount = "",
    schedule: Annotated[bool, typer.Option("--schedule", help="Keep going: whenever something is due.")] = False,
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_json: AsJson = False,
) -> None:
    """Look at everything that is due, once. May be stopped at any moment, and run twice at once."""
    from history.home import existing

    place = existing(home_in(home, database_url))

    def once() -> None:
        now = datetime.now(UTC)
        report = collect_once(place, account=account, everything=everything)
        if new := report.signals.total():
            # A round that brings nothing changes nothing, and comes every few minutes.
            from history.audit.commands import entry_of, keep

            keep(place.url, entry_of("leadcast collect", now, f"{new} signals new"))
        print_json(report.to_json()) if as_json else show_report(report)

    if not schedule:
        once()
        return
    from scrapers.schedule import keep_going

    keep_going(once, lambda: _pause(place), _tell, time.sleep)


def _pause(place: "Home") -> timedelta:
    from scrapers.schedule import pause
    from scrapers.watching import next_due

    with open_ledger(place) as ledger:
        due = next_due(ledger)
    return pause(due, datetime.now(UTC))


def _tell(error: "UserError") -> None:
    err.print(f"This round failed: {error.message} {error.hint or ''} It is tried again at the next.", soft_wrap=True)


def reread(
    account: AnyAccount = "", home: HomeFolder = DEFAULT_HOME, database_url: Database = "", as_json: AsJson = False
) -> None:
    """Make signals once more from stored pages, without a request: after an upgrade, or with another taxonomy."""
    from history.audit.commands import noted

    place, now = home_in(home, database_url), datetime.now(UTC)
    with noted(place.url, "leadcast reread", now) as note:
        report = reread_all(place, account)
        note.subject = f"{report.new.total()} signals new"
    if as_json:
        print_json({"bodies": report.bodies, "new": dict(report.new), "unread": dict(report.unread)})
        return
    show_reread(report)


def patents(
    files: Annotated[
        list[Path], typer.Argument(help="USPTO bulk XML, SGML or text, Open Data Portal JSON, EPO OPS XML.")
    ],
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_json: AsJson = False,
) -> None:
    """Read patent documents from files: those of accounts become signals, by the applicants' names."""
    from history.audit.commands import noted
    from scrapers.patent_files import read_files

    place, now = home_in(home, database_url), datetime.now(UTC)
    with open_ledger(place) as ledger, noted(place.url, "leadcast patents", now) as note:
        report = read_files(ledger, files, meaning_of(place), now, aliases_of(place))
        note.subject = f"{report.new.total()} signals new"
    if as_json:
        print_json({"new": dict(report.new), "problems": report.problems})
        return
    counts = ", ".join(f"{tier} {count}" for tier, count in sorted(report.new.items()) if count)
    out.print(f"New patents of accounts: {counts or 'none'}")
    for file, problem in report.problems.items():
        err.print(f"{file}: {problem}", soft_wrap=True)


def signals(
    account: Account,
    limit: Annotated[int, typer.Option("--limit", min=1)] = 50,
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_json: AsJson = False,
) -> None:
    """What was seen of an account, newest first: with dates, links and the evidence."""
    from scrapers.ledger.visits import seen

    with open_ledger(home_in(home, database_url)) as ledger, ledger.reading() as connection:
        rows = [dict(row._mapping) for row in seen(connection, account)[:limit]]
    for row in rows:
        row["details"] = json.loads(row["details"] or "{}")
    if as_json:
        print_json(rows)
        return
    if not rows:
        out.print(
            f"Nothing was seen of {account} yet. Watched? leadcast watch list --account {account}", soft_wrap=True
        )
        return
    for row in rows:
        show_signal(row)
