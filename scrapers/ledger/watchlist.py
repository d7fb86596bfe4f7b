"""Who is watched, and what is fetched for them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from scrapers.ledger.ledger import add_missing
from scrapers.ledger.tables import SITES, TARGETS, WATCHES
from scrapers.targets import EVERY, Kind, Origin, Proposal, Target, host_of, target_id


def watch(connection: sa.Connection, account_id: str, website: str, now: datetime) -> bool:
    """Put a website of an account on the list, due at once; False if it was there."""
    row = {"account_id": account_id, "website": website, "added_at": now}
    is_new = bool(add_missing(connection, WATCHES, [row]))
    add_targets(connection, account_id, website, [Proposal(website, "home")], "given", now)
    return is_new


def unwatch(connection: sa.Connection, account_id: str | None = None, url: str | None = None) -> int:
    """Take off an account, a website with all its targets, or one target; says how many targets are gone.

    What was collected stays.
    """
    watches = [WATCHES.c.account_id == account_id] if account_id else []
    targets = [TARGETS.c.account_id == account_id] if account_id else []
    if url:
        watches.append(WATCHES.c.website == url)
        targets.append(sa.or_(TARGETS.c.website == url, TARGETS.c.url == url))
    connection.execute(WATCHES.delete().where(*watches))
    return connection.execute(TARGETS.delete().where(*targets)).rowcount


def add_targets(
    connection: sa.Connection,
    account_id: str,
    website: str,
    proposals: Iterable[Proposal],
    origin: Origin,
    now: datetime,
) -> int:
    """Add what is not there yet, due at once; says how many that were."""
    rows = [
        {
            "target_id": target_id(account_id, each.url),
            "account_id": account_id,
            "website": website,
            "url": each.url,
            "host": host_of(each.url),
            "kind": each.kind,
            "origin": origin,
            "every_s": _seconds(each.kind),
            "due_at": now,
            "failures": 0,
            "pending": False,
        }
        for each in proposals
    ]
    add_missing(connection, SITES, [{"host": host} for host in dict.fromkeys(row["host"] for row in rows)])
    return add_missing(connection, TARGETS, rows)


def set_kind(connection: sa.Connection, account_id: str, url: str, kind: Kind) -> bool:
    """Read a target as another kind from now on, anew; False if there is no such target."""
    anew = {"etag": None, "last_modified": None, "digest": None, "memory": None, "pending": False}
    statement = TARGETS.update().where(TARGETS.c.target_id == target_id(account_id, url))
    return bool(connection.execute(statement.values(kind=kind, every_s=_seconds(kind), **anew)).rowcount)


def _seconds(kind: Kind) -> int:
    return int(EVERY[kind].total_seconds())


def listed(connection: sa.Connection, account_id: str | None = None) -> list[sa.Row[Any]]:
    """All targets, or those of one account, in the order of account, website and kind."""
    statement = sa.select(TARGETS).order_by(TARGETS.c.account_id, TARGETS.c.website, TARGETS.c.kind, TARGETS.c.url)
    if account_id:
        statement = statement.where(TARGETS.c.account_id == account_id)
    return list(connection.execute(statement))


def as_target(row: sa.Row[Any]) -> Target:
    """A row of `targets` as the engine takes it."""
    return Target(
        target_id=row.target_id,
        account_id=row.account_id,
        website=row.website,
        url=row.url,
        kind=row.kind,
        every=timedelta(seconds=row.every_s),
        failures=row.failures,
        pending=row.pending,
        visited_at=row.visited_at,
        etag=row.etag,
        last_modified=row.last_modified,
        digest=row.digest,
        memory=row.memory,
    )
