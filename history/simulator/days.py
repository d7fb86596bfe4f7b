"""The world's days: which of them are worked, and when on the clock of UTC they are."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import holidays
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from history.simulator.chance import Floats, Ints
from history.simulator.settings import WorldConfig

HOUR = 3_600


@dataclass(frozen=True)
class Days:
    """Calendar days by number from the first: `midnight` in UTC seconds, `working`, `month` (0 = January).

    They go on past the world's last day, so that a lead of that day has a future to be reckoned with.
    """

    first: date
    midnight: Ints
    working: NDArray[np.bool_]
    month: Ints
    weekday: Ints

    @classmethod
    def of(cls, config: WorldConfig, beyond: int = 400) -> "Days":
        """The days of `config`, and `beyond` more."""
        span = pd.date_range(config.start, periods=config.days + beyond, freq="D")
        midnight = span.tz_localize(config.time_zone, nonexistent="shift_forward", ambiguous=True)
        calendar = holidays.country_holidays(config.country)
        working = np.array([calendar.is_working_day(day) for day in span.date])
        seconds = midnight.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]").astype(np.int64)
        return cls(config.start, seconds, working, span.month.to_numpy() - 1, span.day_of_week.to_numpy())

    def number(self, day: date) -> int:
        """How many days after the first `day` is."""
        return (day - self.first).days

    def date(self, number: int) -> date:
        """The day of that number."""
        return self.first + timedelta(days=number)

    def at(self, numbers: Ints, second_of_day: Floats | Ints) -> Ints:
        """UTC seconds of that second on those days."""
        return self.midnight[numbers] + np.asarray(second_of_day).astype(np.int64)

    def worked_from(self, numbers: Ints) -> Ints:
        """The first working day at or after each of those days; past the last one, one more than it."""
        worked = np.flatnonzero(self.working)
        return np.append(worked, len(self.working))[np.searchsorted(worked, numbers)]


def times(seconds: Ints) -> "pd.Series[Any]":
    """UTC seconds as aware times."""
    return pd.Series(pd.to_datetime(seconds, unit="s", utc=True))
