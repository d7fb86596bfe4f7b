"""One account or lead: GET /v1/accounts/{id}, GET /v1/leads/{id}, and finding them by name."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx
import numpy as np
import pandas as pd
import pytest

from features.build import Rows, build
from history.indexed import Indexed
from history.record import History
from models.artifact import Bundle
from models.dossier import dossiers
from models.today.owners import owners_of
from serving.accounts.accounts import rep_of
from serving.accounts.kept import MOST_KEPT, Kept
from serving.scores.opening import Live, open_on, promoted
from serving.settings import Settings

Json = dict[str, Any]
ODD_IDS = (
    "a/b",
    "b/timeline",
    "名称 一",
    'it\'s "quoted"',
    "a?b#c&d=e%2F",
    "<script>alert(1)</script>",
    "../up",
    "x" * 200,
)


@pytest.fixture(scope="module")
def best(live: Live) -> str:
    """The account with the highest score."""
    return str(live.book.ids[live.ranking.order[0]])


@pytest.fixture(scope="module")
def told(api: httpx.Client, best: str) -> Json:
    """What is told of it."""
    found: Json = api.get(f"/v1/accounts/{best}").json()
    return found


def renamed(history: History, ids: dict[str, str]) -> History:
    """The history with other ids for some accounts."""
    tables = {
        name: rows.assign(account_id=rows["account_id"].replace(ids)) if "account_id" in rows else rows
        for name, rows in history.tables.items()
    }
    return History.of(history.business, **tables)


def test_the_score_is_that_of_the_list(api: httpx.Client, told: Json) -> None:
    """And the newest of its weeks."""
    (listed,) = api.get("/v1/intent", params={"limit": 1}).json()["results"]

    assert {key: listed[key] for key in told["score"]} == told["score"]
    assert listed["as_of"] == told["as_of"] == told["scores"][-1]["as_of"]
    assert listed["probability"] == told["scores"][-1]["probability"]
    assert {key: listed[key] for key in ("id", "name", "region", "industry")} == {
        key: told[key] for key in ("id", "name", "region", "industry")
    }


def test_each_week_is_scored_from_what_was_known_then(told: Json, history: History, live: Live, best: str) -> None:
    """As by a service of that day with today's model: built from the rows recorded by then alone."""
    assert 26 == len(told["scores"])
    for week in told["scores"][::5]:
        moment = pd.Timestamp(week["as_of"])
        table = build(history.known_by(moment), [moment], live.bundle.rows, live.bundle.spec, only=[best])
        scores = live.bundle.intent.predict(table)
        expected = [part.item() for part in (scores.probability, scores.low, scores.high)]
        assert expected == pytest.approx([week["probability"], week["low"], week["high"]], abs=1e-12)


def test_the_events_are_those_of_the_weeks(told: Json, history: History, best: str) -> None:
    """Every order, signal and meeting that happened since the first week, and was known."""
    first, last = pd.Timestamp(told["scores"][0]["as_of"]), pd.Timestamp(told["as_of"])
    mine = {name: history[name][history[name]["account_id"] == best] for name in ("orders", "signals")}
    orders, signals = (rows[rows["recorded_at"] <= last] for rows in mine.values())
    published = signals["published_at"].fillna(signals["observed_at"])

    shown = {
        table: {item["key"][0] for item in told["events"] if item["table"] == table} for table in ("orders", "signals")
    }
    assert set(orders.loc[orders["ordered_at"] >= first, "order_id"]) == shown["orders"]
    assert set(signals.loc[published >= first, "signal_id"]) == shown["signals"]
    assert {"meeting", "demo", "site_visit"} >= {i["kind"] for i in told["events"] if i["table"] == "activities"}


