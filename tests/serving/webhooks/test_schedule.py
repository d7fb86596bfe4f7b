"""When an event is sent again, by a clock that is passed."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from serving.webhooks.records import Delivery
from serving.webhooks.schedule import JITTER, PAUSES, Answer, settled

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)
REFUSED = Answer(is_taken=False, outcome="HTTP 500")


def taken(attempts: int) -> Delivery:
    """A delivery that is being sent for the so-manieth time."""
    return Delivery("wh_0", "webhook.test", "{}", NOW, NOW, attempts=attempts)


def test_an_event_that_nobody_takes_is_dead_after_three_days() -> None:
    """Ten attempts, with the pauses of the specification and a fifth more at the most, then no more."""
    chance, now, attempts = random.Random(1), NOW, 0
    pauses = []
    while True:
        attempts += 1
        after = settled(taken(attempts), REFUSED, now, chance)
        if after.state == "dead":
            break
        pauses.append(after.due_at - now)
        now = after.due_at

    assert 10 == attempts
    assert [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] == [each.total_seconds() for each in PAUSES]
    assert all(least <= each <= least * (1 + JITTER) for least, each in zip(PAUSES, pauses, strict=True))
    assert timedelta(hours=75) < now - NOW < timedelta(hours=75) * (1 + JITTER) + timedelta(hours=1)
    assert ("HTTP 500", now, now) == (after.outcome, after.ended_at, max(after.due_at, now))


def test_what_is_taken_is_sent() -> None:
    """It is due no more."""
    third = taken(3)
    after = settled(third, Answer(is_taken=True, outcome="HTTP 204"), NOW, random.Random(1))

    assert replace(third, state="sent", ended_at=NOW, outcome="HTTP 204") == after


def test_a_receiver_that_is_gone_is_not_asked_again() -> None:
    """410 ends it at the first attempt."""
    after = settled(taken(1), Answer(is_taken=False, outcome="HTTP 410"), NOW, random.Random(1))

    assert ("dead", "HTTP 410") == (after.state, after.outcome)


@pytest.mark.parametrize(("asked", "least"), [(timedelta(hours=1), 3_600), (timedelta(days=365), 86_400)])
def test_a_receiver_may_ask_for_a_longer_pause(asked: timedelta, least: int) -> None:
    """Up to a day."""
    after = settled(taken(1), Answer(is_taken=False, outcome="HTTP 503", retry_after=asked), NOW, random.Random(1))

    assert timedelta(seconds=least) == after.due_at - NOW
