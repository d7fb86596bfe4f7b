"""Scores made anew, put into a book."""

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from models.artifact import Bundle
from serving.scores.feature_rows import MOST_TABLES, FeatureRows
from serving.scores.live import ScoreBook
from serving.scores.merging import taken, updated, without
from serving.scores.opening import Live
from serving.scores.order import Order

# So few values that many are equal.
CHANCES = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9])


@given(st.data())
def test_an_order_that_is_kept_is_one_made_anew(data: st.DataObject) -> None:
    """Whichever scores change, ties and all."""
    old = np.array(data.draw(st.lists(CHANCES, min_size=1, max_size=12)))
    changed = np.array(data.draw(st.lists(st.integers(0, len(old) - 1), unique=True)), dtype=np.intp)
    new = old.copy()
    new[changed] = data.draw(st.lists(CHANCES, min_size=len(changed), max_size=len(changed)))

    moved, anew = Order.of(old).moved(new, changed), Order.of(new)

    assert anew.places.tolist() == moved.places.tolist()
    assert anew.falling.tolist() == moved.falling.tolist()


@given(st.lists(st.lists(st.integers(0, 5), max_size=3), max_size=MOST_TABLES + 6), st.sampled_from([[6], [2, 0, 4]]))
def test_rows_are_those_put_in_last(turns: list[list[int]], parts: list[int]) -> None:
    """However often they are replaced, in which order they are asked for, and of how many parts they were at first."""
    expected = [float(place) for place in range(6)]
    first = np.split(np.array(expected), np.cumsum(parts)[:-1])
    rows = FeatureRows.of_all([FeatureRows.of(pd.DataFrame({"feature": some})) for some in first])
    for turn, places in enumerate(turns):
        fresh = dict.fromkeys(places, 100.0 + turn)
        order = np.arange(6, dtype=np.intp)
        order[list(fresh)] = 6 + np.arange(len(fresh))
        rows = rows.joined(pd.DataFrame({"feature": list(fresh.values())}, dtype=np.float64)).taken(order)
        expected = [fresh.get(place, expected[place]) for place in range(6)]

    assert expected[::-1] == rows.at(np.arange(6, dtype=np.intp)[::-1])["feature"].tolist()
    assert len(rows.tables) <= MOST_TABLES + len(parts)


def test_a_book_put_together_is_the_book(live: Live) -> None:
    """Without some, and with them again: all is as it was."""
    some = np.arange(0, len(live.book), 3)
    ids = live.book.names[some].tolist()

    again = updated(without(live.book, ids), taken(live.book, some), ids)

    assert live.book.ids.tolist() == again.ids.tolist()
    assert live.book.known.tolist() == again.known.tolist()
    assert live.book.order.places.tolist() == again.order.places.tolist()
    pd.testing.assert_frame_equal(live.book.table, again.table)


def test_nobody_else_changes_when_some_are_scored_anew(live: Live, bundle: Bundle) -> None:
    """The positions stay, and are not even looked up anew."""
    later = live.as_of + pd.Timedelta(days=9)
    ids = live.book.names[[5, 1]].tolist()
    fresh = ScoreBook.open(live.history, bundle, later, ids)

    book = updated(live.book, fresh, ids)

    assert book.directory is live.book.directory
    assert [1, 5] == np.flatnonzero(book.scored_at != live.book.scored_at).tolist()
    assert fresh.scores.probability.tolist() == book.scores.probability[[1, 5]].tolist()
    assert replace(book, as_of=live.as_of).region.tolist() == live.book.region.tolist()
    pd.testing.assert_frame_equal(fresh.table, book.features([1, 5]))
