"""One open lead, with what the causes of its fall are looked for in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import pandas as pd

from features.touches import INBOUND, OUTBOUND
from history.tables import TERMINAL_STAGES
from models.dossier import Dossier, Row
from models.evidence import Evidence, evidence_of
from models.today.calendar import WorkingDays
from models.today.habits import Habits
from models.today.settings import TodaySettings

MOST_EVIDENCE = 5
RECENT = timedelta(days=30)


@dataclass(frozen=True, eq=False)
class Case:
    """`dossier` is the lead's; `load` counts the open leads of its rep a week ago and now, NaN for none.

    `stages` are the open stages in their order.
    """

    dossier: Dossier
    habits: Habits
    settings: TodaySettings
    days: WorkingDays
    stages: tuple[str, ...]
    load: tuple[float, float]

    @property
    def lead(self) -> Row:
        """The version of the lead that holds."""
        return self.dossier.leads[self.dossier.id]

    @cached_property
    def touches(self) -> Sequence[Row]:
        """The touches of the lead itself, oldest first."""
        return [row for row in self.dossier["activities"] if row["lead_id"] == self.dossier.id]

    @cached_property
    def moves(self) -> Sequence[Row]:
        """Its changes between open stages, oldest first, a stage that is merely said again left out."""
        found: list[Row] = []
        for row in self.dossier["stage_changes"]:
            if row["stage"] not in TERMINAL_STAGES and (not found or found[-1]["stage"] != row["stage"]):
                found.append(row)
        return found

    def inbound(self, row: Row) -> bool:
        """Whether the customer took part: called, wrote, or met us."""
        return _direction(row) in INBOUND or row["kind"] in self.settings.meetings

    def outbound(self, row: Row) -> bool:
        """Whether we did something; a touch without a direction is ours, where none tells its direction."""
        return _direction(row) in OUTBOUND or row["kind"] in self.settings.meetings or not self.habits.two_way

    def days_since(self, moment: datetime) -> int:
        """Whole days until now."""
        return (self.dossier.as_of - moment) // timedelta(days=1)

    def working_days(self, start: datetime, end: datetime | None = None) -> int:
        """Working days until `end` (default: now), counted as `WorkingDays.between` does."""
        return self.days.between_two(start, end or self.dossier.as_of)

    def is_recent(self, moment: datetime) -> bool:
        """Whether it was within the last thirty days: what is longer ago is no news."""
        return self.dossier.as_of - moment <= RECENT

    def local(self, moment: datetime) -> datetime:
        """The moment in business time."""
        return pd.Timestamp(moment).tz_convert(self.dossier.business.time_zone).to_pydatetime()


def cited(*rows: Row) -> tuple[Evidence, ...]:
    """The newest five as evidence, the newest first."""
    return tuple(evidence_of(row) for row in sorted(rows, key=lambda row: row.at, reverse=True)[:MOST_EVIDENCE])


def _direction(row: Row) -> str:
    return str(row["direction"] or "").strip().lower()
