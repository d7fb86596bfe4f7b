"""The entries of the audit; revision 0004 of the migrations creates their table. Rows, answers, secrets are in none."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from secrets import token_hex
from typing import Any

import sqlalchemy as sa

from history.store import database
from history.store.door import Door
from history.store.schema import UtcTime

METADATA = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})
AUDIT = sa.Table(
    "audit",
    METADATA,
    sa.Column("audit_id", sa.Text(), primary_key=True),
    sa.Column("at", UtcTime(), nullable=False),
    sa.Column("actor", sa.Text(), nullable=False),
    sa.Column("method", sa.Text(), nullable=False),
    sa.Column("route", sa.Text(), nullable=False),
    sa.Column("subject", sa.Text()),
    sa.Column("status", sa.Integer()),
    sa.Column("client", sa.Text()),
    sa.Column("request_id", sa.Text()),
    sa.Index("ix_audit_at", "at", "audit_id"),
)


@dataclass(frozen=True)
class Entry:
    """One call of the API, or one command, whose `method` is `RUN`.

    `actor` is the id of a key, `loopback` or `nobody`; of a command, the user of the operating system. `route` is the
    template of a route or the name of a command, `subject` the id of what was changed or how much was, never what a
    company is called. `status` is the HTTP status of the answer or the exit status of the command, `client` the
    caller's address, or `command line` and the name of the machine.
    """

    at: datetime
    actor: str
    method: str
    route: str
    subject: str | None = None
    status: int | None = None
    client: str | None = None
    request_id: str | None = None
    audit_id: str = field(default_factory=lambda: token_hex(8))

    def to_json(self) -> dict[str, Any]:
        """The entry for a program; its time as ISO 8601 in UTC."""
        # It is flat, so that `asdict`, which copies all within, would say the same in ten times the time.
        return vars(self) | {"at": self.at.isoformat()}


class Audit(Door):
    """What was noted."""

    def add(self, entry: Entry) -> None:
        """Keep it. It is committed when this returns."""
        with database.explained(self._engine), database.writing(self._engine) as connection:
            connection.execute(AUDIT.insert().values(**asdict(entry)))

    def trim(self, before: datetime, bite: int = 1_000) -> int:
        """Remove the entries before that moment (aware), and say how many; `bite` at a time, so that nobody waits."""
        old = sa.select(AUDIT.c.audit_id).where(AUDIT.c.at < sa.literal(before, UtcTime())).order_by(AUDIT.c.at)
        oldest = AUDIT.delete().where(AUDIT.c.audit_id.in_(old.limit(bite)))
        gone = 0
        while True:
            with database.explained(self._engine), database.writing(self._engine) as connection:
                count = connection.execute(oldest).rowcount
            gone += count
            if count < bite:
                return gone

    def since(self, moment: datetime | None, limit: int) -> list[Entry]:
        """The newest `limit` of those at `moment` (aware) or later, the oldest of them first."""
        statement = sa.select(AUDIT).order_by(AUDIT.c.at.desc(), AUDIT.c.audit_id.desc()).limit(limit)
        if moment is not None:
            statement = statement.where(AUDIT.c.at >= sa.literal(moment, UtcTime()))
        with database.explained(self._engine), database.reading(self._engine) as connection:
            return [Entry(**row) for row in connection.execute(statement).mappings()][::-1]
