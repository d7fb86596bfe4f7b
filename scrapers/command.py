"""The collector's commands: `watch`, `collect`, `signals`. Each imports what it needs when it runs."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Column, Table

from history.console import DEFAULT_HOME, AsJson, Database, HomeFolder, err, out, print_json, progress_bars, stepper

if TYPE_CHECKING:
    from history.home import Home
    from scrapers.collecting import Report
    from scrapers.ledger.ledger import Ledger
    from scrapers.meaning.meaning import Meaning

watch = typer.Typer(help="The watch list: which websites of which accounts are looked at.", no_args_is_help=True)

Account = Annotated[str, typer.Option("--account", help="The account's id, as in the history.")]
AnyAccount = Annotated[str, typer.Option("--account", help="Only this account.")]


def _home(folder: Path, database_url: str) -> "Home":
    from history.home import Home

    return Home(folder, database_url)


def _open(place: "Home") -> "Ledger":
    from scrapers.ledger.ledger import Ledger

    place.folder.mkdir(parents=True, exist_ok=True)
    return Ledger.open(place.url)


@watch.command("add", epilog="Example: leadcast watch add https://www.example.com --account A1")
def watch_add(
    url: Annotated[str, typer.Argument(help="A website, or with --kind one address on it.")],
    account: Account,
    kind: Annotated[str, typer.Option("--kind", help="home, page, careers, feed, sitemap, board or patents.")] = "",
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_json: AsJson = False,
) -> None:
    """Watch a website: finds its feeds, sitemap, careers page, job board, news and about pages, and shows them."""
    from scrapers.watching import add_target, add_website, is_known

    place = _home(home, database_url)
    with _open(place) as ledger:
        if not is_known(ledger, account):
            err.print(f"The history knows no account {account!r} yet; it is watched all the same.", soft_wrap=True)
        if kind:
            add_target(ledger, account, url, kind, datetime.now(UTC))
        else:
            add_website(ledger, account, url, datetime.now(UTC))
    report = _collect(place, account=account, everything=False)
    _show_targets(place, account, as_json)
    _show_failures(report)


@watch.command("list", epilog="Example: leadcast watch list --account A1")
def watch_list(
    account: AnyAccount = "", home: HomeFolder = DEFAULT_HOME, database_url: Database = "", as_json: AsJson = False
) -> None:
    """Show what is watched, when each address was last looked at, and when it is due."""
    _show_targets(_home(home, database_url), account, as_json)


@watch.command("remove", epilog="Example: leadcast watch remove https://www.example.com/news --account A1")
def watch_remove(
    url: Annotated[str, typer.Argument(help="A website with all that was found on it, or one address.")] = "",
    account: AnyAccount = "",
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
) -> None:
    """Take a website, one address, or all of an account off the list. What was collected stays."""
    from scrapers.watching import remove

    with _open(_home(home, database_url)) as ledger:
        gone = remove(ledger, account or None, url or None)
    out.print(f"{gone} addresses are no longer watched.")


@watch.command("import", epilog="Example: leadcast watch import websites.csv")
def watch_import(
    file: Annotated[
        Path | None, typer.Argument(help="A CSV with account_id and website; default: the history.")
    ] = None,
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_json: AsJson = False,
) -> None:
    """Watch many websites: those of a CSV, or all that the history's accounts name. The next `collect` visits them."""
    from scrapers.watching import add_many, websites_in, websites_known

    place = _home(home, database_url)
    with _open(place) as ledger:
        pairs = websites_in(file) if file else websites_known(ledger)
        added, refused = add_many(ledger, pairs, datetime.now(UTC))
    if as_json:
        print_json({"added": added, "refused": refused})
        return
    out.print(f"{added} websites added. Collect with: leadcast collect")
    for reason in refused:
        err.print(reason, soft_wrap=True)


def collect(
    everything: Annotated[bool, typer.Option("--all", help="Also what is not due yet.")] = False,
    account: AnyAccount = "",
    schedule: Annotated[bool, typer.Option("--schedule", help="Keep going: whenever something is due.")] = False,
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_json: AsJson = False,
) -> None:
    """Look at everything that is due, once. May be stopped at any moment, and run twice at once."""
    place = _home(home, database_url)
    while True:
        report = _collect(place, account=account, everything=everything)
        if as_json:
            print_json(report.to_json())
        else:
            _show_report(report)
        if not schedule:
            return
        _wait(place)


