"""The ranked list and its pages."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibration import Calibration, Map
from models.intent import Intent, Scores
from models.scorers.baselines import BaseRate
from serving.scores.directory import Directory
from serving.scores.feature_rows import FeatureRows
from serving.scores.live import ScoreBook
from serving.scores.order import Order
from serving.scores.ranking import Chosen, Ranking, read_cursor


def book_of(probability: Sequence[float], ids: Sequence[str] | None = None) -> ScoreBook:
    """A score book of these probabilities, with regions taking turns."""
    names = sorted(ids) if ids else [f"A{n:03}" for n in range(len(probability))]
    scores = np.array(probability)
    nobody = np.full(len(scores), None, dtype=object)
    calibration = Calibration.learned(Map(), np.array([0.5]), np.array([True]))
    intent = Intent(BaseRate(), calibration, (0.2, 0.5, 0.8))
    return ScoreBook(
        entity="account",
        as_of=pd.Timestamp("2026-09-01", tz="UTC"),
        directory=Directory(pd.Index(pd.Series(names, dtype="str"))),
        scores=Scores(scores, scores, scores),
        grade=intent.grade(scores),
        order=Order.of(scores),
        trend=nobody,
        region=np.array([("华东", "North")[n % 2] for n in range(len(scores))], dtype=object),
        industry=nobody,
        name=nobody,
        known=pd.Index(names),
        intent=intent,
        rows=FeatureRows.of(pd.DataFrame(index=range(len(scores)))),
        scored_at=np.zeros(len(scores), dtype=np.int64),
    )


def walk(ranking: Ranking, chosen: Chosen, limit: int) -> list[int]:
    """All positions, page by page."""
    page = ranking.page(chosen, limit)
    found = page.places.tolist()
    while page.cursor is not None:
        page = ranking.page(chosen, limit, page.cursor)
        found += page.places.tolist()
    return found


TIED = st.lists(st.sampled_from([0.01, 0.2, 0.2000001, 0.5, 0.9]), max_size=40)


@given(TIED, st.integers(1, 7), st.sampled_from([None, "华东", "North", "Mars"]), st.sampled_from([None, "A", "C"]))
def test_pages_are_the_whole_list(probability: list[float], limit: int, region: str | None, grade: str | None) -> None:
    """Pages of any size, put together, are everybody chosen, each once: by falling probability, then by id."""
    ranking = Ranking(book_of(probability))
    chosen = Chosen(region=region, grade=grade)
    wanted = [
        n
        for n in range(len(probability))
        if region in (None, ranking.book.region[n]) and grade in (None, ranking.book.grade[n])
    ]

    assert sorted(wanted, key=lambda n: (-probability[n], n)) == walk(ranking, chosen, limit)


def test_a_cursor_outlives_a_change_of_the_book() -> None:
    """When scores change between two pages, the second goes on behind the place that the first ended at."""
    cursor = Ranking(book_of([0.9, 0.5, 0.5, 0.1], ["a", "b", "c", "d"])).page(Chosen(), 2).cursor
    later = book_of([0.95, 0.5, 0.3, 0.1], ["a", "c", "d", "e"])

    page = Ranking(later).page(Chosen(), 2, cursor)

    assert ["c", "d"] == [later.ids[place] for place in page.places]


@given(st.lists(TIED.filter(len), min_size=1, max_size=6), st.integers(1, 4))
def test_by_id_everybody_is_listed_once_though_scores_change(scores: list[list[float]], limit: int) -> None:
    """Between pages each score may become any other."""
    ids = [f"A{n:03}" for n in range(len(scores[0]))]
    books = [book_of([each[n % len(each)] for n in range(len(ids))], ids) for each in scores]
    chosen, found, cursor = Chosen(by_id=True), list[str](), None
    for turn in range(len(ids)):
        page = Ranking(books[turn % len(books)]).page(chosen, limit, cursor)
        found += [ids[place] for place in page.places]
        if (cursor := page.cursor) is None:
            break

    assert ids == found


def test_a_cursor_leads_on_in_its_own_order_alone() -> None:
    """That of one order is none of the other."""
    ranking = Ranking(book_of([0.9, 0.5, 0.1]))
    for one, other in ((Chosen(), Chosen(by_id=True)), (Chosen(by_id=True), Chosen())):
        with pytest.raises(ValueError, match="no cursor"):
            ranking.page(other, 1, ranking.page(one, 1).cursor)


@given(st.text(max_size=40))
def test_what_is_no_cursor_is_refused(text: str) -> None:
    """Whatever is sent as a cursor, it is either read or refused."""
    try:
        probability, last = read_cursor(text)
    except ValueError:
        return
    assert 0 <= probability <= 1
    assert isinstance(last, str)


@pytest.mark.parametrize("text", ["", "!!!", "WzEsMl0", "bnVsbA", "WzIuNSwgImEiXQ", "W05hTiwgImEiXQ"])
def test_no_cursor(text: str) -> None:
    """Empty, no base64, JSON of another shape, a probability out of range."""
    with pytest.raises(ValueError, match="no cursor"):
        read_cursor(text)
