"""The webhooks there are, and on which side of each one's threshold the scores stand."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from history.store import database
from history.store.door import Door
from serving.webhooks.records import DELIVERIES, SIDES, WEBHOOKS, Delivery, Webhook, is_webhook_id

_BITE = 500


@dataclass(frozen=True)
class Side:
    """On which side of a webhook's threshold a score stood last, and by which score: its model's promotion, its moment.

    Scores are ordered by that pair; an older one, which another server may still hold, says nothing against this.
    """

    entity_id: str
    is_above: bool
    promoted_at: datetime
    as_of: datetime


class Webhooks(Door):
    """The webhooks."""

    def add(self, webhook: Webhook, sides: Sequence[Side]) -> None:
        """Keep it, with the scores that are above already: they tell nobody anything. Committed when this returns."""
        with database.explained(self._engine), database.writing(self._engine) as connection:
            connection.execute(WEBHOOKS.insert().values(**_stored(webhook)))
            put_sides(connection, webhook, sides)

    def all(self) -> list[Webhook]:
        """All of them, the oldest first."""
        statement = sa.select(WEBHOOKS).order_by(WEBHOOKS.c.created_at, WEBHOOKS.c.webhook_id)
        with database.explained(self._engine), database.reading(self._engine) as connection:
            return [_read(row) for row in connection.execute(statement).mappings()]

    def find(self, webhook_id: str) -> Webhook | None:
        """The one of that id; None if there is none."""
        if not is_webhook_id(webhook_id):
            return None
        statement = sa.select(WEBHOOKS).where(WEBHOOKS.c.webhook_id == webhook_id)
        with database.explained(self._engine), database.reading(self._engine) as connection:
            row = connection.execute(statement).mappings().one_or_none()
        return None if row is None else _read(row)

    def delete(self, webhook_id: str) -> bool:
        """Remove it for good, with all that was sent or is still to be sent; False if there is none."""
        if not is_webhook_id(webhook_id):
            return False
        with database.explained(self._engine), database.writing(self._engine) as connection:
            # The webhook first: it is what those who add sides and deliveries hold on to.
            found = connection.execute(WEBHOOKS.delete().where(WEBHOOKS.c.webhook_id == webhook_id)).rowcount
            for table in (SIDES, DELIVERIES):
                connection.execute(table.delete().where(table.c.webhook_id == webhook_id))
        return bool(found)

    def rotate(self, webhook_id: str, secret: str, until: datetime) -> bool:
        """Sign by `secret` from now on, and before `until` by the present one as well; False if there is none to do so.

        The one before the present one, if it was still good, is so no more.
        """
        mine = WEBHOOKS.update().where(WEBHOOKS.c.webhook_id == webhook_id, WEBHOOKS.c.disabled_at.is_(None))
        changed = mine.values(secret=secret, former_secret=WEBHOOKS.c.secret, former_until=until)
        with database.explained(self._engine), database.writing(self._engine) as connection:
            return bool(connection.execute(changed).rowcount)

    def drop_former(self, now: datetime) -> None:
        """Remove former secrets that nothing is signed by any more."""
        over = WEBHOOKS.c.former_until <= sa.literal(now, WEBHOOKS.c.former_until.type)
        with database.explained(self._engine), database.writing(self._engine) as connection:
            connection.execute(WEBHOOKS.update().where(over).values(former_secret=None, former_until=None))

    def above(self, webhook: Webhook, entity: str) -> set[str]:
        """Whose scores stand above."""
        statement = sa.select(SIDES.c.entity_id).where(*_of(webhook, entity), SIDES.c.is_above)
        with database.explained(self._engine), database.reading(self._engine) as connection:
            return set(connection.scalars(statement))

    @contextmanager
    def holding(self, webhook: Webhook) -> Iterator[sa.Connection | None]:
        """A transaction in which no other server moves its sides; None if it has been deleted or disabled."""
        mine = sa.select(WEBHOOKS.c.webhook_id).where(
            WEBHOOKS.c.webhook_id == webhook.webhook_id, WEBHOOKS.c.disabled_at.is_(None)
        )
        with database.explained(self._engine), database.writing(self._engine) as connection:
            is_there = connection.execute(mine.with_for_update()).first() is not None
            yield connection if is_there else None


def sides_of(connection: sa.Connection, webhook: Webhook, entity: str, ids: Sequence[str]) -> dict[str, Side]:
    """The sides of these ids, where there are any."""
    columns = (SIDES.c.entity_id, SIDES.c.is_above, SIDES.c.promoted_at, SIDES.c.as_of)
    found: dict[str, Side] = {}
    for start in range(0, len(ids), _BITE):
        wanted = SIDES.c.entity_id.in_(ids[start : start + _BITE])
        rows = connection.execute(sa.select(*columns).where(*_of(webhook, entity), wanted)).mappings()
        found.update((row["entity_id"], Side(**row)) for row in rows)
    return found


def put_sides(connection: sa.Connection, webhook: Webhook, sides: Sequence[Side], entity: str = "") -> None:
    """Note these sides in place of the former ones; `entity` is what is scored, else what was at the beginning."""
    if not sides:
        return
    insert = (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(SIDES)
    named = {name: insert.excluded[name] for name in ("is_above", "promoted_at", "as_of")}
    statement = insert.on_conflict_do_update(index_elements=["webhook_id", "entity", "entity_id"], set_=named)
    shared = {"webhook_id": webhook.webhook_id, "entity": entity or webhook.entity}
    connection.execute(statement, [shared | asdict(side) for side in sides])


def put_deliveries(connection: sa.Connection, deliveries: Sequence[Delivery]) -> None:
    """Note what is to be sent."""
    if deliveries:
        connection.execute(DELIVERIES.insert(), [asdict(each) for each in deliveries])


def _of(webhook: Webhook, entity: str) -> "tuple[sa.ColumnElement[bool], ...]":
    return SIDES.c.webhook_id == webhook.webhook_id, SIDES.c.entity == entity


def _stored(webhook: Webhook) -> dict[str, Any]:
    return asdict(webhook) | {"regions": json.dumps(webhook.regions, ensure_ascii=False)}


def _read(row: sa.RowMapping) -> Webhook:
    return Webhook(**{**row, "regions": tuple(json.loads(row["regions"]))})
