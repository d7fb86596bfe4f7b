"""Which run works on which host: one at a time, and what a dead run left behind is taken over."""

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from scrapers.ledger.tables import SITES, TARGETS
from scrapers.ledger.watchlist import as_target
from scrapers.targets import Target

# Longer than one visit with all its retries takes; renewed with every visit.
LEASE = timedelta(minutes=10)
_HOLD = SITES.update().where(SITES.c.host == sa.bindparam("of_host"), SITES.c.owner == sa.bindparam("of_owner"))
_RELEASE = _HOLD.values(owner=None, leased_until=None)


@dataclass(frozen=True)
class Run:
    """One pass over what is due. `everything` takes in what is not due yet, `account_id` leaves out all others."""

    owner: str
    started: datetime
    everything: bool = False
    account_id: str | None = None

    @property
    def is_due(self) -> sa.ColumnElement[bool]:
        """The targets of this run: each at most once."""
        unseen = sa.or_(TARGETS.c.visited_at.is_(None), TARGETS.c.visited_at < self.started)
        due = sa.true() if self.everything else TARGETS.c.due_at <= self.started
        fresh = sa.and_(TARGETS.c.visited_at.is_(None), TARGETS.c.due_at > self.started)
        mine = sa.true() if self.account_id is None else TARGETS.c.account_id == self.account_id
        return sa.and_(unseen, sa.or_(due, fresh), mine)

    @cached_property
    def next_of_host(self) -> "sa.Select[Any]":
        """The target of a host that is due longest; made once, as it is asked for after every visit."""
        of_host = sa.select(TARGETS).where(TARGETS.c.host == sa.bindparam("of_host"), self.is_due)
        return of_host.order_by(TARGETS.c.due_at).limit(1)


def own_name() -> str:
    """This process, as other machines and later runs can tell it."""
    return f"{socket.gethostname()}:{os.getpid()}"


def claim(connection: sa.Connection, run: Run, now: datetime, most: int) -> list[str]:
    """Lease up to `most` hosts that have something due and that no living run works on, longest overdue first."""
    free = sa.or_(SITES.c.owner.is_(None), SITES.c.leased_until <= now, SITES.c.owner.in_(_dead(connection)))
    waiting = sa.select(TARGETS.c.host, sa.func.min(TARGETS.c.due_at).label("due")).where(run.is_due)
    due = waiting.group_by(TARGETS.c.host).subquery()
    chosen = sa.select(SITES.c.host).join(due, due.c.host == SITES.c.host).where(free).order_by(due.c.due).limit(most)
    if connection.dialect.name == "postgresql":
        chosen = chosen.with_for_update(of=SITES, skip_locked=True)
    hosts = list(connection.scalars(chosen))
    if hosts:
        lease = {"owner": run.owner, "leased_until": now + LEASE}
        connection.execute(SITES.update().where(SITES.c.host.in_(hosts)).values(lease))
    return hosts


def _dead(connection: sa.Connection) -> list[str]:
    """Owners on this machine whose process is gone."""
    owners = connection.scalars(sa.select(SITES.c.owner).where(SITES.c.owner.is_not(None)).distinct())
    return [owner for owner in owners if not _lives(owner)]


def _lives(owner: str) -> bool:
    machine, _, process = owner.rpartition(":")
    if machine != socket.gethostname():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def hold(connection: sa.Connection, host: str, run: Run, now: datetime) -> bool:
    """Renew the lease of a host that was claimed a while ago; False if another run has taken it over meanwhile."""
    return bool(
        connection.execute(_HOLD, {"of_host": host, "of_owner": run.owner, "leased_until": now + LEASE}).rowcount
    )


def release(connection: sa.Connection, host: str, run: Run) -> None:
    """Give a host back."""
    connection.execute(_RELEASE, {"of_host": host, "of_owner": run.owner})


def next_target(connection: sa.Connection, host: str, run: Run) -> Target | None:
    """What is due longest on a leased host; None when the run is done with it."""
    row = connection.execute(run.next_of_host, {"of_host": host}).first()
    return None if row is None else as_target(row)


def count_due(connection: sa.Connection, run: Run) -> int:
    """How many targets the run has before it."""
    return connection.scalars(sa.select(sa.func.count()).select_from(TARGETS).where(run.is_due)).one()
