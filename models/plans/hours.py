"""When to reach a customer: the next working hour at which this customer, or else others, have been reached."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, takewhile
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.calendar import is_working_day
from history.record import History
from models.dossier import Row
from models.evidence import Evidence, Text, evidence_of
from models.plans.channels import WEB
from models.plans.plan import BestTime
from models.plans.settings import Outreach
from models.plans.situation import Situation
from models.plans.wording import PHRASES

# With so many contacts that came about, a customer's (the business's) own hours are told; with so many, weekdays.
OWN, OWN_WEEKDAYS, ALL = 3, 6, 30
# A weekday is named if at least this share of the contacts was on it.
WEEKDAY_SHARE = 0.4
# No calendar has so many days off in a row.
FARTHEST_DAYS = 40
MOST_EVIDENCE = 5
HOUR = timedelta(hours=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Working days that each needs at least to be arranged, and the hour where nothing is known.
USUAL: Mapping[str, tuple[int, int]] = {
    "phone": (0, 10),
    "email": (0, 9),
    "wechat": (0, 16),
    "event": (0, 11),
    "video": (1, 15),
    "demo": (2, 15),
    "meeting": (2, 14),
    "visit": (3, 14),
}


class Way(NamedTuple):
    """By which channel, and whether at the very next working hour."""

    channel: str
    urgent: bool = False


@dataclass(frozen=True)
class Reach:
    """In which local hour (0 … 23) contacts of the whole business came about, `counts` of each."""

    counts: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(24, dtype=np.int64))

    def within(self, hours: Collection[int]) -> npt.NDArray[np.int64]:
        """The counts of these hours, none of the others."""
        return np.where(np.isin(np.arange(24), list(hours)), self.counts, 0)


def measure_reach(history: History, outreach: Outreach) -> Reach:
    """From all activities of `history`: what customers began themselves, and talks that lasted."""
    rows = history["activities"]
    came = rows[_came_about(rows, outreach.channels)]
    zones = _zones(history, came, outreach)
    counts = np.zeros(24, dtype=np.int64)
    for zone, times in came["happened_at"].groupby(zones):
        counts += np.bincount(times.dt.tz_convert(zone).dt.hour, minlength=24)
    return Reach(counts)


def _came_about(rows: pd.DataFrame, channels: Mapping[str, str]) -> "pd.Series[bool]":
    channel = rows["kind"].str.casefold().map(channels)
    talked = (rows["duration_s"] > 0) & (rows["direction"] == "out")
    return ((rows["direction"] == "in") | talked) & (channel != WEB)


def _zones(history: History, came: pd.DataFrame, outreach: Outreach) -> "pd.Series[str]":
    usual = pd.Series(history.business.time_zone, index=came.index)
    if not outreach.regions:
        return usual
    accounts = history["accounts"].drop_duplicates("account_id", keep="last").set_index("account_id")["region"]
    known = {region: place.time_zone for region, place in outreach.regions.items()}
    return came["account_id"].map(accounts).map(known).fillna(usual)


def place_of(now: Situation, outreach: Outreach) -> tuple[ZoneInfo, str]:
    """Time zone and country of the customer: those of its region, else of the business."""
    account, business = now.dossier.account, now.dossier.business
    rows = [row for row in (now.lead, account) if row is not None]
    regions = [row["region"] for row in rows if row["region"] in outreach.regions]
    if not regions:
        return ZoneInfo(business.time_zone), business.country
    place = outreach.regions[regions[0]]
    return ZoneInfo(place.time_zone), place.country or business.country


def best_time(now: Situation, way: Way, outreach: Outreach, reach: Reach) -> BestTime:
    """The next slot that suits: later than the dossier's moment, in working hours, on a working day."""
    zone, country = place_of(now, outreach)
    if way.urgent:
        start = min(next(_starts(now.dossier.as_of, (zone, country), slot, 0)) for slot in outreach.slots)
        return BestTime(start, start + HOUR, zone.key, PHRASES("time-urgent"))
    days_ahead, usual = USUAL[way.channel]
    allowed = frozenset(slot.hour for slot in outreach.slots)
    own = [(row, row.at.astimezone(zone)) for row in now.touches if row["direction"] == "in" or row["duration_s"]]
    own = [(row, at) for row, at in own if at.hour in allowed]
    told = _told(own, reach.within(allowed), usual)
    slot = min(outreach.slots, key=lambda each: (abs(each.hour - told.hour), each))
    start = _next(now.dossier.as_of, (zone, country), slot, days_ahead, told.weekday)
    return BestTime(start, start + HOUR, zone.key, told.because, told.evidence)


