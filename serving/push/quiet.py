"""When nothing is sent: the quiet hours of a business, and the days that it does not work."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from features.calendar import is_working_day
from history.settings import Business


@dataclass(frozen=True)
class Quiet:
    """`hours` are local times from (within) and to (without), across midnight where the first is later; None: none.

    With `holidays`, days that are not worked are quiet from midnight to midnight.
    """

    hours: tuple[time, time] | None
    holidays: bool
    business: Business

    def holds(self, now: datetime) -> bool:
        """Whether `now` (aware) is quiet."""
        local = now.astimezone(ZoneInfo(self.business.time_zone))
        return self._rests(local.date()) or self._within(local.time())

    def ends(self, now: datetime) -> datetime:
        """The first moment from `now` on that is not quiet, aware UTC."""
        if not self.holds(now):
            return now
        zone = ZoneInfo(self.business.time_zone)
        first = now.astimezone(zone).date()
        opening = (time(0),) if self.hours is None else (time(0), self.hours[1])
        moments = (datetime.combine(first + timedelta(days=days), each, zone) for days in count() for each in opening)
        return next(each for each in moments if each > now and not self.holds(each)).astimezone(UTC)

    def _rests(self, day: date) -> bool:
        return self.holidays and not is_working_day(day, self.business.country)

    def _within(self, clock: time) -> bool:
        if self.hours is None:
            return False
        start, end = self.hours
        return start <= clock < end if start < end else clock >= start or clock < end
