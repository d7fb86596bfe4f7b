"""What is to be sent: kept until it is, taken by one server at a time, put aside as dead when all attempts failed."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from history.store import database
from history.store.door import Door
from serving.webhooks.records import DELIVERIES, WEBHOOKS, Delivery, is_delivery_id
from serving.webhooks.states import DeliveryState

# What was taken to be sent, and is not settled by then, is taken for lost and sent again: its server was killed.
LEASE = timedelta(seconds=60)
# So long it can be looked up that something was sent.
KEPT = timedelta(days=30)
_AT_ONCE = 32
# Asked every second, and built once: that takes as long as asking.
_UNSENT = (
    sa.select(DELIVERIES.c.state, sa.func.count())
    .where(DELIVERIES.c.state.in_(["pending", "dead"]))
    .group_by(DELIVERIES.c.state)
)


@dataclass(frozen=True)
class Counts:
    """How many deliveries wait or are being sent, and how many are dead."""

    pending: int
    dead: int


class Outbox(Door):
    """The deliveries."""

    def claim(self, now: datetime, busy: Collection[str]) -> list[Delivery]:
        """What to send at `now`: the delivery that is longest due of each webhook that is not `busy`, some at a time.

        No other server is given it before `LEASE` has passed.
        """
        due = (
            sa.select(DELIVERIES)
            .where(DELIVERIES.c.state == "pending", DELIVERIES.c.due_at <= sa.literal(now, DELIVERIES.c.due_at.type))
            .where(DELIVERIES.c.webhook_id.not_in(list(busy)))
            .order_by(DELIVERIES.c.due_at, DELIVERIES.c.created_at, DELIVERIES.c.delivery_id)
            .limit(_AT_ONCE)
        )
        with database.explained(self._engine):
            # Looking costs no lock; most of the time there is nothing.
            with database.reading(self._engine) as connection:
                if connection.execute(due).first() is None:
                    return []
            with database.writing(self._engine) as connection:
                rows = connection.execute(due.with_for_update(skip_locked=True)).mappings()
                oldest = {row["webhook_id"]: Delivery(**row) for row in reversed(rows.all())}
                return [_taken(connection, each, now) for each in oldest.values()]

    def settle(self, taken: Delivery, settled: Delivery) -> bool:
        """Note what became of what was taken; False where another server has taken it since, or it is deleted."""
        where = (
            DELIVERIES.c.delivery_id == taken.delivery_id,
            DELIVERIES.c.state == "pending",
            DELIVERIES.c.attempts == taken.attempts,
        )
        return self._set(
            where, state=settled.state, due_at=settled.due_at, ended_at=settled.ended_at, outcome=settled.outcome
        )

    def disable(self, webhook_id: str, now: datetime, outcome: str) -> None:
        """Send nothing more to a webhook: whatever waits for it is dead."""
        waiting = DELIVERIES.update().where(DELIVERIES.c.webhook_id == webhook_id, DELIVERIES.c.state == "pending")
        with database.explained(self._engine), database.writing(self._engine) as connection:
            connection.execute(WEBHOOKS.update().where(WEBHOOKS.c.webhook_id == webhook_id).values(disabled_at=now))
            connection.execute(waiting.values(state="dead", ended_at=now, outcome=outcome))

    def retry(self, webhook_id: str, delivery_id: str, now: datetime) -> bool:
        """Send a dead delivery from `now` on, with all attempts before it; False if there is no dead one of that id."""
        if not is_delivery_id(delivery_id):
            return False
        where = (
            DELIVERIES.c.delivery_id == delivery_id,
            DELIVERIES.c.webhook_id == webhook_id,
            DELIVERIES.c.state == "dead",
        )
        return self._set(where, state="pending", attempts=0, due_at=now, ended_at=None)

    def find(self, webhook_id: str, delivery_id: str) -> Delivery | None:
        """The delivery of that id; None if there is none."""
        if not is_delivery_id(delivery_id):
            return None
        wanted = (DELIVERIES.c.delivery_id == delivery_id, DELIVERIES.c.webhook_id == webhook_id)
        with database.explained(self._engine), database.reading(self._engine) as connection:
            row = connection.execute(sa.select(DELIVERIES).where(*wanted)).mappings().one_or_none()
        return None if row is None else Delivery(**row)

    def newest(
        self, webhook_id: str, state: DeliveryState | None, limit: int, after: tuple[datetime, str] | None = None
    ) -> list[Delivery]:
        """At most `limit` of a webhook's, the newest first, from the one after `after` on."""
        kind = DELIVERIES.c.created_at.type
        place = sa.tuple_(DELIVERIES.c.created_at, DELIVERIES.c.delivery_id)
        statement = sa.select(DELIVERIES).where(DELIVERIES.c.webhook_id == webhook_id)
        if state is not None:
            statement = statement.where(DELIVERIES.c.state == state)
        if after is not None:
            statement = statement.where(place < sa.tuple_(sa.literal(after[0], kind), sa.literal(after[1])))
        statement = statement.order_by(DELIVERIES.c.created_at.desc(), DELIVERIES.c.delivery_id.desc()).limit(limit)
        with database.explained(self._engine), database.reading(self._engine) as connection:
            return [Delivery(**row) for row in connection.execute(statement).mappings()]

    def counts(self) -> Counts:
        """How many are not sent, of all webhooks."""
        with database.explained(self._engine), database.reading(self._engine) as connection:
            rows = connection.execute(_UNSENT).all()
        found: dict[str, int] = {row[0]: row[1] for row in rows}
        return Counts(found.get("pending", 0), found.get("dead", 0))

    def forget(self, now: datetime) -> None:
        """Remove what was sent longer ago than `KEPT`; what is dead stays."""
        long_ago = DELIVERIES.c.ended_at < sa.literal(now - KEPT, DELIVERIES.c.ended_at.type)
        with database.explained(self._engine), database.writing(self._engine) as connection:
            connection.execute(DELIVERIES.delete().where(DELIVERIES.c.state == "sent", long_ago))

    def _set(self, where: "tuple[sa.ColumnElement[bool], ...]", **values: object) -> bool:
        with database.explained(self._engine), database.writing(self._engine) as connection:
            return bool(connection.execute(DELIVERIES.update().where(*where).values(**values)).rowcount)


def _taken(connection: sa.Connection, delivery: Delivery, now: datetime) -> Delivery:
    mine = replace(delivery, attempts=delivery.attempts + 1, due_at=now + LEASE)
    where = DELIVERIES.c.delivery_id == delivery.delivery_id
    connection.execute(DELIVERIES.update().where(where).values(attempts=mine.attempts, due_at=mine.due_at))
    return mine