def test_open_leads_are_those_that_the_win_model_sees(
    api: httpx.Client, history: History, live: Live, bundle: Bundle
) -> None:
    """With its chance for 30 days, the likeliest first; stage and time are the last known."""
    table = build(history, [live.as_of], Rows("lead", "open"), bundle.spec)
    assert bundle.win is not None
    assert bundle.win.open_leads is not None
    chance = dict(zip(table["entity_id"], bundle.win.open_leads.curves(table)[:, 29], strict=True))
    owner = history["leads"].drop_duplicates("lead_id", keep="last").set_index("lead_id")["account_id"]
    moves = history["stage_changes"].sort_values("changed_at").drop_duplicates("lead_id", keep="last")
    stage = moves.set_index("lead_id")["stage"]

    for name in owner.loc[list(chance)].value_counts().index[:5]:
        shown = api.get(f"/v1/accounts/{name}").json()["open_leads"]
        assert {lead for lead in chance if owner[lead] == name} == {lead["lead_id"] for lead in shown}
        assert [chance[lead["lead_id"]] for lead in shown] == pytest.approx([lead["win_30d"] for lead in shown])
        assert sorted((lead["win_30d"] for lead in shown), reverse=True) == [lead["win_30d"] for lead in shown]
        assert [stage[lead["lead_id"]] for lead in shown] == [lead["stage"] for lead in shown]
        assert [lead["stage"] for lead in shown] == [lead["stage_name"]["zh"] for lead in shown]


def test_the_rep_is_that_of_the_morning_list(history: History, live: Live) -> None:
    """For every account, although each is told from its own rows alone; also where a rep has left or leads moved."""
    some, other = history["reps"]["rep_id"].iloc[[0, 1]]
    moved = history["leads"].drop_duplicates("account_id", keep="last").iloc[::3]
    later = live.as_of - pd.Timedelta(days=2)
    accounts = history["accounts"]["account_id"].unique()
    target = [accounts[place % len(accounts)] for place in range(len(moved))]
    leads = pd.concat([history["leads"], moved.assign(account_id=target, rep_id=other, recorded_at=later)])
    left = history["reps"]["left_at"].mask(history["reps"]["rep_id"] == some, later)
    tables = {**history.tables, "leads": leads, "reps": history["reps"].assign(left_at=left)}
    changed = History.of(history.business, **tables)
    expected = owners_of(changed.known_by(live.as_of), live.as_of)

    found = dossiers(changed, "account", accounts.tolist(), live.as_of)
    assert len({expected.by_account.get(name) for name in found}) > 3
    for name, dossier in found.items():
        told, rep = expected.of_account(name), rep_of(dossier)
        assert (told and told.id) == (rep and rep.id), name


def test_a_lead_tells_of_its_account(api: httpx.Client, told: Json) -> None:
    """It has no score where the model scores accounts, but a chance to be won."""
    lead = next(each for each in told["open_leads"])
    found = api.get(f"/v1/leads/{lead['lead_id']}").json()

    assert ({"id": told["id"], "name": told["name"]}, None, []) == (found["account"], found["score"], found["scores"])
    assert [lead["lead_id"]] == [each["lead_id"] for each in found["open_leads"]]
    assert lead["win_30d"] == pytest.approx(found["open_leads"][0]["win_30d"])


def test_whatever_is_cited_is_in_words_and_was_known(api: httpx.Client, live: Live, history: History) -> None:
    """Each row behind a reason, a change or a plan is a row of the account's own dossier, and is told in words."""
    behind = 0
    for place in live.ranking.order[:8].tolist():
        name = str(live.book.ids[place])
        found = api.get(f"/v1/accounts/{name}").json()
        sayings = [*found["reasons"], *(found["change"]["because"] if found["change"] else [])]
        points = [point for plan in found["plans"] for point in (*plan["points"], plan["best_time"])]
        evidence = {(row["table"], *row["key"]) for each in (*sayings, *points) for row in each["evidence"]}
        known = dossiers(history, "account", [name], live.as_of)[name]

        assert evidence == {(row["table"], *row["key"]) for row in found["cited"]}
        assert evidence <= {(row.table, *row.key) for rows in known.rows.values() for row in rows}
        behind += len(evidence)
    assert behind


def test_what_takes_time_can_be_left_out(api: httpx.Client, told: Json, best: str) -> None:
    """Plans, and what changed the score; all else is the same."""
    less = api.get(f"/v1/accounts/{best}", params={"plans": False, "change": False}).json()
    left_out: Json = {"plans": [], "held_out": None, "change": None}

    assert told | left_out | {"cited": less["cited"]} == less
    assert told["plans"]
    assert told["change"]


