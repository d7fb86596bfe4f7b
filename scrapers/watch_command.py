"""The collector's commands under `watch`. Each imports what it needs when it runs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from history.console import DEFAULT_HOME, AsJson, Database, HomeFolder, err, out, print_json
from scrapers.running import collect_once, home_in, make_ledger, open_ledger
from scrapers.showing import show_failures, show_targets

watch = typer.Typer(help="The watch list: which websites of which accounts are looked at.", no_args_is_help=True)

Account = Annotated[str, typer.Option("--account", help="The account's id, as in the history.")]
AnyAccount = Annotated[str, typer.Option("--account", help="Only this account.")]


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
    from history.audit.commands import noted
    from scrapers.watching import add_target, add_website, is_known

    place, now = home_in(home, database_url), datetime.now(UTC)
    with make_ledger(place) as ledger, noted(place.url, "leadcast watch add", now) as note:
        if not is_known(ledger, account):
            err.print(f"The history knows no account {account!r} yet; it is watched all the same.", soft_wrap=True)
        if kind:
            add_target(ledger, account, url, kind, now)
        else:
            add_website(ledger, account, url, now)
        note.subject = "1 website"
    report = collect_once(place, account=account, everything=False)
    show_targets(place, account, as_json)
    show_failures(report)


@watch.command("list", epilog="Example: leadcast watch list --account A1")
def watch_list(
    account: AnyAccount = "", home: HomeFolder = DEFAULT_HOME, database_url: Database = "", as_json: AsJson = False
) -> None:
    """Show what is watched, when each address was last looked at, and when it is due."""
    show_targets(home_in(home, database_url), account, as_json)


@watch.command("remove", epilog="Example: leadcast watch remove https://www.example.com/news --account A1")
def watch_remove(
    url: Annotated[str, typer.Argument(help="A website with all that was found on it, or one address.")] = "",
    account: AnyAccount = "",
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
) -> None:
    """Take a website, one address, or all of an account off the list. What was collected stays."""
    from history.audit.commands import noted
    from scrapers.watching import remove

    place, now = home_in(home, database_url), datetime.now(UTC)
    with open_ledger(place) as ledger, noted(place.url, "leadcast watch remove", now) as note:
        gone = remove(ledger, account or None, url or None)
        note.subject = f"{gone} addresses"
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
    from history.audit.commands import noted
    from scrapers.watching import add_many, websites_in, websites_known

    place, now = home_in(home, database_url), datetime.now(UTC)
    pairs = list(websites_in(file)) if file else None
    # A list of one's own may be the first that a home holds.
    opened = open_ledger(place) if pairs is None else make_ledger(place)
    with opened as ledger, noted(place.url, "leadcast watch import", now) as note:
        added, refused = add_many(ledger, websites_known(ledger) if pairs is None else pairs, now)
        note.subject = f"{added} websites"
    if as_json:
        print_json({"added": added, "refused": refused})
        return
    out.print(f"{added} websites added. Collect with: leadcast collect")
    for reason in refused:
        err.print(reason, soft_wrap=True)
