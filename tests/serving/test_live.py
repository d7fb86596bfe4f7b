"""The scores of everybody at one moment."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from history.record import History
from models.artifact import Bundle
from models.ranking import score_all
from serving.scores.live import TURN, ScoreBook, trends
from serving.scores.opening import Live

ODDS = st.one_of(st.just(np.nan), st.floats(-8, 8))


def test_scores_are_those_of_a_score_file(live: Live, history: History) -> None:
    """The book gives each id what scoring everybody at once gives it, to the last bit."""
    file = score_all(history, live.bundle, live.as_of).set_index("account_id")

    places = live.book.places(list(file.index))

    assert file["probability"].tolist() == live.book.scores.probability[places].tolist()
    assert file["low"].tolist() == live.book.scores.low[places].tolist()
    assert file["grade"].tolist() == live.book.grade[places].tolist()


def test_percentiles_rank_the_probabilities(live: Live) -> None:
    """The percentile is the share of all that score lower, ties counted half: a slow count agrees."""
    probability = live.book.scores.probability
    expected = [100 * ((probability < p).sum() + (probability == p).sum() / 2) / len(probability) for p in probability]

    assert expected == pytest.approx(live.book.percentiles(np.arange(len(probability))).tolist())


def test_rows_recorded_later_change_nothing(live: Live, history: History) -> None:
    """A book as of an earlier moment is the same whether or not later rows are there."""
    earlier = live.as_of - timedelta(days=40)

    full = ScoreBook.open(history, live.bundle, earlier)
    known = ScoreBook.open(history.known_by(earlier), live.bundle, earlier)

    assert full.scores.probability.tolist() == known.scores.probability.tolist()
    assert full.trend.tolist() == known.trend.tolist()


def test_leads_are_scored_while_they_are_open(live: Live, history: History, lead_bundle: Bundle) -> None:
    """A bundle of leads gives a book of leads; ended ones are known, yet not scored."""
    book = ScoreBook.open(history, lead_bundle, live.as_of)
    changes = history["stage_changes"]
    won = str(changes.loc[changes["stage"] == "won", "lead_id"].iloc[0])

    assert "lead" == book.entity
    assert 0 < len(book) < len(book.known)
    assert [-1] == book.places([won]).tolist()
    assert won in book.known


@given(arrays.arrays(np.float64, st.tuples(st.integers(1, 6), st.just(5)), elements=ODDS))
def test_a_trend_is_the_slope_of_a_line(odds: np.ndarray) -> None:
    """Half as much again in odds over four weeks is a trend: least squares, one row at a time, agrees."""
    found = trends(odds)

    for row, said in zip(odds, found, strict=True):
        known = ~np.isnan(row)
        if known.sum() < 3:
            assert said is None
            continue
        change = 4 * np.polyfit(np.arange(5)[known], row[known], 1)[0]
        if abs(abs(change) - TURN) > 1e-6:
            assert said == ("improving" if change > TURN else "declining" if change < -TURN else "steady")


def test_nobody_to_score_is_no_failure(history: History, live: Live) -> None:
    """A moment before everything gives an empty book."""
    book = ScoreBook.open(history, live.bundle, pd.Timestamp("2020-01-01", tz="UTC"))

    assert 0 == len(book)
    assert [-1] == book.places(["SIM-A000001"]).tolist()