def test_leads_are_scored_where_the_model_scores_leads(
    settings: Settings, history: History, lead_bundle: Bundle, live: Live, another: Callable[[Live], httpx.Client]
) -> None:
    """Then the account has no score."""
    scoring = open_on(settings, promoted(settings), lead_bundle, Indexed.of(history), live.as_of)
    client = another(scoring)
    (listed,) = client.get("/v1/intent", params={"limit": 1}).json()["results"]
    lead = client.get(f"/v1/leads/{listed['id']}").json()

    assert listed["probability"] == lead["score"]["probability"] == lead["scores"][-1]["probability"]
    account = client.get(f"/v1/accounts/{lead['account']['id']}").json()
    assert (None, []) == (account["score"], account["scores"])


@pytest.mark.parametrize("kind", ["accounts", "leads"])
def test_nobody_is_a_problem_that_says_what_to_do(api: httpx.Client, kind: str) -> None:
    """And does not repeat what was sent."""
    answer = api.get(f"/v1/{kind}/{quote('<b>nobody</b>/at all', safe='')}")

    assert (404, "urn:leadcast:problem:unknown-id") == (answer.status_code, answer.json()["type"])
    assert "nobody" not in answer.text
    assert f"/v1/{kind}?name=" in answer.json()["hint"]


def test_ids_may_hold_anything(
    settings: Settings, history: History, live: Live, another: Callable[[Live], httpx.Client]
) -> None:
    """Slashes, spaces, quotes, what a URL gives a meaning to, and other scripts."""
    ids = dict(zip(live.book.ids, ODD_IDS, strict=False))
    odd = open_on(settings, promoted(settings), live.bundle, Indexed.of(renamed(history, ids)), live.as_of)
    client = another(odd)

    for name in ODD_IDS:
        path = f"/v1/accounts/{quote(name, safe='')}"
        assert name == client.get(path).json()["id"]
        assert client.get(f"{path}/timeline").json()["total"] > 0
        assert name in [each["id"] for each in client.get("/v1/accounts", params={"name": name}).json()["results"]]


def test_they_are_found_by_id_and_by_name(api: httpx.Client, live: Live, best: str) -> None:
    """By any part, in any case; the very id comes first, then the highest scores."""
    name = live.book.name[live.book.places([best])[0]]

    for text in (best, best.lower(), name, name[1:4]):
        results = api.get("/v1/accounts", params={"name": f" {text} ", "limit": 50}).json()["results"]
        assert best in [each["id"] for each in results], text
    assert best == api.get("/v1/accounts", params={"name": best}).json()["results"][0]["id"]
    listed = api.get("/v1/accounts", params={"name": "SIM-A", "limit": 50}).json()["results"]
    scores = [each["probability"] for each in listed]
    assert sorted(scores, reverse=True) == scores
    assert [] == api.get("/v1/accounts", params={"name": "nothing at all"}).json()["results"]


def test_a_lead_is_found_by_the_name_of_its_account(api: httpx.Client, told: Json) -> None:
    """As well as by its own id."""
    lead = told["open_leads"][0]["lead_id"]
    for text in (lead, told["name"]):
        assert lead in [each["id"] for each in api.get("/v1/leads", params={"name": text}).json()["results"]]


@pytest.mark.parametrize("asked", [{}, {"name": ""}, {"name": "  "}, {"name": "x" * 201}, {"name": "a", "limit": 0}])
def test_a_search_for_nothing_is_refused(api: httpx.Client, asked: dict[str, str]) -> None:
    """With a problem that names the parameter."""
    answer = api.get("/v1/accounts", params=asked)

    assert 422 == answer.status_code
    assert answer.json()["errors"][0]["parameter"] in ("name", "limit")


def test_what_was_worked_out_is_kept_until_something_changes(live: Live) -> None:
    """For one history and one model; the oldest goes when there are too many."""
    kept, made = Kept(), []

    def make() -> int:
        made.append(1)
        return len(made)

    assert [1, 1] == [kept.get(live, "a", make), kept.get(live, "a", make)]
    changed = replace(live, rows=live.rows.grown({}))
    assert [2, 3] == [kept.get(changed, "a", make), kept.get(live, "a", make)]
    for number in range(MOST_KEPT):
        kept.get(live, number, make)
    assert np.array_equal(
        [4 + MOST_KEPT, MOST_KEPT + 3], [kept.get(live, "a", make), kept.get(live, MOST_KEPT - 1, make)]
    )
