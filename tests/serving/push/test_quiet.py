"""Quiet hours: across midnight, on days that are not worked, and when they end."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.calendar import is_working_day
from history.settings import Business
from serving.push.quiet import Quiet

CHINA = Business(time_zone="Asia/Shanghai", country="CN")
NIGHT = Quiet((time(20), time(8, 30)), True, CHINA)
MINUTES = st.integers(0, 60 * 24 * 40).map(
    lambda minutes: datetime(2026, 9, 20, tzinfo=UTC) + timedelta(minutes=minutes)
)


def beijing(text: str) -> datetime:
    """A moment written in local time."""
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-06-30T08:29:59", True),
        ("2026-06-30T08:30:00", False),
        ("2026-06-30T19:59:59", False),
        ("2026-06-30T20:00:00", True),
        ("2026-07-01T03:00:00", True),
        ("2026-06-28T11:00:00", True),
        ("2026-10-01T11:00:00", True),
        ("2026-10-10T11:00:00", False),
    ],
    ids=["before", "opens", "last", "closes", "night", "Sunday", "National Day", "Saturday that is worked"],
)
def test_quiet_hours_of_a_chinese_business(local, expected):
    """
    From 20:00 to 08:30 and on holidays it is quiet, on a Saturday that makes up for one it is not.
    """
    assert expected == NIGHT.holds(beijing(local))


def test_without_quiet_hours_only_holidays_are_quiet():
    """
    Without hours a working night is none; and holidays count only if they are asked for.
    """
    assert not Quiet(None, True, CHINA).holds(beijing("2026-06-30T03:00:00"))
    assert Quiet(None, True, CHINA).holds(beijing("2026-06-28T11:00:00"))
    assert not Quiet(None, False, CHINA).holds(beijing("2026-06-28T11:00:00"))


def test_the_end_of_a_long_holiday():
    """
    What is found in the evening before the National Day is told on the morning that work begins.
    """
    found = NIGHT.ends(beijing("2026-09-30T21:00:00"))

    assert beijing("2026-10-08T08:30:00") == found


@given(MINUTES, st.sampled_from([(time(20), time(8, 30)), (time(12), time(13)), None]), st.booleans())
def test_the_end_is_the_first_moment_that_is_not_quiet(now, hours, holidays):
    """
    Minute by minute from now on, nothing before it is free, and it is.
    """
    quiet = Quiet(hours, holidays, CHINA)
    end = quiet.ends(now)
    minute = now
    while not_yet(minute, hours, holidays):
        minute += timedelta(minutes=1)

    assert minute == end


def not_yet(moment: datetime, hours, holidays) -> bool:
    """Whether it is quiet, found anew."""
    local = moment + timedelta(hours=8)
    if holidays and not is_working_day(local.date(), "CN"):
        return True
    if hours is None:
        return False
    start, end, clock = (each.hour * 60 + each.minute for each in (*hours, local.time()))
    return (clock - start) % 1440 < (end - start) % 1440
