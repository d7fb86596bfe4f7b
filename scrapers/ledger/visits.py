"""One visit, written down whole or not at all: validators, memory, body, signals, and what was found besides."""

import json
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from history.store.schema import METADATA
from history.store.tombstones import forgotten_accounts
from scrapers.ledger import bodies, postings
from scrapers.ledger.leases import LEASE, Run
from scrapers.ledger.ledger import insert_missing
from scrapers.ledger.tables import SITES, TARGETS, VISITS
from scrapers.ledger.watchlist import add_targets
from scrapers.reading import LOOKED, Answer, Outcome, Reading
from scrapers.signals import first_look
from scrapers.targets import DAY, HOUR, LOOKED_FOR, Target, host_of

SIGNALS = METADATA.tables["signals"]
# As it stands in the details of a first look.
FIRST_LOOK = '"first_look": true'
# Statements of every visit, made once: to put one together costs as much as to run it.
_MEMORY = sa.select(SITES.c.memory).where(SITES.c.host == sa.bindparam("of_host"))
_VISIT = VISITS.insert()
_TARGET = TARGETS.update().where(TARGETS.c.target_id == sa.bindparam("of_target"))
_SITE = SITES.update().where(SITES.c.host == sa.bindparam("of_host"), SITES.c.owner == sa.bindparam("of_owner"))
# A target that fails is tried again after an hour, then two, four …, but at least once in this time.
LONGEST_PAUSE = 14 * DAY


def site_memory(connection: sa.Connection, host: str) -> str | None:
    """What readers learned of a host."""
    return connection.scalars(_MEMORY, {"of_host": host}).first()


def write_down(connection: sa.Connection, run: Run, target: Target, answer: Answer, reading: Reading) -> int:
    """Keep all that a visit brought, within the connection's transaction; says how many signals are new.

    Nothing is kept where the account was forgotten while it was visited.
    """
    digest = answer.page.digest if answer.page else None
    signals = [each.row(target.account_id, digest, answer.at) for each in reading.signals]
    gone = forgotten_accounts(connection, {target.account_id, *(row["account_id"] for row in signals)})
    if target.account_id in gone:
        return 0
    if answer.moved and answer.page:
        insert_missing(connection, SITES, [{"host": host_of(answer.page.url)}])
    connection.execute(_VISIT, _visit(target, answer, reading, digest))
    connection.execute(_TARGET, {"of_target": target.target_id, **_next(target, answer, reading)})
    site: dict[str, Any] = {"of_host": host_of(target.url), "of_owner": run.owner, "leased_until": answer.at + LEASE}
    connection.execute(_SITE, site | ({} if reading.site_memory is None else {"memory": reading.site_memory}))
    if reading.outcome is Outcome.READ or reading.pending:
        bodies.keep(connection, (*answer.earlier, answer.page), answer.at)
    postings.keep(connection, target, reading.jobs, answer.at)
    if reading.found:
        add_targets(connection, target.account_id, target.website, reading.found, "found", answer.at)
    _keep_first_look(connection, target, answer, reading)
    return insert_missing(connection, SIGNALS, [row for row in signals if row["account_id"] not in gone])


def _keep_first_look(connection: sa.Connection, target: Target, answer: Answer, reading: Reading) -> None:
    """That the account was looked at for such signals, once an address that was never read before is read."""
    if reading.outcome in LOOKED and target.digest is None:
        looks = (first_look(kind, answer.at) for kind in LOOKED_FOR[target.kind])
        insert_missing(connection, SIGNALS, [each.row(target.account_id, None, answer.at) for each in looks])


def _visit(target: Target, answer: Answer, reading: Reading, digest: str | None) -> dict[str, Any]:
    return {
        "target_id": target.target_id,
        "account_id": target.account_id,
        "visited_at": answer.at,
        "outcome": reading.outcome.value,
        "status": answer.status,
        "digest": digest,
        "reason": reading.reason or answer.reason,
        "url": answer.page.url if answer.page else None,
        "earlier": json.dumps([page.digest for page in answer.earlier]) if answer.earlier else None,
    }


def _next(target: Target, answer: Answer, reading: Reading) -> dict[str, Any]:
    """The target's columns after the visit. Validators change only with a body that was read."""
    looked = reading.outcome in LOOKED
    values: dict[str, Any] = {"visited_at": answer.at, "failures": 0 if looked else target.failures + 1}
    if looked:
        values["pending"] = reading.pending
    values["due_at"] = answer.at + (_wait(target, reading) if looked else _pause(target, answer, reading))
    if looked and answer.page:
        values |= {"etag": answer.etag, "last_modified": answer.last_modified, "digest": answer.page.digest}
    if looked and answer.page and answer.moved and answer.page.url != target.url:
        values |= {"url": answer.page.url, "host": host_of(answer.page.url)}
    if reading.memory is not None:
        values["memory"] = reading.memory
    if reading.outcome is Outcome.GONE:
        # Should it return as it was, that is to be read again.
        values |= {"etag": None, "last_modified": None, "digest": None}
    return values


def _wait(target: Target, reading: Reading) -> timedelta:
    """Until the next look; a change is looked at again soon, so that it can be told."""
    return target.every / 8 if reading.pending else target.every


def _pause(target: Target, answer: Answer, reading: Reading) -> timedelta:
    least = target.every if reading.outcome is Outcome.GONE else HOUR
    pause: timedelta = min(least * 2 ** min(target.failures, 10), LONGEST_PAUSE)
    return max(pause, min(answer.retry_after or timedelta(0), LONGEST_PAUSE))


def seen(connection: sa.Connection, account_id: str, since: datetime | None = None) -> list[sa.Row[Any]]:
    """The signals of an account, newest first, without the notes of its first looks."""
    is_note = sa.func.coalesce(SIGNALS.c.details, "").contains(FIRST_LOOK, autoescape=True)
    statement = sa.select(SIGNALS).where(SIGNALS.c.account_id == account_id, ~is_note)
    if since is not None:
        statement = statement.where(SIGNALS.c.observed_at >= since)
    return list(connection.execute(statement.order_by(SIGNALS.c.observed_at.desc(), SIGNALS.c.signal_id)))
