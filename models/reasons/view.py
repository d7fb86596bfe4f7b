"""An account or lead as its facts are told: the rows known of it, its features, and its local days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from history.tables import TERMINAL_STAGES
from models.dossier import Dossier, Row
from models.evidence import Text
from models.phrases import Value

DAY = timedelta(days=1)


class Fact(NamedTuple):
    """A sentence to be: the message, its values, and the rows that it speaks of in any order."""

    message: str
    values: Mapping[str, Value] = {}
    rows: Sequence[Row] = ()


@dataclass(frozen=True, eq=False)
class View:
    """`dossier` holds the rows, `features` the values of the row that was scored, None where one is unknown.

    `raises` says which way the facts move the score: of two sentences that both are true, the one that goes with it is
    told.
    """

    dossier: Dossier
    features: Mapping[str, float | str | None]
    raises: bool = True

    @property
    def is_lead(self) -> bool:
        """Whether it is a lead."""
        return self.dossier.entity == "lead"

    @cached_property
    def lead(self) -> Row | None:
        """Of a lead, the version that holds."""
        return self.dossier.leads.get(self.dossier.id)

    @cached_property
    def account_id(self) -> str | None:
        """The account, or that of the lead; None where nobody knows."""
        if not self.is_lead:
            return self.dossier.id
        return None if self.lead is None else self.lead["account_id"]

    @cached_property
    def touches(self) -> list[Row]:
        """Its own activities, oldest first: an account's with those of its leads, a lead's without its account's."""
        rows = self.dossier["activities"]
        return [row for row in rows if not self.is_lead or row["lead_id"] == self.dossier.id]

    @cached_property
    def ends(self) -> list[Row]:
        """The change that ended each lead, as it was known first; oldest first."""
        first: dict[str, Row] = {}
        for row in sorted(self.dossier["stage_changes"], key=lambda row: (max(row.at, row.recorded_at), row.at)):
            if row["stage"] in TERMINAL_STAGES:
                first.setdefault(row["lead_id"], row)
        return sorted(first.values(), key=lambda row: row.at)

    @cached_property
    def moves(self) -> list[Row]:
        """The changes between open stages, oldest first."""
        return [row for row in self.dossier["stage_changes"] if row["stage"] not in TERMINAL_STAGES]

    def number(self, feature: str) -> float | None:
        """The value of a numeric feature; None where it is unknown or no column."""
        found = self.features.get(feature)
        return found if isinstance(found, float) else None

    def numbers(self, *features: str) -> list[float] | None:
        """The values of several, None unless all are known."""
        found = [value for name in features if (value := self.number(name)) is not None]
        return found if len(found) == len(features) else None

    def name(self, feature: str) -> str | None:
        """The value of a categorical feature."""
        found = self.features.get(feature)
        return found if isinstance(found, str) else None

    def within(self, rows: Iterable[Row], days: int) -> list[Row]:
        """Those of the last `days` days."""
        return [row for row in rows if row.at > self.dossier.as_of - days * DAY]

    def local(self, moment: datetime) -> date:
        """The local day of a moment."""
        return moment.astimezone(self._zone).date()

    def local_hour(self, moment: datetime) -> int:
        """The local hour of a moment."""
        return moment.astimezone(self._zone).hour

    def ago(self, moment: datetime) -> int:
        """How many local days ago it was: 0 for today."""
        return (self.local(self.dossier.as_of) - self.local(moment)).days

    def dated(self, moment: datetime) -> dict[str, Value]:
        """A moment as the values `day` and `ago` of a message."""
        return {"day": self.local(moment), "ago": self.ago(moment)}

    def rep_name(self, rep_id: str | None) -> str | None:
        """What the rep is called, else the id; None for nobody."""
        rep = self.dossier.reps.get(rep_id or "")
        return rep_id if rep is None else str(rep["name"])

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.dossier.business.time_zone)


def usual_gap(moments: Sequence[datetime]) -> float | None:
    """The mean gap in days between moments in order, None for fewer than two."""
    if len(moments) < 2:
        return None
    return (moments[-1] - moments[0]) / DAY / (len(moments) - 1)


def title(text: str | None, longest: int = 40) -> str | None:
    """A title that fits into a sentence; None for an empty one."""
    plain = " ".join((text or "").split())
    if not plain:
        return None
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"


def same(text: str) -> Text:
    """A name that is the same in both languages."""
    return Text(text, text)
