"""The commands for API keys: `keys create`, `list`, `revoke`, `audit`. They import what they need when they run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from history.console import DEFAULT_HOME, AsJson, Database, HomeFolder, err, out, print_json

if TYPE_CHECKING:
    from serving.callers.audit import Audit, Entry
    from serving.keys import Key, Keys, Scope

keys_app = typer.Typer(
    help="Make, list and revoke the API keys of the service, and read its audit log.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@keys_app.command(epilog="Example: leadcast keys create --name CRM --scope score --scope ingest --expires 90d")
def create(  # noqa: PLR0913 - each one is an option that Typer shows
    name: Annotated[str, typer.Option("--name", help="Who will use it, e.g. CRM.")],
    scope: Annotated[
        list[str],
        typer.Option("--scope", help="What it may do: score, plan, ingest, or admin for all; say it again for more."),
    ],
    expires: Annotated[str, typer.Option("--expires", help="How long it is good, e.g. 90d; default: for ever.")] = "",
    rate: Annotated[str, typer.Option("--rate", help="How often it may ask, e.g. 600/minute; default: no limit.")] = "",
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_json: AsJson = False,
) -> None:
    """Make a key. It is shown this once: only its hash is kept."""
    from serving.keys import new_key

    now = datetime.now(UTC)
    key, text = new_key(_named(name), _scopes(scope), now, rate=_rate(rate), expires_at=_end(expires, now))
    with _opened(home, database_url) as (keys, audit):
        keys.add(key)
        audit.add(_entry(now, "create", key.key_id))
    if as_json:
        print_json(_shown(key, now) | {"key": text})
        return
    out.print(text, soft_wrap=True)
    err.print(f"Key {key.key_id} for {key.name}. It is shown only this once: keep it where secrets are kept.")


@keys_app.command("list", epilog="Example: leadcast keys list --json")
def list_(home: HomeFolder = DEFAULT_HOME, database_url: Database = "", as_json: AsJson = False) -> None:
    """All keys, revoked and expired ones too; never their secrets."""
    now = datetime.now(UTC)
    with _opened(home, database_url) as (keys, _):
        found = [_shown(key, now) for key in keys.all()]
    if as_json:
        print_json(found)
        return
    columns = ("id", "name", "scopes", "rate", "state", "created_at", "expires_at", "last_used_at")
    table = Table()
    for column in columns:
        # An id is there to be copied: `revoke` asks for it.
        table.add_column(
            column, no_wrap=column == "id", min_width=len(found[0]["id"]) if column == "id" and found else None
        )
    for key in found:
        table.add_row(*(_cell(key[column]) for column in columns))
    out.print(table)


@keys_app.command(epilog="Example: leadcast keys revoke 0123456789ab")
def revoke(
    key_id: Annotated[str, typer.Argument(help="The id of the key, as `leadcast keys list` shows it.")],
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
) -> None:
    """Turn a key away for good; servers that run do so within a second."""
    from history.errors import UserError

    now = datetime.now(UTC)
    with _opened(home, database_url) as (keys, audit):
        if not keys.revoke(key_id, now):
            raise UserError("There is no such key, or it is revoked already.", "`leadcast keys list` shows all keys.")
        audit.add(_entry(now, "revoke", key_id))
    err.print(f"Key {key_id} is revoked.")


@keys_app.command(epilog="Example: leadcast keys audit --since 7d --json")
def audit(
    since: Annotated[str, typer.Option("--since", help="From when on: 7d ago, or a day like 2026-01-12.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many, the newest.")] = 1_000,
    trim: Annotated[bool, typer.Option("--trim", help="First remove what is older than [audit] keep says.")] = False,
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    as_json: AsJson = False,
) -> None:
    """Who changed what, when, from where. Reads are in the server's log."""
    with _opened(home, database_url) as (_, kept):
        if trim:
            _trim(kept, home)
        found = [entry.to_json() for entry in kept.since(_start(since, datetime.now(UTC)), limit)]
    if as_json:
        print_json(found)
        return
    # One line each, whatever the width, for those who search them.
    for entry in found:
        told = (_cell(entry[name]) for name in ("at", "actor", "method", "route", "subject", "status", "client"))
        out.print("  ".join(told), soft_wrap=True)


def _trim(kept: "Audit", home: Path) -> None:
    from history.errors import UserError
    from history.home import Home
    from serving.callers.trimming import kept_for

    keep, now = kept_for(Home(home)), datetime.now(UTC)
    if keep is None:
        raise UserError("The audit is kept for ever.", 'Set how long in leadcast.toml: [audit] keep = "400d".')
    gone = kept.trim(now - keep)
    if gone:
        # That something went is part of what happened.
        kept.add(_entry(now, "audit --trim", f"{gone} entries"))
    err.print(f"{gone:,} entries were older than {keep.days} days, and are removed.")


@contextmanager
def _opened(home: Any, database_url: str) -> "Iterator[tuple[Keys, Audit]]":
    from history.home import Home
    from history.store.store import Store
    from serving.callers.audit import Audit
    from serving.keys import Keys

    url = Home(home, database_url).url
    # Makes the tables where there are none yet.
    Store.open(url).close()
    with Keys.open(url) as keys, Audit.open(url) as audit:
        yield keys, audit


def _entry(now: datetime, what: str, key_id: str) -> "Entry":
    from serving.callers.audit import COMMAND_LINE, Entry

    return Entry(now, COMMAND_LINE, "RUN", f"leadcast keys {what}", key_id)


def _named(name: str) -> str:
    from history.errors import UserError

    if not name.strip() or len(name) > 100 or not name.isprintable():
        raise UserError("A key needs a name of 1 to 100 printable characters.", "Say who will use it: --name CRM")
    return name.strip()


def _scopes(names: list[str]) -> "tuple[Scope, ...]":
    from history.errors import UserError
    from serving.keys import SCOPES

    if unknown := set(names) - set(SCOPES):
        raise UserError(f"There is no scope {', '.join(sorted(unknown))}.", f"The scopes are: {', '.join(SCOPES)}.")
    return tuple(each for each in SCOPES if each in names)


def _rate(text: str) -> str | None:
    from history.errors import UserError
    from serving.callers.rates import rate_of

    try:
        return text if text and rate_of(text) else None
    except ValueError as error:
        raise UserError(f"The rate cannot be read: {error}.", "Write it as 600/minute or 10/second.") from None


def _end(text: str, now: datetime) -> datetime | None:
    from history.errors import UserError
    from history.settings import parse_duration

    try:
        return now + parse_duration(text) if text else None
    except (ValueError, OverflowError):
        raise UserError("It cannot be read for how long the key is good.", "Write it as 90d, 12h or 4w.") from None


def _start(text: str, now: datetime) -> datetime | None:
    from history.errors import UserError
    from history.settings import parse_duration

    try:
        return now - parse_duration(text) if text else None
    except (ValueError, OverflowError):
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UserError("It cannot be read since when.", "Write it as 7d, 12h or 2026-01-12 (UTC).") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _shown(key: "Key", now: datetime) -> dict[str, Any]:
    """A key for people and programs, without its hash."""
    told = asdict(key)
    del told["hashed"]
    expired = "active" if key.is_usable(now) else "expired"
    state = "revoked" if key.revoked_at else expired
    return {"id": told.pop("key_id"), **told, "scopes": key.scopes.split(), "state": state}


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, list):
        return " ".join(value)
    return "–" if value is None else str(value)
