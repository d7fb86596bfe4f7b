"""What the collector's commands print."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.table import Column, Table

from history.console import err, out, print_json
from scrapers.running import open_ledger

if TYPE_CHECKING:
    from history.home import Home
    from scrapers.collecting import Report
    from scrapers.rereading import Reread


def show_targets(place: "Home", account: str, as_json: bool) -> None:
    """What is watched: all of it, or an account's."""
    from scrapers.ledger.watchlist import listed

    with open_ledger(place) as ledger, ledger.reading() as connection:
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


def show_report(report: "Report") -> None:
    """What one run did."""
    table = Table("outcome", "visits")
    for outcome, count in sorted(report.outcomes.items()):
        table.add_row(outcome, f"{count:,}")
    out.print(table if report.visits else "Nothing is due.")
    _show_new(report.signals)
    show_failures(report)


def show_reread(report: "Reread") -> None:
    """What reading stored bodies again brought."""
    out.print(f"{report.bodies:,} stored bodies were read again.")
    _show_new(report.new)
    for reason, count in sorted(report.unread.items()):
        err.print(f"{count:,} not read, {reason}", soft_wrap=True)


def _show_new(signals: Mapping[str, int]) -> None:
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(signals.items()) if count)
    out.print(f"New signals: {kinds or 'none'}")


def show_failures(report: "Report") -> None:
    """The first visits that brought nothing, each with its reason."""
    for visit in report.failures[:20]:
        err.print(f"{visit['visit']}: {visit['outcome']}, {visit['reason']}", soft_wrap=True)


def show_signal(row: dict[str, Any]) -> None:
    """A signal with its evidence."""
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
