"""What was pushed to whom, what waits, and what held when alerts were last looked for: two tables beside the history.

Revision 0007 of the history's migrations creates them. A push is written down before it is sent, under a key that its
target has once: whoever finds the same again, in whichever process, writes nothing. A sender first takes what is due,
so that two never send the same. One that dies while sending leaves it taken; it is due again after `LEASE`, since a
message that comes twice is better than one that never comes.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from history.store import database
from history.store.door import Door
from history.store.schema import UtcTime

METADATA = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})
PUSHES = sa.Table(
    "pushes",
    METADATA,
    sa.Column("target", sa.Text(), primary_key=True),
    sa.Column("key", sa.Text(), primary_key=True),
    sa.Column("kind", sa.Text(), nullable=False),
    sa.Column("title", sa.Text(), nullable=False),
    sa.Column("body", sa.Text(), nullable=False),
    sa.Column("found_at", UtcTime(), nullable=False),
    sa.Column("status", sa.Text(), nullable=False),
    sa.Column("attempts", sa.Integer(), nullable=False),
    sa.Column("due_at", UtcTime(), nullable=False),
    sa.Column("sent_at", UtcTime()),
    sa.Column("fault", sa.Text()),
)
MARKS = sa.Table(
    "push_marks",
    METADATA,
    sa.Column("mark", sa.Text(), primary_key=True),
    sa.Column("at", UtcTime(), nullable=False),
)

LEASE = timedelta(minutes=15)
# After so many attempts, over some forty hours that were not quiet, a target is gone rather than busy.
MOST_ATTEMPTS = 12
WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 180, 360))
AT_ONCE = 200

Status = Literal["waiting", "taken", "sent", "given up"]


@dataclass(frozen=True)
class Push:
    """Something for a target to be told: `body` in its language and form. `due_at` (aware) is when it is next tried.

    `key` names what it is about, `kind` is "digest" or the phrase that an alert stands below, `fault` what went wrong
    last.
    """

    target: str
    key: str
    kind: str
    title: str
    body: str
    found_at: datetime
    due_at: datetime
    status: Status = "waiting"
    attempts: int = 0
    sent_at: datetime | None = None
    fault: str | None = None


class Ledger(Door):
    """Pushes and marks; all times are aware."""

    def add(self, pages: Sequence[Push]) -> int:
        """Write down the pages of one digest, unless its target has the first already; how many that were.

        Pages of a digest that was made again, of later data, are no pages of the one that was sent.
        """
        with database.explained(self._engine), database.writing(self._engine) as connection:
            return 1 + _added(connection, pages[1:]) if _added(connection, pages[:1]) else 0

    def take(self, target: str, now: datetime) -> list[Push]:
        """What is due for `target`, oldest first and now taken by the caller, who must tell `sent` or `failed`."""
        due = sa.and_(
            PUSHES.c.target == target,
            PUSHES.c.status.in_(("waiting", "taken")),
            PUSHES.c.due_at <= sa.literal(now, UtcTime()),
        )
        order = (PUSHES.c.found_at, PUSHES.c.key)
        wanted = sa.select(PUSHES).where(due).order_by(*order).limit(AT_ONCE).with_for_update(skip_locked=True)
        with database.explained(self._engine), database.writing(self._engine) as connection:
            found = [Push(**row) for row in connection.execute(wanted).mappings()]
            change = {"status": "taken", "due_at": now + LEASE, "attempts": PUSHES.c.attempts + 1}
            connection.execute(_of(target, found).values(**change))
        return found

    def sent(self, target: str, pushes: Sequence[Push], now: datetime) -> None:
        """They went out."""
        self._change(target, pushes, status="sent", sent_at=now, fault=None)

    def failed(self, target: str, pushes: Sequence[Push], now: datetime, fault: str) -> None:
        """They did not: tried again later and later, and in the end given up. `fault` holds no secret."""
        for push in pushes:
            attempts = push.attempts + 1
            status = "given up" if attempts >= MOST_ATTEMPTS else "waiting"
            due_at = now + WAITS[min(attempts, len(WAITS)) - 1]
            self._change(target, [push], status=status, due_at=due_at, fault=fault)

    def marks(self) -> dict[str, datetime]:
        """What held at the last look, and when."""
        with database.explained(self._engine), database.reading(self._engine) as connection:
            return Looking(connection).marks()

    def state(self) -> list[dict[str, Any]]:
        """By `target` and `status`: the `count`, when the `oldest` was found, and a `fault` of one of them."""
        by = PUSHES.c.target, PUSHES.c.status
        figures = (
            sa.func.count().label("count"),
            sa.func.min(PUSHES.c.found_at, type_=UtcTime()).label("oldest"),
            sa.func.max(PUSHES.c.fault).label("fault"),
        )
        with database.explained(self._engine), database.reading(self._engine) as connection:
            found = connection.execute(sa.select(*by, *figures).group_by(*by).order_by(*by))
            return [dict(row) for row in found.mappings()]

    @contextmanager
    def looking(self) -> "Iterator[Looking]":
        """One who looks for alerts, alone: marks that change and pushes that follow from it are written together."""
        with database.explained(self._engine), database.writing(self._engine) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text("LOCK TABLE push_marks IN EXCLUSIVE MODE"))
            yield Looking(connection)

    def _change(self, target: str, pushes: Sequence[Push], **values: Any) -> None:
        with database.explained(self._engine), database.writing(self._engine) as connection:
            connection.execute(_of(target, pushes).values(**values))


class Looking:
    """What held when alerts were last looked for, inside of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def marks(self) -> dict[str, datetime]:
        """When each mark was set last."""
        return {row.mark: row.at for row in self._connection.execute(sa.select(MARKS))}

    def set(self, marks: Iterable[str], now: datetime) -> None:
        """Set these marks, anew where they are set."""
        rows = [{"mark": mark, "at": now} for mark in sorted(marks)]
        if rows:
            insert = _insert(self._connection)(MARKS)
            statement = insert.on_conflict_do_update(index_elements=["mark"], set_={"at": insert.excluded.at})
            self._connection.execute(statement, rows)

    def clear(self, marks: Iterable[str]) -> None:
        """Take these marks away."""
        for mark in sorted(marks):
            self._connection.execute(MARKS.delete().where(MARKS.c.mark == mark))

    def add(self, pushes: Iterable[Push]) -> int:
        """Write down those whose target has not got their key yet; how many that were."""
        return _added(self._connection, pushes)


def _added(connection: sa.Connection, pushes: Iterable[Push]) -> int:
    insert, new = _insert(connection), 0
    for push in pushes:
        statement = insert(PUSHES).values(**asdict(push)).on_conflict_do_nothing(index_elements=["target", "key"])
        new += len(connection.execute(statement.returning(PUSHES.c.key)).all())
    return new


def _insert(connection: sa.Connection) -> Any:
    return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert


def _of(target: str, pushes: Sequence[Push]) -> "sa.Update":
    return PUSHES.update().where(PUSHES.c.target == target, PUSHES.c.key.in_([push.key for push in pushes]))
