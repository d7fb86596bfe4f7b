"""Moments: midnights of a business, over changes of the clock."""

import pandas as pd
import pytest

from features.moments import NEVER, cutoff_micros, local_midnights, micros
from history.errors import UserError


def times(*texts: str) -> list[pd.Timestamp]:
    return [pd.Timestamp(text) for text in texts]


def test_midnights_in_china_are_sixteen_hundred_utc():
    """China has no daylight saving: every day begins at 16:00 UTC of the day before."""
    found = local_midnights(*times("2026-01-05T00:00+08:00", "2026-01-07T00:00+08:00"), 1, "Asia/Shanghai")

    assert times("2026-01-04T16:00Z", "2026-01-05T16:00Z", "2026-01-06T16:00Z") == list(found)


def test_midnights_keep_the_local_hour_when_the_clock_changes():
    """Amsterdam put its clocks forward on 25 March 2012: the day had 23 hours."""
    found = local_midnights(*times("2012-03-24T00:00+01:00", "2012-03-26T12:00+02:00"), 1, "Europe/Amsterdam")

    assert times("2012-03-23T23:00Z", "2012-03-24T23:00Z", "2012-03-25T22:00Z") == list(found)


def test_a_day_without_midnight_begins_when_it_begins():
    """São Paulo skipped midnight on 4 November 2018: that day began at 01:00."""
    found = local_midnights(*times("2018-11-03T00:00-03:00", "2018-11-05T00:00-02:00"), 1, "America/Sao_Paulo")

    assert times("2018-11-03T03:00Z", "2018-11-04T03:00Z", "2018-11-05T02:00Z") == list(found)


def test_the_first_may_be_the_beginning_of_a_day_without_midnight():
    """Asked from the first moment of that day on, that day is in."""
    found = local_midnights(*times("2018-11-04T03:00Z", "2018-11-05T02:00Z"), 1, "America/Sao_Paulo")

    assert times("2018-11-04T03:00Z", "2018-11-05T02:00Z") == list(found)


def test_a_midnight_that_comes_twice_is_the_first_one():
    """Havana repeats the hour after midnight when it puts its clocks back."""
    found = local_midnights(*times("2018-11-03T04:00Z", "2018-11-05T05:00Z"), 1, "America/Havana")

    assert times("2018-11-03T04:00Z", "2018-11-04T04:00Z", "2018-11-05T05:00Z") == list(found)


def test_a_day_that_a_zone_skipped_is_not_there():
    """Samoa crossed the date line and had no 30 December 2011."""
    found = local_midnights(*times("2011-12-29T12:00Z", "2012-01-01T12:00Z"), 1, "Pacific/Apia")

    assert ["2011-12-31", "2012-01-01", "2012-01-02"] == [str(day.tz_convert("Pacific/Apia").date()) for day in found]


def test_steps_begin_at_the_first_midnight():
    """Every second day from the first midnight at or after the beginning; none after the end."""
    found = local_midnights(*times("2026-01-05T00:01+08:00", "2026-01-10T00:00+08:00"), 2, "Asia/Shanghai")

    assert times("2026-01-05T16:00Z", "2026-01-07T16:00Z", "2026-01-09T16:00Z") == list(found)


def test_unknown_times_are_never_reached():
    """An unknown time becomes a moment after all others."""
    assert [0, NEVER] == micros(pd.Series(pd.to_datetime(["1970-01-01", None], utc=True))).tolist()


def test_cutoffs_are_sorted_and_distinct():
    """The same moment in two zones is one cut-off."""
    moments = times("2026-01-02T00:00Z", "2026-01-01T08:00+08:00", "2026-01-01T00:00Z")

    assert [1767225600_000000, 1767312000_000000] == cutoff_micros(moments).tolist()


@pytest.mark.parametrize("cutoffs", [[], times("2026-01-01")], ids=["none", "naive"])
def test_cutoffs_that_say_too_little_are_refused(cutoffs):
    """No cut-off, or one without a time zone, is answered by how to give one."""
    with pytest.raises(UserError, match=r"No cut-off|time zone"):
        cutoff_micros(cutoffs)
