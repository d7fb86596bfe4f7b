"""What is remembered of events: which were taken, so that each is taken once, and which were refused, and why."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from history.events.event import Event, Outcome, digest_of
from history.store.schema import UtcTime

METADATA = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})
EVENTS = sa.Table(
    "events",
    METADATA,
    sa.Column("digest", sa.Text(), primary_key=True),
    sa.Column("received_at", UtcTime(), nullable=False),
)
REJECTS = sa.Table(
    "event_rejects",
    METADATA,
    sa.Column("digest", sa.Text(), primary_key=True),
    sa.Column("received_at", UtcTime(), nullable=False),
    sa.Column("source", sa.Text(), nullable=False),
    sa.Column("event_id", sa.Text(), nullable=False),
    sa.Column("type", sa.Text(), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("event", sa.Text(), nullable=False),
    sa.Column("size", sa.Integer(), nullable=False),
    sa.Index("ix_event_rejects_received_at", "received_at"),
)
# Of a refused event this many characters are kept.
MOST_KEPT = 65_536
_MOST_ATTRIBUTE = 1_000
_BITE = 500


def taken_before(connection: sa.Connection, digests: list[str]) -> set[str]:
    """Those of the `digests` whose events were taken."""
    found: set[str] = set()
    for start in range(0, len(digests), _BITE):
        wanted = EVENTS.c.digest.in_(digests[start : start + _BITE])
        found.update(connection.scalars(sa.select(EVENTS.c.digest).where(wanted)))
    return found


def remember(connection: sa.Connection, taken: Iterable[Event], refused: list[dict[str, Any]]) -> None:
    """Keep that events were taken, and the rows of those that were not (see `refusal` and `nameless`)."""
    rows = {event.digest: {"digest": event.digest, "received_at": event.received_at} for event in taken}
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for table, new in ((EVENTS, list(rows.values())), (REJECTS, refused)):
        if new:
            connection.execute(insert(table).on_conflict_do_nothing(), new)


def refusal(event: Event, reason: str) -> dict[str, Any]:
    """The same event refused for the same reason is kept once."""
    return {
        "digest": digest_of(event.source, event.id, event.raw, reason),
        "received_at": event.received_at,
        "source": _storable(event.source),
        "event_id": _storable(event.id),
        "type": _storable(event.type),
        "reason": reason.replace("\0", "\ufffd"),
        "event": event.raw[:MOST_KEPT],
        "size": len(event.raw),
    }


def nameless(event: Event, outcome: Outcome) -> dict[str, Any]:
    """That an event was refused, and nothing by which to know whom it told of."""
    kept = {"event_id": "", "source": "", "event": "", "size": 0}
    return refusal(event, "; ".join(outcome.errors)) | kept


def _storable(attribute: str) -> str:
    return attribute[:_MOST_ATTRIBUTE].replace("\0", "\ufffd")
