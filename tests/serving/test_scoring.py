"""Scoring everybody part by part."""

import sys

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from features.build import Opened
from history.record import History
from models.artifact import Bundle
from models.sandbox.state.standing import take_standing
from serving.scores.live import ScoreBook, moments
from serving.scores.opening import Live
from serving.scores.scoring import scored


@pytest.mark.parametrize("kind", ["account", "lead"])
@pytest.mark.parametrize(("cells", "threads"), [(97, 1), (150, 3)])
def test_parts_give_what_the_whole_gives(
    live: Live, history: History, lead_bundle: Bundle, kind: str, cells: int, threads: int
) -> None:
    """Scores, intervals, log-odds of past weeks and features are equal to the last bit, on any number of threads."""
    bundle = live.bundle if kind == "account" else lead_bundle
    opened = Opened.on(history, moments(live.as_of), bundle.rows, bundle.spec)
    whole, parts = scored(opened, bundle.intent), scored(opened, bundle.intent, threads, cells)

    assert len(opened.parts(cells)) > 3
    everybody = np.arange(len(whole.rows))
    assert_frame_equal(whole.rows.at(everybody), parts.rows.at(everybody))
    assert_frame_equal(whole.keys, parts.keys)
    for part in ("probability", "low", "high"):
        np.testing.assert_array_equal(getattr(whole.scores, part), getattr(parts.scores, part))
    np.testing.assert_array_equal(whole.odds, parts.odds)


def test_a_book_of_several_threads_is_the_same(live: Live, history: History) -> None:
    """On how many threads a book was opened shows nowhere."""
    opened = Opened.on(history, moments(live.as_of), live.bundle.rows, live.bundle.spec)
    book = ScoreBook.of(history, live.bundle, opened, threads=4)

    assert live.book.scores.high.tolist() == book.scores.high.tolist()
    assert live.book.trend.tolist() == book.trend.tolist()
    assert_frame_equal(live.book.table, book.table)


@pytest.mark.parametrize("days", [0, 20])
def test_a_sandbox_takes_stock_on_the_book_of_the_scores(live: Live, history: History, days: int) -> None:
    """What it counts is what it counts on a book of its own, also where later rows are known."""
    as_of = live.as_of - pd.Timedelta(days=days)
    assert live.bundle.win is not None
    book = Opened.on(history, moments(as_of), live.bundle.rows, live.bundle.spec).book
    own = take_standing(history, live.bundle.spec, as_of, live.bundle.win)
    shared = take_standing(history, live.bundle.spec, as_of, live.bundle.win, book)

    with np.printoptions(threshold=sys.maxsize, floatmode="unique"):
        assert repr(own) == repr(shared)
