"""When a scheduled collector looks again."""

from datetime import UTC, datetime, timedelta

import pytest

from scrapers.watching import pause

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "minutes"),
    [(None, 10), (NOW - timedelta(days=1), 1), (NOW + timedelta(minutes=5), 5), (NOW + timedelta(hours=6), 10)],
)
def test_a_scheduled_collector_sleeps_a_little(due, minutes):
    """Until something is due, but not past what a user may add to the list meanwhile."""
    assert timedelta(minutes=minutes) == pause(due, NOW)
