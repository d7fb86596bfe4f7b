"""The past weeks to play, and what came of the leads that arrived in each."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.account_streams import named_accounts
from features.leads import Leads, gather_leads
from features.load import slotted
from features.moments import DAY, Micros, local_midnights, micros
from features.spec import Spec
from history.errors import UserError
from history.record import History

WEEK = pd.Timedelta(days=7)
DEFAULT_WEEKS = 26
# A model learned from fewer wins would tell about nothing but chance.
ENOUGH_WINS = 30

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Window:
    """Which weeks to play: from `first` to `last` (local days, both included; None: as far as there is something to
    learn from and the outcome is known, the last half year at the most); wins count within `days` days of arrival."""

    days: int
    first: date | None = None
    last: date | None = None


def moments_of(history: History, window: Window) -> list[pd.Timestamp]:
    """The beginnings (UTC) of whole weeks of local days, oldest first, whose leads' outcomes are all known.

    Raises:
        UserError: there is none.
    """
    until = history.last_recorded
    if until is None or not len(history["leads"]):
        raise UserError("The history has no leads.", "Import leads and stage changes first.")
    zone = history.business.time_zone
    end = min(until - pd.Timedelta(days=window.days), _midnight(window.last, zone, 1) if window.last else until)
    start = _midnight(window.first, zone) if window.first else _first(history, end)
    found = list(local_midnights(start, end - WEEK, 7, zone)) if end - WEEK >= start else []
    if not found:
        raise UserError(
            f"There is no week from {start.date()} on whose leads' outcomes after {window.days} days are known.",
            "Look at an earlier window, count fewer days, or import more of the past.",
        )
    return found


def _midnight(day: date, zone: str, later: int = 0) -> pd.Timestamp:
    local = pd.Timestamp(day) + pd.Timedelta(days=later)
    return local.tz_localize(zone, nonexistent="shift_forward", ambiguous=True).tz_convert("UTC")


def _first(history: History, end: pd.Timestamp) -> pd.Timestamp:
    """The earliest Monday within half a year of `end` by which enough wins were known; `end` if there is none."""
    changes = history["stage_changes"]
    known = changes.loc[changes["stage"] == "won"].groupby("lead_id")["recorded_at"].min().sort_values()
    if len(known) < ENOUGH_WINS:
        return end
    earliest = max(known.iloc[ENOUGH_WINS - 1], end - DEFAULT_WEEKS * WEEK)
    zone = history.business.time_zone
    return next((day for day in local_midnights(earliest, end, 1, zone) if day.tz_convert(zone).weekday() == 0), end)


@dataclass(frozen=True)
class Arrivals:
    """All leads of a history: the name of each one's region on arrival ("" for unknown), when it came and was won.

    `took` are the microseconds from its creation to its sale, where it ended in one.
    """

    region: npt.NDArray[np.object_]
    created: Micros
    took: Micros
    won: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, history: History, spec: Spec) -> "Arrivals":
        """As far as `history` tells; regions are those that `spec` names."""
        leads: Leads = gather_leads(history, spec, named_accounts(history)[0])
        code = slotted(leads.versions.labels["region"][leads.version_at(leads.created)], len(spec.regions))
        names = np.array([*spec.regions, ""], dtype=object)
        return cls(names[code], leads.created, leads.ended - leads.created, leads.won)

    def between(self, first: pd.Timestamp, end: pd.Timestamp, days: int) -> pd.DataFrame:
        """A row a region with leads that came from `first` on and before `end`: `region`, `leads`, and those `won`
        within `days` days."""
        start, stop = (int(micros(pd.Series([moment]))[0]) for moment in (first, end))
        came = (self.created >= start) & (self.created < stop)
        won = (self.won & (self.took < days * DAY))[came].astype(np.int64)
        rows = pd.DataFrame({"region": self.region[came], "leads": 1, "won": won})
        return rows.groupby("region")[["leads", "won"]].sum().reset_index()
