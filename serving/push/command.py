"""The commands that send: `push digest`, `alerts`, `test`, `run`, `status`. They import what they need when run."""

import os
import signal
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from history.console import DEFAULT_HOME, AsJson, AsOf, Database, HomeFolder, err, out, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from serving.push.rounds import Round
    from serving.push.sending import Delivered

push_app = typer.Typer(
    help="Send the morning list and alerts to WeCom, DingTalk, Feishu, Slack, by mail or to a webhook.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print what would be sent; send and note nothing.")]
OnlyTo = Annotated[str, typer.Option("--to", help="Only this target, by its name in [push].")]


# Six, and each of them is an option that Typer shows.
@push_app.command(epilog="Example: leadcast push digest --dry-run --lang zh")
def digest(
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_of: AsOf = "",
    to: OnlyTo = "",
    lang: Annotated[
        Literal["zh", "en"] | None, typer.Option("--lang", help="With --dry-run: in this language, for any target.")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Send today's list to every target that wants it and has not got it today. In quiet hours it waits."""
    from history.home import Home, existing
    from serving.push.opened import facts_from, open_round, push_settings, targets_of
    from serving.today.opened import open_morning

    place = existing(Home(home, database_url))
    settings = push_settings(place)
    if dry_run:
        from serving.push.rehearsal import audiences, digests

        facts, now = facts_from(open_morning(place, as_of), settings), datetime.now(UTC)
        readers = audiences(settings, targets_of(settings, to), os.environ, place.business.names, lang)
        for said in digests(readers, facts, settings, now, place.business.time_zone):
            out.print(said, soft_wrap=True)
        return
    with open_round(place, to) as turn:
        # Making the list takes a while: it is sent when it is sent.
        facts, now = facts_from(open_morning(place, as_of), settings), datetime.now(UTC)
        made = turn.digests(facts, now)
        err.print(f"{made} new messages." if made else "Every target has today's list already.", soft_wrap=True)
        _report(turn, turn.deliver(now), now)


@push_app.command(epilog="Example: leadcast push alerts --dry-run")
def alerts(
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_of: AsOf = "",
    to: OnlyTo = "",
    dry_run: DryRun = False,
) -> None:
    """Look for what is new since the last look, and send it. The first look only notes how things stand."""
    from history.home import Home, existing
    from serving.push.opened import facts_from, open_round, push_settings, targets_of
    from serving.today.opened import open_morning

    place = existing(Home(home, database_url))
    settings = push_settings(place)
    facts, now = facts_from(open_morning(place, as_of), settings), datetime.now(UTC)
    if dry_run:
        from serving.push.ledger import Ledger
        from serving.push.rehearsal import alerts as rehearsed
        from serving.push.rehearsal import audiences

        readers = audiences(settings, targets_of(settings, to), os.environ, place.business.names)
        with Ledger.open(place.url) as ledger:
            told = list(rehearsed(readers, facts, settings, ledger.marks(), now))
        for said in told:
            out.print(said, soft_wrap=True)
        if not told:
            err.print("No alert would be sent.", soft_wrap=True)
        return
    with open_round(place, to) as turn:
        err.print(f"{turn.alerts(facts, now)} alerts found.", soft_wrap=True)
        _report(turn, turn.deliver(now), now)


@push_app.command("test", epilog="Example: leadcast push test --to sales")
def try_out(home: HomeFolder = DEFAULT_HOME, database_url: Database = "", to: OnlyTo = "") -> None:
    """Send a line to every target now, in quiet hours too, to see that it arrives."""
    from history.home import Home, existing
    from serving.push.opened import outlets_at

    failed = False
    for outlet in outlets_at(existing(Home(home, database_url)), to):
        script = outlet.audience.script
        fault = outlet.channel.send(script.say("test-title"), script.say("test-body", target=outlet.name))
        failed |= fault is not None
        out.print(f"{outlet.name}: {fault or 'sent'}", soft_wrap=True)
    if failed:
        raise typer.Exit(1)


@push_app.command(epilog="Example: leadcast push status --json")
def status(home: HomeFolder = DEFAULT_HOME, database_url: Database = "", as_json: AsJson = False) -> None:
    """How many pushes wait, were sent and were given up, by target, and what went wrong last."""
    from history.home import Home, existing
    from history.opening import open_store
    from serving.push.ledger import Ledger

    place = existing(Home(home, database_url))
    open_store(place).close()
    with Ledger.open(place.url) as ledger:
        found = ledger.state()
    if as_json:
        print_json(found)
        return
    table = Table(box=None)
    for column in ("target", "status", "count", "oldest", "fault"):
        table.add_column(column, justify="right" if column == "count" else "left")
    for row in found:
        oldest = row["oldest"].astimezone(ZoneInfo(place.business.time_zone))
        table.add_row(row["target"], row["status"], str(row["count"]), f"{oldest:%Y-%m-%d %H:%M}", row["fault"] or "")
    out.print(table)


@push_app.command(epilog="Example: leadcast push run --log json")
def run(
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    to: OnlyTo = "",
    log: Annotated[Literal["json", "text"], typer.Option("--log", help="How to write the log, on stderr.")] = "text",
) -> None:
    """Go on: alerts as they come, the list once a day at its time. Ctrl-C ends it after what it is about."""
    from history.home import Home, existing
    from serving.telemetry.logs import configure

    place = existing(Home(home, database_url))
    configure(log, "info")
    ending = threading.Event()
    # A round that has begun goes to its end, so that nothing is sent and not noted.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    # Only now: it takes a while, in which a signal may come already.
    from serving.push.running import go_on

    go_on(place, to, ending)


def _report(turn: "Round", delivered: "Sequence[Delivered]", now: datetime) -> None:
    """What became of each target; exit status 1 where one failed."""
    if turn.quiet.holds(now):
        ends = turn.quiet.ends(now).astimezone(ZoneInfo(turn.time_zone))
        err.print(f"It is quiet until {ends:%Y-%m-%d %H:%M}: what waits is sent after that.", soft_wrap=True)
        return
    for each in delivered:
        out.print(f"{each.target}: {each.fault or f'{each.sent} sent'}", soft_wrap=True)
    if any(each.fault for each in delivered):
        err.print("What failed waits and is tried again by the next push.", soft_wrap=True)
        raise typer.Exit(1)
