"""The laws of every feature table: nothing from the future, and no trace of how it was asked for."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from features.build import Opened, Rows, build
from features.frame import CUTOFF
from features.spec import Spec, learn_spec
from history.record import History

ROWS = [
    Rows("account", "all"),
    Rows("account", "buyers"),
    Rows("lead", "open"),
    Rows("lead", "new", pd.Timedelta("3D")),
]
LATE = pd.Timestamp("2030-01-01T00:00Z")

populations = st.sampled_from(ROWS)
few = settings(max_examples=25, deadline=None)


def full_spec(history: History) -> Spec:
    """All that the history will ever name, so that a look ahead has columns to show up in."""
    return learn_spec(history, LATE)


@few
@given(data=st.data())
def test_what_is_recorded_later_changes_nothing(data, histories, moments):
    """The table as of t is the same with and without the rows recorded after t."""
    history, moment, rows = data.draw(histories), data.draw(moments), data.draw(populations)
    spec = full_spec(history)

    assert_frame_equal(build(history.known_by(moment), [moment], rows, spec), build(history, [moment], rows, spec))


@few
@given(data=st.data())
def test_a_cutoff_alone_equals_itself_among_many(data, histories, moments):
    """A cut-off's rows do not depend on which other cut-offs are built with it, in which order, or how often."""
    history, rows = data.draw(histories), data.draw(populations)
    several = data.draw(st.lists(moments, min_size=1, max_size=6))
    spec = full_spec(history)
    among = build(history, several, rows, spec)

    alone = build(history, several[:1], rows, spec)

    assert_frame_equal(alone, among[among[CUTOFF] == several[0]].reset_index(drop=True))


@few
@given(data=st.data())
def test_partitions_do_not_show(data, histories, moments):
    """A table built a few cells at a time is the one built at once."""
    history, rows = data.draw(histories), data.draw(populations)
    several = data.draw(st.lists(moments, min_size=1, max_size=6))
    spec = full_spec(history)

    assert_frame_equal(build(history, several, rows, spec), build(history, several, rows, spec, cells=3))


@pytest.mark.slow
@few
@given(data=st.data())
def test_order_of_rows_does_not_show(data, histories, moments):
    """Shuffled rows give the same table, and the same vocabulary."""
    history, rows = data.draw(histories), data.draw(populations)
    several = data.draw(st.lists(moments, min_size=1, max_size=4))
    chance = data.draw(st.randoms(use_true_random=False))
    shuffled = {
        name: table.iloc[chance.sample(range(len(table)), len(table))] for name, table in history.tables.items()
    }
    again = History.of(history.business, **shuffled)

    assert_frame_equal(build(history, several, rows, full_spec(history)), build(again, several, rows, full_spec(again)))


@few
@given(data=st.data(), cells=st.integers(1, 12))
def test_parts_are_the_whole(data, histories, moments, cells):
    """The tables of all parts, one after the other, are the table."""
    history, rows = data.draw(histories), data.draw(populations)
    cutoffs, spec = data.draw(st.lists(moments, min_size=1, max_size=4)), full_spec(history)
    opened = Opened.on(history, cutoffs, rows, spec)
    parts = [opened.table(chosen, cells) for chosen in opened.parts(cells)]

    assert_frame_equal(build(history, cutoffs, rows, spec), pd.concat(parts, ignore_index=True))