def patents(
    files: Annotated[
        list[Path], typer.Argument(help="USPTO bulk XML, SGML or text, Open Data Portal JSON, EPO OPS XML.")
    ],
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_json: AsJson = False,
) -> None:
    """Read patent documents from files: those of accounts become signals, by the applicants' names."""
    from scrapers.patent_files import read_files

    place = _home(home, database_url)
    with _open(place) as ledger:
        report = read_files(ledger, files, _meaning(place), datetime.now(UTC), _aliases(place))
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

    with _open(_home(home, database_url)) as ledger, ledger.reading() as connection:
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
        _show_signal(row)


def _meaning(place: "Home") -> "Meaning":
    from history.home import checked
    from scrapers.meaning.meaning import Meaning
    from scrapers.meaning.relevance import Offering
    from scrapers.meaning.taxonomy import Taxonomy

    own = place.folder / "taxonomy.toml"
    offering = checked(Offering, place.table("offering"), f"{place.settings_file}, [offering]")
    return Meaning(Taxonomy.load(own if own.exists() else None), offering)


def _aliases(place: "Home") -> dict[str, str]:
    from history.home import checked
    from scrapers.settings import Aliases

    table = place.table("aliases")
    return checked(Aliases, {"root": table}, f"{place.settings_file}, [aliases]").root


def _collect(place: "Home", *, account: str, everything: bool) -> "Report":
    from history.home import checked
    from scrapers.collecting import collect as run
    from scrapers.engine.options import Options
    from scrapers.settings import CollectSettings
    from scrapers.watching import account_names

    meaning, own = _meaning(place), place.folder / "taxonomy.toml"
    settings = checked(CollectSettings, place.table("collect"), f"{place.settings_file}, [collect]")
    with _open(place) as ledger:
        names = account_names(ledger)
    options = Options(
        database_url=place.url,
        collect=settings,
        everything=everything,
        account_id=account or None,
        accounts=names,
        aliases=_aliases(place),
        offering=meaning.offering,
        taxonomy=str(own.resolve()) if own.exists() else None,
    )
    with progress_bars() as progress:
        step = stepper(progress)
        return run(options, lambda done, of, _: step("collecting", done, of))


def _wait(place: "Home") -> None:
    from scrapers.watching import next_due, pause

    with _open(place) as ledger:
        due = next_due(ledger)
    time.sleep(pause(due, datetime.now(UTC)).total_seconds())


def _show_targets(place: "Home", account: str, as_json: bool) -> None:
    from scrapers.ledger.watchlist import listed

    with _open(place) as ledger, ledger.reading() as connection:
        rows = listed(connection, account or None)
    if as_json:
        names = ("account_id", "website", "url", "kind", "origin", "visited_at", "due_at", "failures")
        print_json([{name: getattr(row, name) for name in names} for row in rows])
        return
    table = Table("account", "kind", Column("address", overflow="fold"), "origin", "last visit", "failures")
    for row in rows:
        visited = f"{row.visited_at:%Y-%m-%d %H:%M}" if row.visited_at else "–"
        table.add_row(row.account_id, row.kind, row.url, row.origin, visited, str(row.failures))
    out.print(table if rows else "Nothing is watched yet: leadcast watch add https://www.example.com --account A1")


def _show_report(report: "Report") -> None:
    table = Table("outcome", "visits")
    for outcome, count in sorted(report.outcomes.items()):
        table.add_row(outcome, f"{count:,}")
    out.print(table if report.visits else "Nothing is due.")
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(report.signals.items()))
    out.print(f"New signals: {kinds or 'none'}")
    _show_failures(report)


def _show_failures(report: "Report") -> None:
    for visit in report.failures[:20]:
        err.print(f"{visit['visit']}: {visit['outcome']}, {visit['reason']}", soft_wrap=True)


def _show_signal(row: dict[str, Any]) -> None:
    from rich.text import Text

    published = f", published {row['published_at']:%Y-%m-%d}" if row["published_at"] else ""
    head = f"{row['observed_at']:%Y-%m-%d}  {row['kind']}{published}"
    out.print(Text(head, style="bold"))
    details, evidence = row["details"], row["details"].get("evidence", {})
    topics = ", ".join(topic["key"] for topic in details.get("meaning", {}).get("topics", []))
    for name, value in (
        ("", row["title"]),
        ("link", row["url"]),
        ("topics", topics),
        ("evidence", evidence.get("span")),
        ("body", evidence.get("body")),
    ):
        if value:
            out.print(Text(f"  {name + ': ' if name else ''}{' '.join(str(value).split())[:300]}"), soft_wrap=True)
