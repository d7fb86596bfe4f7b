"""Scoring everybody part by part."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from features.build import Opened
from history.record import History
from models.artifact import Bundle
from serving.live import ScoreBook
from serving.opening import Live
from serving.scoring import scored


@pytest.mark.parametrize("kind", ["account", "lead"])
@pytest.mark.parametrize(("cells", "threads"), [(97, 1), (150, 3)])
def test_parts_give_what_the_whole_gives(
    live: Live, history: History, lead_bundle: Bundle, kind: str, cells: int, threads: int
) -> None:
    """Scores, intervals, log-odds of past weeks and features are equal to the last bit, on any number of threads."""
    bundle = live.bundle if kind == "account" else lead_bundle
    moments = [live.as_of - pd.Timedelta(days=7 * back) for back in range(5)]
    opened = Opened.on(history, moments, bundle.rows, bundle.spec)
    whole, parts = scored(opened, bundle.intent), scored(opened, bundle.intent, threads, cells)

    assert len(opened.parts(cells)) > 3
    assert_frame_equal(whole.table, parts.table)
    for part in ("probability", "low", "high"):
        np.testing.assert_array_equal(getattr(whole.scores, part), getattr(parts.scores, part))
    np.testing.assert_array_equal(whole.odds, parts.odds)


def test_a_book_of_several_threads_is_the_same(live: Live, history: History) -> None:
    """On how many threads a book was opened shows nowhere."""
    book = ScoreBook.open(history, live.bundle, live.as_of, threads=4)

    assert live.book.scores.high.tolist() == book.scores.high.tolist()
    assert live.book.trend.tolist() == book.trend.tolist()
    assert_frame_equal(live.book.table, book.table)
