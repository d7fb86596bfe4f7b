"""What is built from a part of a history and the counts of all of it, against what is built from all of it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from features.book import open_book
from features.build import Opened, Rows, build
from features.census import Census
from features.frame import ENTITY
from features.moments import cutoff_micros
from features.partition import partition
from features.spec import learn_spec
from history.indexed import Indexed
from history.record import History

LATE = pd.Timestamp("2030-01-01T00:00Z")
BACK = [pd.Timedelta(days=days) for days in (14, 7, 0)]


def split(history: History, parts: int, seed: int) -> list[History]:
    """The rows of a history dealt out to so many histories."""
    rng = np.random.default_rng(seed)
    dealt = {name: rng.integers(parts, size=len(rows)) for name, rows in history.tables.items()}
    return [
        History({name: rows[dealt[name] == part] for name, rows in history.tables.items()}, history.business)
        for part in range(parts)
    ]


def whole(*parts: History) -> History:
    """The rows of all parts."""
    tables = {name: pd.concat([part[name] for part in parts]) for name in parts[0].tables}
    return History.of(parts[0].business, **tables)


def _table(opened: Opened) -> pd.DataFrame:
    return opened.table(np.arange(len(opened.ids)))


@pytest.mark.slow
@pytest.mark.parametrize("rows", [Rows("account", "all"), Rows("account", "buyers"), Rows("lead", "open")], ids=str)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_part_with_the_counts_of_all_is_built_as_all(rows, data, histories, moments):
    """However rows come in, early or late, and some of them twice: every feature is that of a batch over all rows."""
    history = data.draw(histories)
    spec, parts = learn_spec(history, LATE), split(history, 4, data.draw(st.integers(0, 99)))
    turns = sorted(data.draw(st.lists(moments, min_size=4, max_size=4)))
    at = [cutoff_micros([turn - back for back in BACK]) for turn in turns]
    there = Indexed.of(History.of(history.business, **parts[0].tables))
    census = Census(open_book(there.history, spec, at[0]), with_stays=rows.entity == "lead")

    for number in (1, 2, 3):
        added = there.unknown(whole(parts[number], parts[number - 1]).tables)
        before, there = there, there.grown(added)
        census.grow(before, there, added)
        everybody = build(whole(*parts[: number + 1]), [turns[number] - back for back in BACK], rows, spec)
        ids = sorted(set(everybody[ENTITY]))[::2]

        others = data.draw(st.sampled_from([census, census.taken(at[number])]))
        book = open_book(partition(there, ids, rows.entity), spec, at[number], others)

        expected = everybody[everybody[ENTITY].isin(ids)].reset_index(drop=True)
        assert_frame_equal(expected, _table(Opened.of(book, rows, ids)), check_exact=True)
