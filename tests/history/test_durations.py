"""Durations as settings hold them."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from history.settings import Business, parse_duration, written_duration


@given(st.integers(0, 10_000_000))
def test_what_is_written_reads_the_same(seconds: int) -> None:
    """In weeks, days, hours, minutes or seconds, whichever is the largest that fits."""
    duration = timedelta(seconds=seconds)

    assert duration == parse_duration(written_duration(duration))


def test_a_business_with_lags_comes_back_from_json() -> None:
    """As it stands beside a model, and as a process hands it to another."""
    business = Business(lags={"orders": timedelta(days=2), "signals": timedelta(minutes=90)})

    assert {"orders": "2d", "signals": "90min"} == business.model_dump(mode="json")["lags"]
    assert business == Business.model_validate_json(business.model_dump_json())
