"""Reasons that are kept, and given for a thousand accounts in a call."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace

import httpx
import numpy as np
import pandas as pd
import pytest

from models.artifact import Bundle, save
from models.dossier import dossiers
from models.intent import Intent
from models.reasons import reasons_for
from models.scorers.baselines import BaseRate
from serving.schemas.scores import ChangeOut, IntentAnswer, RankedAnswer
from serving.scores.explaining import Explained, changed, encoded, reasons
from serving.scores.live import ScoreBook
from serving.scores.merging import updated
from serving.scores.opening import Live, open_live
from serving.scores.ranking import Ranking
from serving.settings import Settings


def ids(live: Live, count: int) -> list[str]:
    """The first so many."""
    return [str(name) for name in live.book.ids[:count]]


def test_the_first_answer_and_the_next_are_equal(another: Callable[[Live], httpx.Client], live: Live) -> None:
    """Worked out or kept, byte by byte; also where only some were kept."""
    asked = {"account_ids": ids(live, 60), "reasons": True}
    client = another(live)

    client.post("/v1/intent", json={"account_ids": ids(live, 20), "reasons": True})
    cold, warm = (client.post("/v1/intent", json=asked).content for _ in range(2))

    assert cold == warm
    assert cold == another(live).post("/v1/intent", json=asked).content
    assert any(result["reasons"] for result in json.loads(cold)["results"])


def test_a_thousand_are_explained_in_one_call(api: httpx.Client, live: Live) -> None:
    """As many as are scored in one; repeats are explained as often as asked."""
    asked = (ids(live, len(live.book)) * 5)[:1000]

    results = api.post("/v1/intent", json={"account_ids": asked, "reasons": True}).json()["results"]

    assert asked == [result["id"] for result in results]
    by_id = {result["id"]: result["reasons"] for result in results}
    assert [by_id[name] for name in asked] == [result["reasons"] for result in results]


def test_answers_are_what_the_document_says(api: httpx.Client, live: Live) -> None:
    """Every field of the schema is there, and none that it does not know."""
    asked = {"account_ids": [*ids(live, 30), "nobody"], "reasons": True}
    scored = api.post("/v1/intent", json=asked)
    listed = api.get("/v1/intent?limit=20")

    for answer, schema in ((scored, IntentAnswer), (listed, RankedAnswer)):
        assert answer.json() == json.loads(schema.model_validate_json(answer.content).model_dump_json())


def test_what_is_kept_is_what_the_model_says(live: Live) -> None:
    """The reasons of a score are those of its row, from what was known at its moment."""
    places = live.ranking.order[:10].tolist()
    names = live.book.ids[places].tolist()
    known = dossiers(live.history, "account", names, live.as_of)
    rows = live.book.table.iloc[places]

    slow = reasons_for(live.book.intent, rows, [known[name] for name in names])

    assert [encoded(each) for each in slow] == Explained().of(live, places)


def test_a_score_made_anew_is_explained_anew(live: Live, bundle: Bundle) -> None:
    """By what is known at its own moment; the others keep their reasons."""
    later = live.as_of + pd.Timedelta(days=9)
    one = ids(live, 1)
    book = updated(live.book, ScoreBook.open(live.history, bundle, later, one), one)
    moved, explained = replace(live, book=book, ranking=Ranking(book)), Explained()

    before, after = (explained.of(each, [0, 1, 2]) for each in (live, moved))

    assert before[1:] == after[1:]
    assert before[0] != after[0]
    known = dossiers(live.history, "account", one, later)
    assert encoded(reasons_for(live.book.intent, book.table.iloc[[0]], [known[one[0]]])[0]) == after[0]


def test_no_more_is_kept_than_there_is_room_for(live: Live) -> None:
    """Those that nobody asked for the longest go first, and an answer is whole all the same."""
    explained = Explained(most=4)
    explained.of(live, [0, 1, 2, 3])
    explained.of(live, [0])

    assert [encoded(reasons(live, [place])[0]) for place in range(4, 7)] == explained.of(live, [4, 5, 6])
    assert 4 == len(explained)
    assert explained.kept(live, [0, 4, 5, 6])
    assert explained.kept(live, [1]) is None
    assert 6 == len(explained.of(live, [0, 1, 2, 3, 4, 5]))


def test_nothing_is_kept_of_before_a_company_was_forgotten(live: Live) -> None:
    """Neither what was kept then nor what a request that began before it works out after it."""
    explained, forgotten = Explained(), replace(live, tombstones=live.tombstones + 1)
    explained.of(live, [0, 1, 2])

    assert explained.kept(forgotten, [0]) is None
    assert 0 == len(explained)
    assert explained.of(live, [3]) == [encoded(reasons(live, [3])[0])]
    assert 0 == len(explained)


def test_leads_are_explained_as_well(live: Live, lead_bundle: Bundle, another: Callable[[Live], httpx.Client]) -> None:
    """A model that scores leads speaks of their stages and contacts."""
    book = ScoreBook.open(live.history, lead_bundle, live.as_of)
    of_leads = replace(live, bundle=lead_bundle, book=book, ranking=Ranking(book))
    asked = {"lead_ids": [str(name) for name in book.ids[:80]], "reasons": True}

    results = another(of_leads).post("/v1/intent", json=asked).json()["results"]

    groups = {reason["group"] for result in results for reason in result["reasons"]}
    assert {"stage", "touches"} <= groups


def test_changes_lead_to_the_scores_that_are_served(live: Live) -> None:
    """They are what the history says of each week, and fit the schema."""
    for place, found in enumerate(changed(live, [0, 1, 2])):
        assert found is not None
        change = ChangeOut.model_validate(found.to_json())
        assert change.now == pytest.approx(live.book.scores.probability[place])
        assert change.model is None
        assert 100 * (change.now - change.before) == pytest.approx(change.new_facts + change.ageing)


def test_the_model_before_is_asked_what_it_said(own: Settings, bundle: Bundle) -> None:
    """Where another one served a week ago, its part of the change is told; one that is gone says nothing."""
    plain = replace(bundle, intent=Intent(BaseRate().fit(*_two_rows()), bundle.intent.calibration, (0.1, 0.2, 0.3)))
    save(plain, own.models_dir / "2")
    pointer = own.models_dir / "champion.json"
    pointer.write_text(json.dumps({**json.loads(pointer.read_text()), **_champions()}))
    live = open_live(own)

    (change,) = changed(live, [0])
    shutil.rmtree(own.models_dir / "2")
    (without,) = changed(live, [0])

    assert change is not None
    assert change.before == plain.intent.predict(live.book.table.head(1)).probability[0]
    assert change.model is not None
    assert change.model_note is not None
    assert "in place of model 2" in change.model_note.en
    assert 100 * (change.now - change.before) == pytest.approx(change.new_facts + change.ageing + change.model)
    assert without is not None
    assert without.model is None


def _two_rows() -> tuple[pd.DataFrame, np.ndarray]:
    return pd.DataFrame({"entity_id": ["a", "b"]}), np.array([True, False])


def _champions() -> dict[str, object]:
    return {
        "promoted_at": "2036-01-01T00:00:00+00:00",
        "before": [{"version": "2", "promoted_at": "2026-01-01T00:00:00+00:00"}],
    }


@pytest.mark.parametrize("count", [0, 1])
def test_few_are_explained_like_many(live: Live, count: int) -> None:
    """No account at all, or one."""
    assert count == len(Explained().of(live, list(range(count))))
    assert np.isin(ids(live, count), live.book.ids).all()
