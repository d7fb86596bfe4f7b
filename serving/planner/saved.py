"""Saved scenarios, in the history's database; revision 0003 of its migrations creates their table."""

import re
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from history.store import database
from history.store.door import Door
from history.store.schema import UtcTime

METADATA = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})

SCENARIOS = sa.Table(
    "scenarios",
    METADATA,
    sa.Column("scenario_id", sa.Text(), primary_key=True),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("author", sa.Text(), nullable=False),
    sa.Column("saved_at", UtcTime(), nullable=False),
    sa.Column("plan", sa.Text(), nullable=False),
    sa.Column("question", sa.Text()),
    sa.Index("ix_scenarios_saved_at", "saved_at", "scenario_id"),
)

_ID = r"[0-9a-f]{16}"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Saved:
    """A scenario that `author` saved at `saved_at` (aware UTC): `plan` is JSON, `question` what it was asked as."""

    scenario_id: str
    name: str
    author: str
    saved_at: datetime
    plan: str
    question: str | None = None

    @property
    def cursor(self) -> str:
        """What the list goes on after; it stays valid when the scenario is deleted."""
        return f"{(self.saved_at - _EPOCH) // _MICROSECOND}-{self.scenario_id}"


def new_id() -> str:
    """An id that none had before, a deleted one included, so that an old link never leads to another scenario."""
    return secrets.token_hex(8)


def read_cursor(cursor: str) -> tuple[datetime, str]:
    """The time and the id that a cursor stands for.

    Raises:
        ValueError: this is no cursor of ours.
    """
    found = re.fullmatch(rf"(\d{{1,16}})-({_ID})", cursor, re.ASCII)
    if not found:
        raise ValueError("no cursor")
    return _EPOCH + int(found[1]) * _MICROSECOND, found[2]


class SavedScenarios(Door):
    """The saved scenarios."""

    def add(self, saved: Saved) -> None:
        """Keep it. It is committed when this returns."""
        with database.explained(self._engine), database.writing(self._engine) as connection:
            connection.execute(SCENARIOS.insert().values(**asdict(saved)))

    def newest(self, limit: int, after: tuple[datetime, str] | None = None) -> list[Saved]:
        """At most `limit` of them, the newest first, from the one after `after` on; ids order those of one moment."""
        place = sa.tuple_(SCENARIOS.c.saved_at, SCENARIOS.c.scenario_id)
        statement = sa.select(SCENARIOS).order_by(SCENARIOS.c.saved_at.desc(), SCENARIOS.c.scenario_id.desc())
        if after is not None:
            statement = statement.where(place < sa.tuple_(sa.literal(after[0], UtcTime()), sa.literal(after[1])))
        with database.explained(self._engine), database.reading(self._engine) as connection:
            return [Saved(**row) for row in connection.execute(statement.limit(limit)).mappings()]

    def find(self, scenario_id: str) -> Saved | None:
        """The one of that id; None if there is none."""
        if not re.fullmatch(_ID, scenario_id):
            return None
        statement = sa.select(SCENARIOS).where(SCENARIOS.c.scenario_id == scenario_id)
        with database.explained(self._engine), database.reading(self._engine) as connection:
            row = connection.execute(statement).mappings().one_or_none()
        return None if row is None else Saved(**row)

    def delete(self, scenario_id: str) -> bool:
        """Remove its row for good; False if there is none."""
        if not re.fullmatch(_ID, scenario_id):
            return False
        statement = SCENARIOS.delete().where(SCENARIOS.c.scenario_id == scenario_id)
        with database.explained(self._engine), database.writing(self._engine) as connection:
            return bool(connection.execute(statement).rowcount)
