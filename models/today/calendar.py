"""Working days of a business: how many lie between two moments, and when the last one ended."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.calendar import is_working_day
from history.errors import UserError
from history.settings import Business

LONGEST_BREAK = 60


class WorkingDays:
    """Counts the working days of `business` from `first` (aware) to `last`."""

    def __init__(self, business: Business, first: pd.Timestamp, last: pd.Timestamp) -> None:
        self._zone = business.time_zone
        self._first = first.tz_convert(self._zone).tz_localize(None).floor("D")
        end = last.tz_convert(self._zone).tz_localize(None).floor("D")
        days = pd.date_range(self._first, max(end, self._first), freq="D")
        worked = np.array([is_working_day(day.date(), business.country) for day in days], dtype=np.int64)
        self._until = np.cumsum(worked)

    def between(self, start: pd.Series, end: pd.Series) -> npt.NDArray[np.int64]:
        """How many working days began after the day of `start`, up to that of `end`: 1 from Friday to Monday.

        Both are aware times within the span; a moment that is unknown gives −1.
        """
        first, last = self._place(start), self._place(end)
        known = start.notna().to_numpy() & end.notna().to_numpy()
        return np.where(known, self._until[last] - self._until[first], -1)

    def between_two(self, start: datetime, end: datetime) -> int:
        """The same of two aware moments."""
        zone = ZoneInfo(self._zone)
        first, last = (moment.astimezone(zone).date() - self._first.date() for moment in (start, end))
        most = len(self._until) - 1
        return int(self._until[min(max(last.days, 0), most)] - self._until[min(max(first.days, 0), most)])

    def _place(self, times: pd.Series) -> npt.NDArray[np.int64]:
        local = pd.DatetimeIndex(times).tz_convert(self._zone).tz_localize(None).floor("D")
        days = np.asarray((local - self._first).days, dtype=np.float64)
        return np.clip(np.nan_to_num(days), 0, len(self._until) - 1).astype(np.int64)


def last_evening(as_of: pd.Timestamp, day_ends: time, business: Business) -> datetime:
    """When the last working day before the local day of `as_of` ended: aware UTC.

    Raises:
        UserError: the calendar of the country has no working day in two months.
    """
    today = as_of.tz_convert(business.time_zone).date()
    for back in range(1, LONGEST_BREAK):
        day = today - timedelta(days=back)
        if is_working_day(day, business.country):
            local = pd.Timestamp(datetime.combine(day, day_ends))
            ended = local.tz_localize(business.time_zone, nonexistent="shift_forward", ambiguous=True)
            return ended.tz_convert("UTC").to_pydatetime()
    raise UserError(f"No working day before {today} is known.", "Mend `country` in [business].")
