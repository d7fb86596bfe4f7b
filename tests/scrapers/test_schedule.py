"""When a scheduled collector looks again."""

from datetime import UTC, datetime, timedelta

import pytest

from history.errors import UserError
from scrapers.schedule import keep_going, pause

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "minutes"),
    [(None, 10), (NOW - timedelta(days=1), 1), (NOW + timedelta(minutes=5), 5), (NOW + timedelta(hours=6), 10)],
)
def test_a_scheduled_collector_sleeps_a_little(due, minutes):
    """Until something is due, but not past what a user may add to the list meanwhile."""
    assert timedelta(minutes=minutes) == pause(due, NOW)


class Interrupted(Exception):
    """Somebody stopped the schedule."""


def test_a_round_that_fails_is_told_and_tried_again():
    """A database that is away for a while costs a schedule that round, not its life."""
    rounds = iter([UserError("The store is away."), None, Interrupted()])
    told, slept = [], []

    def once():
        came = next(rounds)
        if came is not None:
            raise came

    with pytest.raises(Interrupted):
        keep_going(once, lambda: timedelta(minutes=2), told.append, slept.append)

    assert ["The store is away."] == [error.message for error in told]
    assert [600.0, 120.0] == slept
