"""What earlier visits read, from the bodies that were kept: for readers that know better by now."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from scrapers.ledger.tables import TARGETS, VISITS
from scrapers.ledger.watchlist import as_target
from scrapers.reading import LOOKED
from scrapers.targets import Kind, Target

# Readers of these learn from each other's pages on one host, and so are read again together.
TOGETHER: tuple[Kind, ...] = ("home", "page", "careers")
_OUTCOMES = [each.value for each in LOOKED]
_VISITS = (
    sa.select(VISITS)
    .where(VISITS.c.target_id.in_(sa.bindparam("of_targets", expanding=True)), VISITS.c.outcome.in_(_OUTCOMES))
    .order_by(VISITS.c.visited_at, VISITS.c.visit_id)
)


@dataclass(frozen=True)
class Visit:
    """A visit that was answered: when (aware UTC), what came of it, and the bodies it brought, by digest.

    `url` is where the answer came from, None where it brought none; `earlier` are the bodies that it went on from.
    """

    target_id: str
    at: datetime
    outcome: str
    url: str | None
    digest: str | None
    earlier: tuple[str, ...]


def groups(connection: sa.Connection, account_id: str | None = None) -> list[tuple[Target, ...]]:
    """Targets that are read again together, without what was learned of them: a website's pages, all others alone.

    With an account, those groups alone that it has a target in.
    """
    found: dict[tuple[str, str], list[Target]] = {}
    for row in connection.execute(sa.select(TARGETS).order_by(TARGETS.c.host, TARGETS.c.target_id)):
        target = as_target(row)
        part = "" if target.kind in TOGETHER else target.target_id
        found.setdefault((row.host, part), []).append(replace(target, memory=None, digest=None, pending=False))
    return [tuple(some) for some in found.values() if account_id in (None, *(each.account_id for each in some))]


def visits_of(connection: sa.Connection, targets: tuple[Target, ...]) -> Iterator[Visit]:
    """The visits of these targets that were answered, in the order of their times."""
    for row in connection.execute(_VISITS, {"of_targets": [each.target_id for each in targets]}):
        earlier = tuple(json.loads(row.earlier)) if row.earlier else ()
        yield Visit(row.target_id, row.visited_at, row.outcome, row.url, row.digest, earlier)
