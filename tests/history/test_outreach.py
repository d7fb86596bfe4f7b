"""The log of outreach: rows are only added, and the same one counts once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from history.errors import UserError
from history.outreach.log import Done, OutreachLog
from history.store.store import Store

AT = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)
CALL = Done("1", "A", None, "tender-call", "buyer", "phone", AT, "meeting", "R1", "周四", AT + timedelta(minutes=3))


@pytest.fixture
def log(store_url: str) -> Iterator[OutreachLog]:
    """An empty log, on either database."""
    Store.open(store_url).close()
    with OutreachLog.open(store_url) as opened:
        yield opened


def test_what_is_added_comes_back_as_it_was(log: OutreachLog) -> None:
    """By account or by lead, the newest first."""
    later = replace(CALL, outreach_id="2", done_at=AT + timedelta(days=1), note=None)
    of_lead = replace(CALL, outreach_id="3", account_id=None, lead_id="L")
    for each in (CALL, later, of_lead):
        assert ("added", each) == log.add(each)

    assert [later, CALL] == log.of("account_id", "A")
    assert [of_lead] == log.of("lead_id", "L")
    assert [] == log.of("account_id", "B")


def test_the_same_again_counts_once(log: OutreachLog) -> None:
    """Though it is noted later: what was stored first stands."""
    log.add(CALL)

    assert ("known", CALL) == log.add(replace(CALL, recorded_at=AT + timedelta(days=1)))
    assert [CALL] == log.of("account_id", "A")


def test_something_else_under_the_same_id_is_a_conflict(log: OutreachLog) -> None:
    """Nothing is changed by it."""
    log.add(CALL)

    assert ("conflict", CALL) == log.add(replace(CALL, outcome="refused"))
    assert [CALL] == log.of("account_id", "A")


def test_what_was_noted_later_was_not_known(log: OutreachLog) -> None:
    """As of a moment, by when it was noted."""
    late = replace(CALL, outreach_id="2", recorded_at=AT + timedelta(days=9))
    for each in (late, CALL):
        log.add(each)

    assert [CALL] == log.until(CALL.recorded_at)
    assert [] == log.until(AT)


def test_a_store_that_is_gone_is_told() -> None:
    """As a user can mend it."""
    with (
        OutreachLog.open("postgresql://nobody@127.0.0.1:1/none") as log,
        pytest.raises(UserError, match="cannot be used"),
    ):
        log.of("account_id", "A")
