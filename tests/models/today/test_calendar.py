"""Working days between moments, and the evening that a morning looks back to."""

from datetime import date, time, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.calendar import is_working_day
from history.settings import Business
from models.today.calendar import WorkingDays, last_evening

FIRST, LAST = pd.Timestamp("2026-01-01T00:00Z"), pd.Timestamp("2026-12-31T00:00Z")
CHINA = WorkingDays(Business(), FIRST, LAST)
moments = st.datetimes(FIRST.to_pydatetime().replace(tzinfo=None), LAST.to_pydatetime().replace(tzinfo=None))


@given(moments, moments)
def test_working_days_are_counted_one_by_one(one: pd.Timestamp, other: pd.Timestamp) -> None:
    """Those after the day of the first up to that of the second, in business time, weekends worked included."""
    start, end = sorted(pd.Timestamp(each).tz_localize("UTC") for each in (one, other))
    day, until = (each.tz_convert("Asia/Shanghai").date() for each in (start, end))
    expected = 0
    while day < until:
        day += timedelta(days=1)
        expected += is_working_day(day, "CN")

    assert expected == CHINA.between_two(start.to_pydatetime(), end.to_pydatetime())
    assert [expected] == CHINA.between(pd.Series([start]), pd.Series([end])).tolist()


def test_a_moment_that_is_unknown_has_no_distance() -> None:
    """It is no zero."""
    assert [-1] == CHINA.between(pd.Series([FIRST]), pd.Series([pd.NaT]).dt.tz_localize("UTC")).tolist()


@pytest.mark.parametrize(
    ("morning", "evening"),
    [
        ("2026-03-03T09:00+08:00", date(2026, 3, 2)),
        ("2026-03-02T09:00+08:00", date(2026, 2, 28)),  # a Monday after a Saturday that made up for a holiday
        ("2026-03-09T00:30+08:00", date(2026, 3, 6)),
        ("2026-02-24T08:00+08:00", date(2026, 2, 14)),  # after the Spring Festival
    ],
)
def test_the_last_working_day_ended_in_the_evening(morning: str, evening: date) -> None:
    """Weekends and holidays are skipped, weekends that are worked are not."""
    found = last_evening(pd.Timestamp(morning).tz_convert("UTC"), time(18), Business())

    assert pd.Timestamp.combine(evening, time(18)).tz_localize("Asia/Shanghai") == found
