"""What salespeople did about a plan, and what came of it: a log of outreach beside the seven tables."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from history.errors import UserError
from history.store import database, tombstones
from history.store.door import Door
from history.store.schema import UtcTime

METADATA = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})
OUTREACH = sa.Table(
    "outreach",
    METADATA,
    sa.Column("outreach_id", sa.Text(), primary_key=True),
    sa.Column("account_id", sa.Text()),
    sa.Column("lead_id", sa.Text()),
    sa.Column("play", sa.Text(), nullable=False),
    sa.Column("role", sa.Text()),
    sa.Column("channel", sa.Text()),
    sa.Column("done_at", UtcTime(), nullable=False),
    sa.Column("outcome", sa.Text(), nullable=False),
    sa.Column("rep_id", sa.Text()),
    sa.Column("note", sa.Text()),
    sa.Column("recorded_at", UtcTime(), nullable=False),
    sa.Index("ix_outreach_account_id", "account_id"),
    sa.Index("ix_outreach_lead_id", "lead_id"),
)

Added = Literal["added", "known", "conflict"]


@dataclass(frozen=True)
class Done:
    """One approach to an account or a lead at `done_at`, noted at `recorded_at` (both aware UTC)."""

    outreach_id: str
    account_id: str | None
    lead_id: str | None
    play: str
    role: str | None
    channel: str | None
    done_at: datetime
    outcome: str
    rep_id: str | None
    note: str | None
    recorded_at: datetime


class OutreachLog(Door):
    """The log. Rows are only ever added."""

    def add(self, done: Done) -> tuple[Added, Done]:
        """Add it, committed when this returns, and give what is stored under its id.

        It is `known` if the same was there before, a `conflict` if something else was: then nothing is added.

        Raises:
            UserError: the account or lead was forgotten.
        """
        with database.explained(self._engine), database.writing(self._engine) as connection:
            added = (
                _insert(connection).values(**asdict(done)).on_conflict_do_nothing().returning(OUTREACH.c.outreach_id)
            )
            if connection.execute(added).first() is not None:
                # Asked afterwards: the insert has waited for whoever forgets at the same moment.
                if tombstones.read(connection).told_of(asdict(done)):
                    raise UserError("It was forgotten.", "To let it in again: leadcast forget --allow ACCOUNT.")
                return "added", done
            same = sa.select(OUTREACH).where(OUTREACH.c.outreach_id == done.outreach_id)
            stored = Done(**connection.execute(same).mappings().one())
        return ("known" if _said(stored) == _said(done) else "conflict"), stored

    def of(self, column: Literal["account_id", "lead_id"], name: str) -> list[Done]:
        """What was done about one account or lead, the newest first."""
        column_ = OUTREACH.c[column]
        statement = sa.select(OUTREACH).where(column_ == name)
        return self._read(statement.order_by(OUTREACH.c.done_at.desc(), OUTREACH.c.outreach_id))

    def until(self, moment: datetime) -> list[Done]:
        """All that was noted by `moment` (aware), the oldest first."""
        statement = sa.select(OUTREACH).where(OUTREACH.c.recorded_at <= sa.literal(moment, UtcTime()))
        return self._read(statement.order_by(OUTREACH.c.done_at, OUTREACH.c.outreach_id))

    def _read(self, statement: "sa.Select[Any]") -> list[Done]:
        with database.explained(self._engine), database.reading(self._engine) as connection:
            return [Done(**row) for row in connection.execute(statement).mappings()]


def _insert(connection: sa.Connection) -> Any:
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(OUTREACH)


def _said(done: Done) -> dict[str, Any]:
    """What its sender said: all but when it was noted here."""
    return {name: value for name, value in asdict(done).items() if name != "recorded_at"}
