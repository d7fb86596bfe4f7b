"""The commands for API keys: `keys create`, `list`, `revoke`, `audit`. They import what they need when they run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Column, Table

from history.console import DEFAULT_HOME, AsJson, Database, HomeFolder, err, out, print_json

if TYPE_CHECKING:
    from history.audit.entries import Audit
    from serving.keys import Key, Keys

keys_app = typer.Typer(
    help="Make, list and revoke the API keys of the service, and read its audit log.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@keys_app.command(epilog="Example: leadcast keys create --name CRM --scope score --scope ingest --expires 90d")
def create(
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
    from history.audit.commands import entry_of
    from serving.key_options import end_of, name_of, rate_as_said, scopes_of
    from serving.keys import new_key

    now = datetime.now(UTC)
    key, text = new_key(name_of(name), scopes_of(scope), now, rate=rate_as_said(rate), expires_at=end_of(expires, now))
    # Keys may be made before anything is imported.
    with _opened(home, database_url, make=True) as (keys, audit):
        keys.add(key)
        audit.add(entry_of("leadcast keys create", now, key.key_id))
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
    if not found:
        out.print("There are no keys yet: leadcast keys create --name CRM --scope score", soft_wrap=True)
        return
    # On a narrow screen cells go on in the next line; an id stays whole, since `revoke` asks for it.
    whole, columns = ("id", "rate", "state"), ("id", "name", "scopes", "rate", "state")
    told = (Column(name, overflow="fold", no_wrap=name in whole) for name in columns)
    table = Table(*told, box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for title in ("created", "expires", "last used"):
        table.add_column(title, min_width=len("2026-01-12"))
    for key in found:
        times = (key[f"{name}_at"] for name in ("created", "expires", "last_used"))
        table.add_row(*(_cell(key[column]) for column in columns), *map(_minute, times))
    out.print(table)
    out.print("Times are UTC.")


@keys_app.command(epilog="Example: leadcast keys revoke 0123456789ab")
def revoke(
    key_id: Annotated[str, typer.Argument(help="The id of the key, as `leadcast keys list` shows it.")],
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
) -> None:
    """Turn a key away for good; servers that run do so within a second."""
    from history.audit.commands import entry_of
    from history.errors import UserError

    now = datetime.now(UTC)
    with _opened(home, database_url) as (keys, audit):
        if not keys.revoke(key_id, now):
            raise UserError("There is no such key, or it is revoked already.", "`leadcast keys list` shows all keys.")
        audit.add(entry_of("leadcast keys revoke", now, key_id))
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
    from serving.key_options import start_of

    with _opened(home, database_url) as (_, kept):
        if trim:
            _trim(kept, home)
        found = [entry.to_json() for entry in kept.since(start_of(since, datetime.now(UTC)), limit)]
    if as_json:
        print_json(found)
        return
    # One line each, whatever the width, for those who search them.
    for entry in found:
        told = (_cell(entry[name]) for name in ("at", "actor", "method", "route", "subject", "status", "client"))
        out.print("  ".join(told), soft_wrap=True)


def _trim(kept: "Audit", home: Path) -> None:
    from history.audit.commands import entry_of
    from history.errors import UserError
    from history.home import Home
    from serving.callers.trimming import kept_for

    keep, now = kept_for(Home(home)), datetime.now(UTC)
    if keep is None:
        raise UserError("The audit is kept for ever.", 'Set how long in leadcast.toml: [audit] keep = "400d".')
    gone = kept.trim(now - keep)
    if gone:
        # That something went is part of what happened.
        kept.add(entry_of("leadcast keys audit --trim", now, f"{gone} entries"))
    err.print(f"{gone:,} entries were older than {keep.days} days, and are removed.")


@contextmanager
def _opened(home: Path, database_url: str, *, make: bool = False) -> "Iterator[tuple[Keys, Audit]]":
    from history.audit.entries import Audit
    from history.home import Home, existing
    from history.opening import make_store, open_store
    from serving.keys import Keys

    place = Home(home, database_url)
    opened = make_store(place) if make else open_store(existing(place))
    opened.close()
    with Keys.open(place.url) as keys, Audit.open(place.url) as audit:
        yield keys, audit


def _shown(key: "Key", now: datetime) -> dict[str, Any]:
    """A key for people and programs, without its hash."""
    told = asdict(key)
    del told["hashed"]
    expired = "active" if key.is_usable(now) else "expired"
    state = "revoked" if key.revoked_at else expired
    return {"id": told.pop("key_id"), **told, "scopes": key.scopes.split(), "state": state}


def _minute(at: datetime | None) -> str:
    return "–" if at is None else f"{at:%Y-%m-%d %H:%M}"


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, list):
        return " ".join(value)
    return "–" if value is None else str(value)
