"""Live scores against those of a batch."""

import itertools
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import httpx
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.moments import cutoff_micros
from features.partition import touched
from history.indexed import Indexed
from history.record import History
from history.store.store import Store
from models.artifact import Bundle
from models.calibration import Calibration, Map
from models.champion import Champion
from models.intent import Intent
from models.scorers.baselines import BaseRate
from serving.scores.everybody import caught_up
from serving.scores.live import ScoreBook, moments
from serving.scores.merging import updated
from serving.scores.opening import Live, open_on
from serving.scores.paring import pared
from serving.scores.parts import PartScorer
from serving.scores.rescoring import highest_first, scored_now
from serving.scores.taking_up import check_scores
from serving.settings import Settings

NUMBERS = itertools.count()
ACCOUNTS = st.integers(1, 250).map("SIM-A{:06}".format)
MAY = datetime(2026, 5, 1, tzinfo=UTC)
TIMES = st.integers(0, 115 * 24 * 60).map(lambda minutes: (MAY + timedelta(minutes=minutes)).isoformat())


@st.composite
def event_rows(draw: st.DrawFn) -> tuple[str, dict[str, Any], str]:
    """A table, a row of it that nobody has seen before, and the account that it tells of."""
    account, at, name = draw(ACCOUNTS), draw(TIMES), f"new-{next(NUMBERS)}"
    rows: dict[str, dict[str, Any]] = {
        "orders": {"order_id": name, "ordered_at": at, "amount": draw(st.floats(1, 1e6))},
        "activities": {"activity_id": name, "happened_at": at, "kind": draw(st.sampled_from(["call", "visit"]))},
        "signals": {"signal_id": name, "observed_at": at, "kind": "news", "title": "招标"},
        "leads": {"lead_id": name, "created_at": at, "source": "官网", "value": draw(st.floats(1, 1e6))},
        "accounts": {"name": name, "valid_from": at, "region": draw(st.sampled_from(["华东", "North", None]))},
    }
    table = draw(st.sampled_from(sorted(rows)))
    return table, rows[table] | {"account_id": account}, account


@pytest.fixture(scope="module")
def place(history: History, settings_copy: Settings) -> Settings:
    """A store of this module alone."""
    with Store.open(settings_copy.database_url) as store:
        for name, rows in history.tables.items():
            if len(rows):
                store.append(name, rows)
    return settings_copy


