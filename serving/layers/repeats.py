"""Answers kept by the key of the call, so that one that is repeated changes nothing; revision 0008 has their table."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from history.store import database
from history.store.door import Door
from history.store.schema import UtcTime

METADATA = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})

CALLS = sa.Table(
    "idempotent_calls",
    METADATA,
    sa.Column("call_id", sa.Text(), primary_key=True),
    sa.Column("fingerprint", sa.Text(), nullable=False),
    sa.Column("began_at", UtcTime(), nullable=False),
    sa.Column("status", sa.Integer()),
    sa.Column("location", sa.Text()),
    sa.Column("media_type", sa.Text()),
    sa.Column("body", sa.Text()),
    sa.Index("ix_idempotent_calls_began_at", "began_at"),
)
# So long a call can be repeated.
KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Answer:
    """What a call was answered; `body` is JSON."""

    status: int
    location: str | None
    media_type: str | None
    body: str


@dataclass(frozen=True)
class Former:
    """A call of the same key: what was asked, by its fingerprint, and the answer, None while there is none."""

    fingerprint: str
    answer: Answer | None


class Repeats(Door):
    """The calls of the last day that had a key."""

    def begin(self, call_id: str, fingerprint: str, now: datetime) -> Former | None:
        """Note that a call begins; the one before it of the same id, if there is one: then nothing is noted."""
        old = CALLS.delete().where(CALLS.c.began_at < sa.literal(now - KEPT, UtcTime()))
        with database.explained(self._engine), database.writing(self._engine) as connection:
            connection.execute(old)
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            noted = insert(CALLS).values(call_id=call_id, fingerprint=fingerprint, began_at=now)
            if connection.execute(noted.on_conflict_do_nothing().returning(CALLS.c.call_id)).first():
                return None
            return _former(connection.execute(sa.select(CALLS).where(CALLS.c.call_id == call_id)).mappings().one())

    def end(self, call_id: str, answer: Answer) -> None:
        """Keep the answer. It is committed when this returns."""
        kept = {"status": answer.status, "location": answer.location, "media_type": answer.media_type}
        with database.explained(self._engine), database.writing(self._engine) as connection:
            connection.execute(CALLS.update().where(CALLS.c.call_id == call_id).values(**kept, body=answer.body))

    def forget(self, call_id: str) -> None:
        """A call that changed nothing may be made again."""
        with database.explained(self._engine), database.writing(self._engine) as connection:
            connection.execute(CALLS.delete().where(CALLS.c.call_id == call_id))


def digest(*parts: bytes) -> str:
    """One text for these, that tells where each of them ends."""
    return hashlib.sha256(b"".join(b"%d:%b" % (len(part), part) for part in parts)).hexdigest()


def _former(row: sa.RowMapping) -> Former:
    if row["status"] is None:
        return Former(row["fingerprint"], None)
    return Former(row["fingerprint"], Answer(row["status"], row["location"], row["media_type"], row["body"]))
