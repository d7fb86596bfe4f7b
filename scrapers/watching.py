"""What a user does with the watch list, in the user's terms."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import cast, get_args

import sqlalchemy as sa

from history.errors import UserError
from history.importing.encodings import decode
from history.store.schema import METADATA
from history.store.tombstones import forgotten_accounts
from scrapers.ledger import watchlist
from scrapers.ledger.ledger import Ledger
from scrapers.ledger.tables import TARGETS
from scrapers.targets import Kind, Proposal, address

ACCOUNTS = METADATA.tables["accounts"]


def add_website(ledger: Ledger, account_id: str, website: str, now: datetime) -> bool:
    """Put a website on the list; False if it was there. Its home page, visited next, tells what else is on it.

    Raises:
        UserError: it is no web address, or the account is not named, or was forgotten.
    """
    url = address(website)
    if not account_id.strip():
        raise UserError(f"{website!r} has no account.", "Name it: --account A1")
    with ledger.writing() as connection:
        _refuse_forgotten(connection, account_id)
        return watchlist.watch(connection, account_id, url, now)


def add_target(ledger: Ledger, account_id: str, url: str, kind: str, now: datetime) -> None:
    """Watch one address as one kind; where it is watched already, read it as that kind from now on.

    Raises:
        UserError: it is no web address, there is no such kind, or the account is not named, or was forgotten.
    """
    if not account_id.strip():
        raise UserError(f"{url!r} has no account.", "Name it: --account A1")
    if kind not in get_args(Kind):
        raise UserError(f"There is no kind {kind!r}.", f"The kinds are {', '.join(get_args(Kind))}.")
    given = address(url)
    proposal = Proposal(given, cast(Kind, kind))
    with ledger.writing() as connection:
        _refuse_forgotten(connection, account_id)
        if not watchlist.add_targets(connection, account_id, given, [proposal], "given", now):
            watchlist.set_kind(connection, account_id, given, proposal.kind)


def _refuse_forgotten(connection: sa.Connection, account_id: str) -> None:
    if forgotten_accounts(connection, {account_id}):
        raise UserError("This company was forgotten.", "To let it in again: leadcast forget --allow ACCOUNT.")


def remove(ledger: Ledger, account_id: str | None, url: str | None) -> int:
    """Take a website, an address or an account off the list; says how many addresses are gone.

    Raises:
        UserError: neither is given, or nothing like it is watched.
    """
    if not account_id and not url:
        raise UserError("Nothing to remove is named.", "Name an address, an account (--account A1), or both.")
    with ledger.writing() as connection:
        gone = watchlist.unwatch(connection, account_id, address(url) if url else None)
    if not gone:
        raise UserError("Nothing like that is watched.", "See what is: leadcast watch list")
    return gone


def websites_in(file: Path) -> Iterator[tuple[str, str]]:
    """Pairs of account and website from a CSV in any usual encoding, parted by commas, semicolons or tabs.

    Raises:
        UserError: there is no such file, or it lacks one of the two columns.
    """
    try:
        text = decode(file.read_bytes())
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}.", "Check the path.") from None
    lines = text.lstrip("\ufeff").splitlines()
    rows = csv.DictReader(lines, delimiter=_delimiter(lines[0] if lines else ""))
    if missing := {"account_id", "website"} - set(rows.fieldnames or ()):
        raise UserError(
            f"{file} has no column {' and no column '.join(sorted(missing))}.", "Name them in its first line."
        )
    for row in rows:
        yield row["account_id"] or "", row["website"] or ""


def _delimiter(head: str) -> str:
    """What parts the columns that the first line names: of comma, semicolon and tab the one that it has most of."""
    return max(",;\t", key=head.count)


def websites_known(ledger: Ledger) -> list[tuple[str, str]]:
    """Pairs of account and website from the history's latest versions of accounts."""
    latest = sa.select(ACCOUNTS.c.account_id, ACCOUNTS.c.website).order_by(ACCOUNTS.c.recorded_at)
    with ledger.reading() as connection:
        known = {row.account_id: row.website for row in connection.execute(latest)}
    return [(account, website) for account, website in sorted(known.items()) if website]


def add_many(ledger: Ledger, pairs: Iterable[tuple[str, str]], now: datetime) -> tuple[int, list[str]]:
    """Put many websites on the list in one transaction; says how many are new, and why others were refused."""
    added, refused = 0, []
    with ledger.writing() as connection:
        for account_id, website in pairs:
            try:
                if not account_id.strip():
                    raise UserError(f"{website!r} has no account.")
                added += watchlist.watch(connection, account_id.strip(), address(website), now)
            except UserError as error:
                refused.append(f"{account_id}: {error.message}" if account_id else error.message)
    return added, refused


def is_known(ledger: Ledger, account_id: str) -> bool:
    """Whether the history holds the account; true of any where it holds none yet."""
    with ledger.reading() as connection:
        first = connection.scalars(sa.select(ACCOUNTS.c.account_id).limit(1)).first()
        own = sa.select(ACCOUNTS.c.account_id).where(ACCOUNTS.c.account_id == account_id).limit(1)
        return first is None or connection.scalars(own).first() is not None


def account_names(ledger: Ledger) -> dict[str, str]:
    """The latest name of every account, by id."""
    latest = sa.select(ACCOUNTS.c.account_id, ACCOUNTS.c.name).order_by(ACCOUNTS.c.recorded_at)
    with ledger.reading() as connection:
        return {row.account_id: row.name for row in connection.execute(latest)}


def next_due(ledger: Ledger) -> datetime | None:
    """When the next target is due; None where nothing is watched."""
    with ledger.reading() as connection:
        return connection.scalars(sa.select(TARGETS.c.due_at).order_by(TARGETS.c.due_at).limit(1)).first()