class _Told(NamedTuple):
    """Which hour, on which weekday (None: on any), and why."""

    hour: int
    because: Text
    weekday: int | None = None
    evidence: tuple[Evidence, ...] = ()


def _told(own: list[tuple[Row, datetime]], counts: npt.NDArray[np.int64], usual: int) -> _Told:
    if len(own) >= OWN:
        times = [at for _, at in own]
        hour, weekday = _mode(np.bincount([at.hour for at in times], minlength=24)), _weekday(times)
        near = [row for row, at in own if abs(at.hour - hour) <= 1][::-1][:MOST_EVIDENCE]
        return _Told(hour, _own(len(own), hour, weekday), weekday, tuple(map(evidence_of, near)))
    if counts.sum() >= ALL:
        hour = _mode(counts)
        return _Told(hour, PHRASES("time-all", n=int(counts.sum()), hour=f"{hour}:00"))
    return _Told(usual, PHRASES("time-usual"))


def _mode(counts: npt.NDArray[np.int64]) -> int:
    """The hour with most contacts, the earliest of those; neighbours count half, where the hour itself has any."""
    smooth = counts + (np.append(counts[1:], 0) + np.append(0, counts[:-1])) / 2
    return int(np.argmax(np.where(counts > 0, smooth, -1)))


def _weekday(times: list[datetime]) -> int | None:
    if len(times) < OWN_WEEKDAYS:
        return None
    day, count = max(Counter(each.weekday() for each in times).items(), key=lambda item: (item[1], -item[0]))
    return day if count >= WEEKDAY_SHARE * len(times) else None


def _own(n: int, hour: int, weekday: int | None) -> Text:
    rest = Text("", "") if weekday is None else PHRASES("time-own-weekday", weekday=PHRASES(WEEKDAYS[weekday]))
    return PHRASES("time-own", n=n, hour=f"{hour}:00", weekday=rest)


def _next(as_of: datetime, place: tuple[ZoneInfo, str], slot: time, days_ahead: int, weekday: int | None) -> datetime:
    """The slot of the first working day that leaves enough working days, on that weekday if one comes within a week."""
    starts = _starts(as_of, place, slot, days_ahead)
    first = next(starts)
    if weekday is None:
        return first
    week = takewhile(lambda start: start - first <= timedelta(days=6), chain([first], starts))
    return next((start for start in week if start.astimezone(place[0]).weekday() == weekday), first)


def _starts(as_of: datetime, place: tuple[ZoneInfo, str], slot: time, days_ahead: int) -> Iterator[datetime]:
    zone, country = place
    today, passed = as_of.astimezone(zone).date(), 0
    for day in (today + timedelta(days=step) for step in range(FARTHEST_DAYS)):
        if not is_working_day(day, country):
            continue
        passed += day > today
        start = _moment(day, slot, zone)
        if passed >= days_ahead and start is not None and start > as_of:
            yield start


def _moment(day: date, slot: time, zone: ZoneInfo) -> datetime | None:
    """That hour in UTC; None on the day on which the clocks skip it."""
    local = datetime.combine(day, slot, tzinfo=zone)
    moment = local.astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None) else None
