"""The counting core against plain loops."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from features.build import partitions
from features.counting import latest, window_sums
from features.events import Events
from features.moments import DAY, NEVER

OWNERS = 3
times = st.integers(0, 12)
event = st.tuples(st.integers(-1, OWNERS - 1), times, times, times | st.just(NEVER // DAY))
cutoff_days = st.lists(times, min_size=1, max_size=9, unique=True).map(sorted)
quickly = settings(max_examples=100, deadline=None)


def events_of(rows) -> Events:
    code, happened, recorded, until = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return Events(code, happened * DAY, recorded * DAY, until * DAY)


@quickly
@given(st.lists(event, max_size=12), cutoff_days, st.sampled_from([None, 1, 3]))
def test_windows_count_what_a_loop_counts(rows, days, window):
    """An event counts from when it is known, within the window, and as long as it belongs to its owner."""
    cutoffs = np.array(days) * DAY
    expected = [
        [
            sum(
                code == owner and max(happened, recorded) <= day < until and (window is None or happened > day - window)
                for code, happened, recorded, until in rows
            )
            for day in days
        ]
        for owner in range(OWNERS)
    ]

    assert expected == window_sums(events_of(rows), OWNERS, cutoffs, window).tolist()


@quickly
@given(st.lists(event, max_size=12), cutoff_days)
def test_the_latest_is_the_last_row_that_a_loop_finds(rows, days):
    """Of the rows that are known and still the owner's the last one is taken, also after others have left."""
    cutoffs = np.array(days) * DAY
    expected = [
        [
            max(
                (
                    row
                    for row, (code, happened, recorded, until) in enumerate(rows)
                    if code == owner and max(happened, recorded) <= day < until
                ),
                default=-1,
            )
            for day in days
        ]
        for owner in range(OWNERS)
    ]

    assert expected == latest(events_of(rows), OWNERS, cutoffs).tolist()


@quickly
@given(st.lists(event, max_size=12), cutoff_days)
def test_without_leaving_the_latest_is_the_same(rows, days):
    """`until=None` says the same as `NEVER` for every event."""
    events = events_of([(code, happened, recorded, NEVER // DAY) for code, happened, recorded, _ in rows])
    staying = Events(events.code, events.happened, events.recorded)
    cutoffs = np.array(days) * DAY

    assert latest(events, OWNERS, cutoffs).tolist() == latest(staying, OWNERS, cutoffs).tolist()


@quickly
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20), st.integers(1, 30))
def test_partitions_hold_every_owner_once(spans, cells):
    """Whoever has rows is in one partition; a partition is larger than asked for only if it is a single owner."""
    enter, length = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    leave = enter + length
    parts = list(partitions(enter, leave, cells))
    sizes = [len(part) * (leave[part].max() - enter[part].min()) for part in parts if len(part) > 1]

    assert np.flatnonzero(length).tolist() == sorted(np.concatenate(parts).tolist())
    assert [] == [size for size in sizes if size > cells]


def test_nobody_is_one_empty_partition():
    """Without any row there is still a partition to learn the columns from."""
    assert [0] == [len(part) for part in partitions(np.array([3]), np.array([3]), 10)]
