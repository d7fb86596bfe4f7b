"""The working calendar as of a day: working days and holidays ahead, China's adjusted working days included."""

from datetime import date, timedelta
from functools import lru_cache

import holidays
import numpy as np
import pandas as pd

from features.arrays import Grid
from features.moments import Micros, to_times
from history.errors import UserError
from history.settings import Business

LONGEST_GAP_DAYS = 60


@lru_cache(maxsize=8)
def _holidays(country: str) -> holidays.HolidayBase:
    try:
        return holidays.country_holidays(country)
    except (KeyError, NotImplementedError):
        raise UserError(
            f"No holidays are known for country {country!r}.", "Give a two-letter ISO 3166 code such as 'CN'."
        ) from None


def is_working_day(day: date, country: str) -> bool:
    """Whether `day` is worked in `country` (ISO 3166 alpha-2): weekends that make up for a holiday are.

    Source: the `holidays` package. Raises UserError for a country that it does not know.
    """
    return bool(_holidays(country).is_working_day(day))


@lru_cache(maxsize=100_000)
def _about(day: date, country: str) -> tuple[float, ...]:
    """working days in the next 7 and 30 days, days to the next public holiday, weekday, day of the month."""
    ahead = [day + timedelta(days=step) for step in range(LONGEST_GAP_DAYS)]
    calendar = _holidays(country)
    working = [bool(calendar.is_working_day(each)) for each in ahead]
    until = next((float(step) for step, each in enumerate(ahead) if each in calendar), np.nan)
    return (float(sum(working[:7])), float(sum(working[:30])), until, float(day.weekday()), float(day.day))


NAMES = (
    "calendar_working_days_next_7d",
    "calendar_working_days_next_30d",
    "calendar_days_to_holiday",
    "calendar_weekday",
    "calendar_day_of_month",
)


def calendar_features(cutoffs: Micros, business: Business) -> dict[str, Grid]:
    """Per cut-off (arrays of one axis) what the calendar of `business` says of the days from it on.

    Holidays are published ahead, so looking forward here uses nothing that was unknown at the cut-off.
    """
    local = to_times(cutoffs).tz_convert(business.time_zone)
    rows = np.array([_about(pd.Timestamp(day).date(), business.country) for day in local])
    return dict(zip(NAMES, rows.T, strict=True))
