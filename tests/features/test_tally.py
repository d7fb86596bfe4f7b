"""The counting core chunk by chunk against the one that sees all events at once."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.arrays import pick
from features.counting import latest, window_sums
from features.events import Events
from features.moments import DAY
from features.tally import UNSEEN, LastTally, WindowTally

PAGE = Path(__file__).parents[2] / "docs" / "counting.md"
OWNERS = 3
days = st.integers(0, 12)
logs = st.lists(st.tuples(st.integers(-1, OWNERS - 1), days, days), max_size=12)
cutoff_days = st.lists(days, min_size=1, max_size=9, unique=True).map(sorted)
quickly = settings(max_examples=100, deadline=None)


def events_of(rows) -> Events:
    code, happened, recorded = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return Events(code, happened * DAY, recorded * DAY)


def chunks(events: Events, edges: list[int]) -> list[slice]:
    inner = sorted(min(edge, len(events)) for edge in edges)
    return [slice(*pair) for pair in zip([0, *inner], [*inner, len(events)], strict=True)]


@quickly
@given(logs, cutoff_days, st.lists(st.integers(0, 12), max_size=3), st.booleans())
def test_chunks_count_what_the_whole_counts(rows, cutoffs, edges, in_order):
    """However a log is cut, in the order of time or not, every window holds what `window_sums` says."""
    events, moments = events_of(sorted(rows, key=lambda row: row[1]) if in_order else rows), np.array(cutoffs) * DAY
    tally = WindowTally(OWNERS, moments, (1, 3, None))
    for chunk in chunks(events, edges):
        tally.add(events.taken(chunk))

    expected = {window: window_sums(events, OWNERS, moments, window).tolist() for window in (1, 3, None)}

    assert expected == {window: counts.tolist() for window, counts in tally.counts().items()}


@quickly
@given(logs, cutoff_days, st.lists(st.integers(0, 12), max_size=3))
def test_chunks_know_the_last_event_of_the_whole(rows, cutoffs, edges):
    """However a log is cut, the last event is the one that `latest` finds in the order of time, then of knowledge."""
    events, moments = events_of(rows), np.array(cutoffs) * DAY
    order = np.lexsort((np.searchsorted(moments, events.known), events.happened))
    values = np.arange(len(events), dtype=np.float32)
    tally = LastTally(OWNERS, moments)
    for chunk in chunks(events, edges):
        tally.add(events.taken(chunk), values[chunk])
    rows_of = latest(events.taken(order), OWNERS, moments)
    times, held = tally.last()

    np.testing.assert_array_equal(pick(values[order].astype(np.float64), rows_of), held)
    np.testing.assert_array_equal(
        pick(events.happened[order] / DAY, rows_of), np.where(times == UNSEEN, np.nan, times / DAY)
    )


@pytest.mark.parametrize(
    "add", [WindowTally(1, np.array([0]), (1,)).add, lambda e: LastTally(1, e.code).add(e, e.code)]
)
def test_events_that_leave_are_refused(add):
    """Who would come last after one has left is not known chunk by chunk."""
    one = np.zeros(1, dtype=np.int64)

    with pytest.raises(ValueError, match="leave"):
        add(Events(one, one, one, one + 1))


def test_the_example_of_the_documentation_counts(tmp_path, monkeypatch):
    """Events of its log are told as its page says: known late, of nobody, and the last one's value."""
    days, known = [1, 2, 2, 9], [1, 2, 10, 9]
    midnight = pd.Timestamp("2026-01-01", tz="Asia/Shanghai")
    at, recorded = (midnight + pd.to_timedelta(some, unit="D") for some in (days, known))
    views = {"account_id": ["A1", "other", "A1", "A2"], "happened_at": at, "recorded_at": recorded}
    pd.DataFrame(views | {"seconds": [5.0, 6.0, 7.0, 8.0]}).to_parquet(tmp_path / "views.parquet")
    monkeypatch.chdir(tmp_path)
    told: dict = {}

    exec(re.search("```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1], told)

    assert [[1, 0, 0], [0, 1, 0], [0, 0, 0]] == told["counts"][7].tolist()
    assert [[1, 2, 2], [0, 1, 1], [0, 0, 0]] == told["counts"][None].tolist()
    np.testing.assert_array_equal([[5, 7, 7], [np.nan, 8, 8], [np.nan] * 3], told["seconds"])
