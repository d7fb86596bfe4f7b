"""Rows of events, read and checked."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from history.events.arriving import Arriving, Given
from history.settings import Business

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)
RARELY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def arriving() -> Iterator[Arriving]:
    """One for all tests, as one serves all events."""
    opened = Arriving(Business())
    yield opened
    opened.close()


def order(name: str, **more: Any) -> dict[str, Any]:
    """A row of orders."""
    return {"order_id": name, "account_id": "A", "ordered_at": "2026-09-02T08:00:00Z", **more}


rows = st.tuples(st.just("orders"), st.builds(order, st.text(max_size=3), amount=st.none() | st.floats() | st.text()))
others = st.tuples(st.just("reps"), st.fixed_dictionaries({"rep_id": st.text(max_size=3), "joined_at": st.text()}))


@RARELY
@given(st.lists(st.lists(rows | others, min_size=1, max_size=4), min_size=1, max_size=3))
def test_what_came_before_changes_nothing(arriving: Arriving, groups: list[list[tuple[str, dict[str, Any]]]]) -> None:
    """Each group is checked as by one that has seen no other."""
    for group in groups:
        for table in ("orders", "reps"):
            if told := [Given(row, NOW) for name, row in group if name == table]:
                fresh = Arriving(Business())
                alone, said = fresh.check(table, told), arriving.check(table, told)
                fresh.close()

                assert (alone.why, alone.plain) == (said.why, said.plain)
                assert_frame_equal(alone.good, said.good)


def test_a_row_is_judged_by_when_it_was_received_itself(arriving: Arriving) -> None:
    """Whatever came after it in the same group."""
    late = order("O1", recorded_at=(NOW + timedelta(seconds=1)).isoformat())

    said = arriving.check("orders", [Given(late, NOW), Given(late, NOW + timedelta(seconds=2))])

    assert {0: "recorded_at: lies in the future"} == said.plain
