"""The ledger: what is written once, taken once, tried again later, and given up in the end. On both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from serving.push.ledger import LEASE, MOST_ATTEMPTS, WAITS, Ledger, Push


@pytest.fixture
def push(made):
    """Makes a push that is found now."""

    def make(key: str, target: str = "sales", kind: str = "became-a") -> Push:
        return Push(target, key, kind, "", f"about {key}", made.morning, made.morning)

    return make


def keys(pushes) -> list[str]:
    return [push.key for push in pushes]


def test_a_key_is_written_once_a_target(ledger: Ledger, push):
    """
    The same again changes nothing; for another target it is another push.
    """
    with ledger.looking() as looking:
        assert 2 == looking.add([push("a"), push("b")])
    with ledger.looking() as looking:
        assert 1 == looking.add([push("a"), push("c")])
        assert 1 == looking.add([push("a", target="boss")])


def test_a_digest_of_the_day_is_written_whole_or_not_at_all(ledger: Ledger, push):
    """
    Made again with more pages, none is added to what is there.
    """
    assert 2 == ledger.add([push("digest:1", kind="digest"), push("digest:2", kind="digest")])
    assert 0 == ledger.add([push(f"digest:{page}", kind="digest") for page in (1, 2, 3)])


def test_what_is_taken_is_nobody_elses(ledger: Ledger, push, made):
    """
    Sent, it never comes again, whatever the time.
    """
    ledger.add([push("a")])
    taken = ledger.take("sales", made.morning)
    assert (["a"], []) == (keys(taken), ledger.take("sales", made.morning))

    ledger.sent("sales", taken, made.morning)
    assert [] == ledger.take("sales", made.morning + timedelta(days=30))


def test_processes_that_take_at_once_share_nothing(store_url: str, ledger: Ledger, push, made):
    """
    Of eight that take forty pushes together, every push goes to one.
    """
    for number in range(40):
        ledger.add([push(f"{number:02d}")])

    def take(_worker: int) -> list[str]:
        with Ledger.open(store_url) as mine:
            return keys(mine.take("sales", made.morning))

    with ThreadPoolExecutor(8) as pool:
        found = [key for taken in pool.map(take, range(8)) for key in taken]

    assert [f"{number:02d}" for number in range(40)] == sorted(found)


def test_one_who_dies_while_sending_loses_nothing(ledger: Ledger, push, made):
    """
    What was taken and never told of is due again after the lease.
    """
    ledger.add([push("a")])
    ledger.take("sales", made.morning)

    assert [] == ledger.take("sales", made.morning + LEASE - timedelta(seconds=1))
    assert ["a"] == keys(ledger.take("sales", made.morning + LEASE))


def test_failures_are_tried_again_ever_later(ledger: Ledger, push, made):
    """
    After a minute, five, a quarter of an hour, and so on; not a second sooner.
    """
    ledger.add([push("a")])
    now = made.morning
    for wait in (*WAITS, WAITS[-1]):
        ledger.failed("sales", ledger.take("sales", now), now, "broken")

        assert [] == ledger.take("sales", now + wait - timedelta(seconds=1))
        now += wait
    assert ["broken"] == [each.fault for each in ledger.take("sales", now)]


def test_a_target_that_is_gone_is_given_up(ledger: Ledger, push, made):
    """
    After twelve attempts nothing is tried any more.
    """
    ledger.add([push("a")])
    attempts, now = 0, made.morning
    while taken := ledger.take("sales", now):
        ledger.failed("sales", taken, now, "broken")
        attempts, now = attempts + 1, now + WAITS[-1]

    assert MOST_ATTEMPTS == attempts


def test_marks_are_set_anew_and_cleared(ledger: Ledger, made):
    """
    The last moment counts; what is cleared is gone.
    """
    later = made.morning + timedelta(hours=1)
    with ledger.looking() as looking:
        looking.set({"a", "b"}, made.morning)
    with ledger.looking() as looking:
        looking.set({"a"}, later)
        looking.clear({"b", "never set"})

    assert {"a": later} == ledger.marks()


def test_a_look_that_fails_leaves_nothing(ledger: Ledger, push, made):
    """
    Marks and pushes are written together or not at all: else an alert would be marked and never told.
    """

    def failing() -> None:
        with ledger.looking() as looking:
            looking.set({"a"}, made.morning)
            looking.add([push("a")])
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        failing()

    assert ({}, []) == (ledger.marks(), ledger.take("sales", made.morning))


def test_the_state_counts_what_waits_was_sent_and_went_wrong(ledger: Ledger, push, made):
    """
    By target, with the moment of the oldest.
    """
    with ledger.looking() as looking:
        looking.add([push("a"), push("b"), push("c", target="boss")])
    taken = ledger.take("sales", made.morning)
    ledger.sent("sales", taken[:1], made.morning)
    ledger.failed("sales", taken[1:], made.morning, "broken")

    assert [
        {"target": "boss", "status": "waiting", "count": 1, "oldest": made.morning, "fault": None},
        {"target": "sales", "status": "sent", "count": 1, "oldest": made.morning, "fault": None},
        {"target": "sales", "status": "waiting", "count": 1, "oldest": made.morning, "fault": "broken"},
    ] == ledger.state()