@pytest.fixture(scope="module")
def settings_copy(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same models, another database."""
    url = f"sqlite:///{tmp_path_factory.mktemp('live') / 'history.db'}"
    return settings.model_copy(update={"database_url": url})


def events(rows: list[tuple[str, dict[str, Any], str]]) -> str:
    """A batch of these rows."""
    shared = {"specversion": "1.0", "source": "/crm"}
    return json.dumps(
        [
            shared | {"id": f"e{next(NUMBERS)}", "type": f"leadcast.{table}", "data": row}
            for table, row, _account in rows
        ]
    )


@pytest.mark.slow
def test_live_scores_are_those_of_a_batch(
    place: Settings, bundle: Bundle, served: Callable[[Settings], httpx.Client]
) -> None:
    """Whatever comes, the touched accounts score as in a batch of everybody at that moment, to the last bit."""
    client, media = served(place), {"content-type": "application/cloudevents-batch+json"}

    @settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(event_rows(), min_size=1, max_size=6))
    def agree(rows: list[tuple[str, dict[str, Any], str]]) -> None:
        answer = client.post("/v1/events", content=events(rows), headers=media).json()
        assert 0 == answer["rejected"], answer
        with Store.open(place.database_url) as store:
            known = store.read(place.business)
        accounts = sorted({account for _table, _row, account in rows})
        live = settled(client, accounts, pd.Timestamp(known.last_recorded))
        batch = ScoreBook.open(known, bundle, pd.Timestamp(known.last_recorded))
        for at, said in zip(batch.places(accounts), live, strict=True):
            assert batch.scores.probability[at] == said["probability"]
            assert (batch.scores.low[at], batch.scores.high[at]) == (said["interval"]["low"], said["interval"]["high"])
            assert (batch.grade[at], batch.trend[at], batch.region[at]) == (
                said["grade"],
                said["trend"],
                said["region"],
            )

    agree()


def settled(client: httpx.Client, accounts: list[str], moment: pd.Timestamp) -> list[dict[str, Any]]:
    """The scores of these accounts as of `moment`."""
    for _ in range(1200):
        results: list[dict[str, Any]] = client.post("/v1/intent", json={"account_ids": accounts}).json()["results"]
        if all(pd.Timestamp(each["as_of"]) == moment for each in results):
            return results
        time.sleep(0.02)
    raise AssertionError("the scores were not brought up to date")


@pytest.mark.parametrize("entity", ["account", "lead"])
def test_what_is_pared_away_does_not_bear_on_a_score(
    history: History, bundle: Bundle, lead_bundle: Bundle, live: Live, entity: Literal["account", "lead"]
) -> None:
    """The features of some are those of the whole history, whatever goes into them."""
    fitted = bundle if entity == "account" else lead_bundle
    ids = [str(name) for name in ScoreBook.open(history, fitted, live.as_of).ids[3:60:7]]
    part = pared(history, ids, entity)

    whole, less = (ScoreBook.open(each, fitted, live.as_of, ids) for each in (history, part))

    assert len(part["activities"]) < len(history["activities"]) / 2
    pd.testing.assert_frame_equal(whole.table, less.table, check_exact=True)
    assert whole.trend.tolist() == less.trend.tolist()


@pytest.fixture(scope="module")
def scoring(live: Live, bundle: Bundle, lead_bundle: Bundle, history: History) -> Callable[[str], Live]:
    """All accounts, or all open leads, scored at the moment of `live`."""
    champion = Champion("1", live.promoted_at)
    return lambda entity: open_on(
        live.settings, champion, bundle if entity == "account" else lead_bundle, Indexed.of(history), live.as_of
    )


def grown(live: Live, added: Mapping[str, pd.DataFrame]) -> Live:
    """`live` with rows that have come in."""
    rows = live.rows.grown(added)
    live.census.grow(live.rows, rows, added)
    return replace(live, rows=rows)


@pytest.mark.parametrize("entity", ["account", "lead"])
def test_who_is_touched_scores_as_in_a_batch(scoring: Callable[[str], Live], entity: str) -> None:
    """To the last bit, whatever rows came in: only what is near the touched is looked at."""
    live = scoring(entity)
    at = live.as_of + pd.Timedelta(hours=1)
    added = {
        "orders": live.history["orders"].iloc[:3].assign(order_id=["x", "y", "z"], ordered_at=at, recorded_at=at),
        "leads": live.history["leads"].iloc[:40:4].assign(region=None, recorded_at=at),
        "accounts": live.history["accounts"].iloc[:20:5].assign(region="华东", recorded_at=at),
        "reps": live.history["reps"].iloc[:1].assign(region="North", recorded_at=at),
    }
    later = grown(live, added)
    ids = sorted(touched(later.rows, added, live.book.entity))

    fresh = scored_now(later, ids)

    batch = ScoreBook.open(later.history, live.bundle, at, ids)
    pd.testing.assert_frame_equal(batch.table, fresh.table, check_exact=True)
    assert batch.scores.probability.tolist() == fresh.scores.probability.tolist()
    assert batch.trend.tolist() == fresh.trend.tolist()


def test_leads_that_end_are_scored_no_more(scoring: Callable[[str], Live]) -> None:
    """A book of leads, scored anew after one was won, is that of everybody but for the moments of the others."""
    live = scoring("lead")
    book, at = live.book, live.as_of + pd.Timedelta(hours=1)
    won, other = str(book.ids[0]), str(book.ids[1])
    move = pd.DataFrame({"lead_id": [won], "stage": ["won"], "changed_at": [at], "recorded_at": [at]})
    later = grown(live, {"stage_changes": move})

    anew = updated(book, scored_now(later, {won, other}), {won, other})

    assert len(anew) == len(book) - 1
    assert [-1] == anew.places([won]).tolist()
    everybody = ScoreBook.open(later.history, live.bundle, at)
    assert everybody.scores.probability[everybody.places([other])] == anew.scores.probability[anew.places([other])]
    assert 1 == (anew.scored_at != book.scored_at[0]).sum()
    assert anew.ids.is_monotonic_increasing


def test_who_was_touched_while_everybody_was_scored_keeps_the_newer_score(scoring: Callable[[str], Live]) -> None:
    """One that was touched and is not scored yet is to be scored once more."""
    live = scoring("account")
    opened = replace(live, sandbox=None)
    at = live.as_of + pd.Timedelta(hours=1)
    order = live.history["orders"].iloc[:2].assign(order_id=["x", "y"], ordered_at=at, recorded_at=at)
    done, waits = (str(name) for name in live.book.ids[:2])
    later = grown(live, {"orders": order.assign(account_id=[done, waits])})
    later = replace(later, book=updated(later.book, scored_now(later, [done]), [done]))

    now, due = caught_up(opened, later, {done, waits})

    assert {waits} == due
    assert at.value // 1000 == now.book.scored_at[0] > now.book.scored_at[1]
    assert later.book.scores.probability[0] == now.book.scores.probability[0]
    assert now.sandbox is None
    assert now.rows is later.rows


@pytest.mark.parametrize("entity", ["account", "lead"])
def test_everybody_scored_part_by_part_is_everybody_scored_at_once(scoring: Callable[[str], Live], entity: str) -> None:
    """Scores, trends and features, to the last bit, after rows came in."""
    live = scoring(entity)
    at = live.as_of + pd.Timedelta(hours=1)
    added = {
        "leads": live.history["leads"].iloc[:40:4].assign(region=None, recorded_at=at),
        "orders": live.history["orders"].iloc[:1].assign(order_id="x", account_id="new", ordered_at=at, recorded_at=at),
    }
    later = grown(live, added)
    others = later.census.taken(cutoff_micros(moments(at)))

    parts = PartScorer(later.rows, others, later.bundle, at).everybody(part=37)

    whole = ScoreBook.open(later.history, live.bundle, at)
    pd.testing.assert_frame_equal(whole.table, parts.table, check_exact=True)
    for name in ("probability", "low", "high"):
        assert getattr(whole.scores, name).tolist() == getattr(parts.scores, name).tolist()
    assert whole.trend.tolist() == parts.trend.tolist()
    assert whole.name.tolist() == parts.name.tolist()
    assert whole.known.tolist() == parts.known.tolist()


def test_those_with_the_highest_scores_come_first(live: Live) -> None:
    """Before all of them those that have no score yet: nobody knows how much they matter."""
    low, middle, high = (str(live.book.ids[place]) for place in live.ranking.order[[-1, 50, 0]])

    assert ["new", high, middle, low] == highest_first(live.book, [middle, low, "new", high])


def test_scores_that_are_no_probabilities_are_refused(history: History, bundle: Bundle, live: Live) -> None:
    """A model that gives NaN does not serve."""
    broken = BaseRate()
    broken.rate_ = float("nan")
    calibration = Calibration.learned(Map(), np.array([0.5]), np.array([True]))
    intent = Intent(broken, calibration, (0.2, 0.5, 0.8))
    book = ScoreBook.open(history, Bundle(**vars(bundle) | {"intent": intent}), live.as_of)

    with pytest.raises(Exception, match="no probabilities"):
        check_scores(book)
