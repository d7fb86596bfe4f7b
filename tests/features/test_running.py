"""Spans counted while moments advance, against a plain loop."""

import pickle

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from features.moments import DAY, NEVER
from features.running import Running

CELLS = 3
# In days, and not before it.
LATEST = NEVER // DAY + 1
days = st.integers(0, 12)
span = st.tuples(st.integers(-1, CELLS - 1), days, days | st.just(LATEST), st.sampled_from([-1, 1]))


def put(running: Running, rows: list[tuple[int, int, int, int]]) -> None:
    """Add spans of (cell, first day, day of the end, weight)."""
    for cell, start, end, weight in rows:
        running.add(np.array([cell]), np.array([start]) * DAY, np.array([end]) * DAY, weight)


@given(st.lists(st.tuples(st.lists(span, max_size=5), days), min_size=1, max_size=5))
def test_what_covers_a_moment_is_what_a_loop_counts(turns: list[tuple[list[tuple[int, int, int, int]], int]]) -> None:
    """Whenever a span is added, be it one that began before all moments, or that has no end."""
    running, known = Running(CELLS, np.zeros(1, dtype=np.int64)), list[tuple[int, int, int, int]]()
    day = 0
    for rows, later in turns:
        day = max(day, later)
        put(running, rows)
        known += rows
        running.move(np.array([day]) * DAY)
        expected = [sum(w for cell, start, end, w in known if cell == each and start <= day < end) for each in range(3)]

        assert expected == running.counts()[:, 0].tolist()


def test_what_has_passed_and_what_never_comes_takes_no_memory() -> None:
    """A history grows by spans that have begun and have no end, or that never begin."""
    few, many = (Running(CELLS, np.array([5]) * DAY) for _ in range(2))
    spans = [(0, 2, LATEST, 1), (1, 1, 4, 1), (2, LATEST, LATEST + 1, 1)]
    put(few, spans)
    put(many, spans * 20)

    assert len(pickle.dumps(few)) == len(pickle.dumps(many))
