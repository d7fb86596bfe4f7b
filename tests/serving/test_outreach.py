"""Plans and the log of outreach over the API."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import httpx
import pytest

from history.outreach.log import Done, OutreachLog
from history.record import History
from models.plans import Outreach
from serving.outreach.outreach import Planner
from serving.scores.opening import Live, open_live
from serving.settings import Settings

DONE = {"outreach_id": "crm-1", "play": "tender-call", "done_at": "2026-08-20T02:30:00Z", "outcome": "meeting"}


@pytest.fixture(scope="module")
def ids(live: Live) -> list[str]:
    """Five accounts that are scored."""
    return [str(name) for name in live.book.ids[:5]]


@pytest.fixture
def fresh(own: Settings, served: Callable[[Settings], httpx.Client]) -> httpx.Client:
    """A client of a server with a store of its own, on either database."""
    return served(own)


def asked(api: httpx.Client, ids: list[str], **more: object) -> list[dict[str, Any]]:
    """Results of POST /v1/intent."""
    answer = api.post("/v1/intent", json={"account_ids": ids, **more})
    assert 200 == answer.status_code, answer.text
    return answer.json()["results"]


def test_plans_come_with_the_scores_when_asked_for(api: httpx.Client, ids: list[str]) -> None:
    """Three for each, unlike in role or channel, each point with its rows, later than the score."""
    for result in asked(api, ids, plans=True):
        ways = [(plan["role"]["key"], plan["channel"]["key"]) for plan in result["plans"]]
        assert 3 == len(ways)
        assert all(one != two for one, two in combinations(ways, 2))
        assert result["held_out"] is False
        for plan in result["plans"]:
            assert all(point["evidence"] for point in plan["points"])
            assert plan["best_time"]["start"] > result["as_of"]
            assert {"en", "zh"} == set(plan["opening"])


def test_plans_are_not_made_unasked(api: httpx.Client, ids: list[str]) -> None:
    """Scores stay as they were."""
    (result,) = asked(api, ids[:1])

    assert ([], None) == (result["plans"], result["held_out"])


def test_an_unknown_account_has_no_plans(api: httpx.Client, ids: list[str]) -> None:
    """Beside others that have."""
    nobody, somebody = asked(api, ["nobody", ids[0]], plans=True)

    assert ([], 3) == (nobody["plans"], len(somebody["plans"]))


def test_plans_are_made_for_a_hundred_at_most(api: httpx.Client) -> None:
    """As reasons are."""
    answer = api.post("/v1/intent", json={"account_ids": [str(n) for n in range(101)], "plans": True})

    assert 422 == answer.status_code
    assert "too_many_plans" == answer.json()["errors"][0]["code"]


def test_the_evidence_of_plans_is_the_account_s_own(api: httpx.Client, history: History, ids: list[str]) -> None:
    """Each row that is cited stands in the history under that account or its leads."""
    leads = history["leads"]
    keys = {"activities": "activity_id", "signals": "signal_id", "orders": "order_id"}
    for result in asked(api, ids, plans=True):
        mine = set(leads["lead_id"][leads["account_id"] == result["id"]])
        rows = [row for plan in result["plans"] for point in plan["points"] for row in point["evidence"]]
        for row in rows:
            name = row["key"][0]
            if row["table"] in keys:
                stored = history[row["table"]].set_index(keys[row["table"]]).loc[name]
                assert result["id"] == stored["account_id"]
            else:
                assert name in ({result["id"]} if row["table"] == "accounts" else mine)


def test_a_held_out_account_says_so(settings: Settings, live: Live, serving: Callable[..., httpx.Client]) -> None:
    """It has a score, and no plans."""
    told = settings.model_copy(update={"outreach": Outreach(holdout=0.5)})
    api = serving(told, lambda: settings.started_at)
    expected = {name: told.outreach.holds_out(name) for name in map(str, live.book.ids[:40])}

    results = asked(api, list(expected), plans=True)

    assert {True, False} == set(expected.values())
    assert expected == {result["id"]: result["held_out"] for result in results}
    assert all(
        result["held_out"] == (result["plans"] == []) and result["probability"] is not None for result in results
    )


def test_what_was_done_is_noted_once(fresh: httpx.Client, ids: list[str]) -> None:
    """Durable, listed, and answered 200 when it comes again."""
    body = DONE | {"account_id": ids[0], "rep_id": "R1", "note": "周四去厂里看"}
    first, again = (fresh.post("/v1/outreach", json=body) for _ in range(2))
    listed = fresh.get("/v1/outreach", params={"account_id": ids[0]}).json()["outreach"]

    assert (201, 200) == (first.status_code, again.status_code)
    assert first.json() == again.json()
    assert [first.json()] == listed
    assert "crm-1" == listed[0]["id"]
    assert datetime.fromisoformat(listed[0]["recorded_at"]) > datetime.fromisoformat(DONE["done_at"])


def test_without_an_id_each_call_is_an_approach_of_its_own(fresh: httpx.Client, live: Live) -> None:
    """Two calls to a lead are two."""
    lead = str(live.history["leads"]["lead_id"].iloc[0])
    body = {key: value for key, value in DONE.items() if key != "outreach_id"} | {"lead_id": lead}

    made = {fresh.post("/v1/outreach", json=body).json()["id"] for _ in range(2)}

    assert 2 == len(made)
    assert made == {row["id"] for row in fresh.get("/v1/outreach", params={"lead_id": lead}).json()["outreach"]}


def test_an_id_is_not_taken_twice(fresh: httpx.Client, ids: list[str]) -> None:
    """Rows are only added."""
    body = DONE | {"account_id": ids[0]}
    fresh.post("/v1/outreach", json=body)
    answer = fresh.post("/v1/outreach", json=body | {"outcome": "refused"})

    assert (409, "/outreach_id") == (answer.status_code, answer.json()["errors"][0]["pointer"])


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"account_id": "nobody"}, "unknown_account", "/account_id"),
        ({"account_id": None, "lead_id": "nobody"}, "unknown_lead", "/lead_id"),
        ({"lead_id": "L"}, "one_of", ""),
        ({"account_id": None}, "one_of", ""),
        ({"outcome": "maybe"}, "literal_error", "/outcome"),
        ({"done_at": "2026-08-20T02:30:00"}, "timezone_aware", "/done_at"),
        ({"done_at": "2999-08-20T02:30:00Z"}, "in_the_future", "/done_at"),
        ({"play": ""}, "string_too_short", "/play"),
        ({"mood": "good"}, "extra_forbidden", ""),
    ],
)
def test_what_is_wrong_is_said_by_its_field(
    api: httpx.Client, ids: list[str], change: dict[str, object], code: str, pointer: str
) -> None:
    """As a problem document; nothing is noted."""
    answer = api.post("/v1/outreach", json=DONE | {"account_id": ids[0]} | change)
    fault = answer.json()["errors"][0]

    assert (422, code, pointer) == (answer.status_code, fault["code"], fault.get("pointer", ""))
    assert [] == api.get("/v1/outreach", params={"account_id": ids[0]}).json()["outreach"]


def test_whose_outreach_has_to_be_said(api: httpx.Client) -> None:
    """One account, or one lead."""
    assert 422 == api.get("/v1/outreach").status_code


def test_plans_are_made_without_the_log_while_the_store_is_gone(settings: Settings, live: Live, ids: list[str]) -> None:
    """What they rest on is in memory."""
    gone = settings.model_copy(update={"database_url": "postgresql://nobody@127.0.0.1:1/none"})

    found = Planner(gone).plans(live, ids)

    assert [3] * len(ids) == [len(each.plans) for each in found.values()]


def test_logged_outreach_is_told_with_the_plans(
    fresh: httpx.Client, ids: list[str], own: Settings, history: History
) -> None:
    """Once it was noted before the moment of the scores: plans say how often a play was used, and what came of it."""
    (before,) = asked(fresh, ids[:1], plans=True)
    play, at = before["plans"][0]["play"], history.last_recorded - timedelta(days=1)
    with OutreachLog.open(own.database_url) as log:
        for number in range(4):
            outcome = "meeting" if number else "no_answer"
            log.add(Done(str(number), ids[0], None, play, None, None, at, outcome, None, None, at))

    found = Planner(own).plans(open_live(own), ids[:1])[ids[0]]

    assert "Of 4 logged uses of this play, 3 led to" in next(each.why.en for each in found.plans if each.play == play)
