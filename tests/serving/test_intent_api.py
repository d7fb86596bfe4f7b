"""Scores by API."""

import json
from collections.abc import Callable

import httpx
import pytest

from history.names import Names
from history.record import History
from models.artifact import Bundle
from models.ranking import score_all
from serving.lifespan import Clock
from serving.scores.live import ScoreBook
from serving.scores.opening import Live
from serving.scores.ranking import Ranking
from serving.settings import Settings


def test_results_come_in_the_order_asked(api: httpx.Client, live: Live) -> None:
    """Repeats are answered as often as asked, and unknown ids say so among the others."""
    asked = [str(live.book.ids[5]), "nobody", str(live.book.ids[2]), str(live.book.ids[5])]

    answer = api.post("/v1/intent", json={"account_ids": asked}).json()

    assert asked == [result["id"] for result in answer["results"]]
    assert ["scored", "unknown", "scored", "scored"] == [result["status"] for result in answer["results"]]
    assert answer["results"][0] == answer["results"][3]


def test_a_score_is_complete(api: httpx.Client, live: Live) -> None:
    """Probability within its interval, grade, percentile, trend, and what stands behind the answer."""
    answer = api.post("/v1/intent", json={"account_ids": [str(live.book.ids[0])]}).json()
    (result,) = answer["results"]

    assert result["interval"]["low"] <= result["probability"] <= result["interval"]["high"]
    assert result["grade"] in "ABCD"
    assert 0 <= result["percentile"] <= 100
    assert result["trend"] in ("improving", "steady", "declining", None)
    assert 0 < len(result["reasons"]) <= 6
    assert (result["as_of"], result["model"]) == (answer["as_of"], answer["model"])
    assert ("account", "3", 7.0) == (answer["entity"], answer["model"], answer["horizon_days"])
    assert live.as_of.isoformat() == answer["as_of"].replace("Z", "+00:00")


def test_an_unknown_id_has_nothing_but_its_status(api: httpx.Client) -> None:
    """No zero stands for what is not known."""
    (result,) = api.post("/v1/intent", json={"account_ids": ["nobody"]}).json()["results"]

    assert {"id": "nobody", "status": "unknown", "reasons": [], "plans": []} == {
        key: value for key, value in result.items() if value is not None
    }


def test_a_score_comes_without_reasons_where_they_are_not_wanted(api: httpx.Client, live: Live) -> None:
    """All else is the same."""
    asked = {"account_ids": [str(live.book.ids[0])]}
    (full,), (bare,) = (
        api.post("/v1/intent", json=asked | more).json()["results"] for more in ({}, {"reasons": False})
    )

    assert full | {"reasons": []} == bare


def test_reasons_are_told_in_words(api: httpx.Client, live: Live) -> None:
    """In both languages, with their effect, and never under a feature's raw name."""
    best = str(live.book.ids[live.ranking.order[0]])

    (result,) = api.post("/v1/intent", json={"account_ids": [best], "reasons": True}).json()["results"]

    assert 0 < len(result["reasons"]) <= 6
    for reason in result["reasons"]:
        assert (reason["odds_factor"] > 1) == (reason["points"] > 0) == (reason["effect"] == "raises")
        assert "_" not in reason["en"] + reason["zh"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "one_of"),
        ({"account_ids": ["a"], "lead_ids": ["b"]}, "one_of"),
        ({"account_ids": ["a"] * 1001}, "too_long"),
        ({"account_ids": [""]}, "string_too_short"),
        ({"account_ids": [7]}, "string_type"),
        ({"account_ids": ["\ud800"]}, "string_unicode"),
        ({"lead_ids": ["a"]}, "wrong_kind"),
    ],
)
def test_a_wrong_request_is_named(api: httpx.Client, body: dict[str, object], code: str) -> None:
    """Each mistake has a code of its own."""
    answer = api.post("/v1/intent", content=json.dumps(body), headers={"content-type": "application/json"})

    assert 422 == answer.status_code
    assert code in [error["code"] for error in answer.json()["errors"]]


def test_a_thousand_ids_are_answered(api: httpx.Client, live: Live) -> None:
    """The most that one call may ask."""
    ids = [str(live.book.ids[n % len(live.book)]) for n in range(1000)]

    assert 1000 == len(api.post("/v1/intent", json={"account_ids": ids}).json()["results"])


def test_the_list_is_everybody_in_order(api: httpx.Client, live: Live, history: History) -> None:
    """All pages together are the file of scores, row by row."""
    found, cursor = [], None
    while True:
        page = api.get("/v1/intent", params={"limit": 37} | ({"cursor": cursor} if cursor else {})).json()
        found += [(result["id"], result["probability"]) for result in page["results"]]
        assert page["total"] == len(live.book)
        cursor = page["next_cursor"]
        if cursor is None:
            break

    file = score_all(history, live.bundle, live.as_of)
    assert list(zip(file["account_id"], file["probability"], strict=True)) == found


def test_the_list_can_be_narrowed(api: httpx.Client, live: Live) -> None:
    """By region, industry and grade together."""
    page = api.get("/v1/intent", params={"region": "North", "industry": "Retail", "grade": "D", "limit": 500}).json()

    book = live.book
    expected = (book.region == "North") & (book.industry == "Retail") & (book.grade == "D")
    assert expected.sum() == page["total"] == len(page["results"]) > 0
    assert {("North", "Retail", "D")} == {(each["region"], each["industry"], each["grade"]) for each in page["results"]}


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ({"limit": "0"}, "limit", "greater_than_equal"),
        ({"limit": "many"}, "limit", "int_parsing"),
        ({"grade": "E"}, "grade", "literal_error"),
        ({"cursor": "stale"}, "cursor", "bad_cursor"),
        ({"region": "火星"}, "region", "unknown_name"),
        ({"regoin": "North"}, None, "extra_forbidden"),
    ],
)
def test_a_wrong_query_is_named(api: httpx.Client, query: dict[str, str], parameter: str | None, code: str) -> None:
    """The parameter and what is wrong with it."""
    answer = api.get("/v1/intent", params=query)

    assert 422 == answer.status_code
    assert [(parameter, code)] == [(each.get("parameter"), each["code"]) for each in answer.json()["errors"]]


@pytest.fixture
def named(live: Live, serving: Callable[[Settings, Clock], httpx.Client]) -> httpx.Client:
    """A server of a business that calls its regions and industries otherwise as well."""
    also = {"华东": ("East China", "East"), "华南": ("South",), "零售": ("Retail trade",)}
    business = live.settings.business.naming(Names(also=also))
    return serving(live.settings.model_copy(update={"business": business}), lambda: live.settings.started_at)


@pytest.mark.parametrize("path", ["/v1/intent", "/v1/export/dynamics", "/v1/today"])
def test_a_region_may_be_called_by_another_of_its_names(named: httpx.Client, path: str) -> None:
    """As readers are shown it, in either case; what is answered has the history's own name."""
    answers = [named.get(path, params={"region": region}) for region in ("华东", "East China", "east")]

    assert [200] * 3 == [each.status_code for each in answers]
    assert 1 == len({each.content for each in answers})


@pytest.mark.parametrize("path", ["/v1/intent", "/v1/export/dynamics", "/v1/today"])
def test_who_names_no_region_is_told_them_in_both_languages(named: httpx.Client, path: str) -> None:
    """What a program reads are the history's own names."""
    problem = named.get(path, params={"region": "Mars"}).json()

    assert "华东 (East China)" in problem["hint"]
    assert "华南 (South)" in problem["hint"]
    assert "华东" in problem["errors"][0]["params"]["known"]
    assert "Mars" not in json.dumps(problem)


def test_a_model_of_leads_is_asked_for_leads(
    live: Live, lead_bundle: Bundle, history: History, another: Callable[[Live], httpx.Client]
) -> None:
    """`lead_ids` are answered, an ended lead is out of scope, `account_ids` are refused."""
    book = ScoreBook.open(history, lead_bundle, live.as_of)
    of_leads = Live(**vars(live) | {"bundle": lead_bundle, "book": book, "ranking": Ranking(book)})
    changes = history["stage_changes"]
    ended = str(changes.loc[changes["stage"] == "lost", "lead_id"].iloc[0])

    client = another(of_leads)
    answer = client.post("/v1/intent", json={"lead_ids": [str(book.ids[0]), ended]}).json()
    refused = client.post("/v1/intent", json={"account_ids": ["a"]}).json()

    assert "lead" == answer["entity"]
    assert ["scored", "out_of_scope"] == [result["status"] for result in answer["results"]]
    assert ["/account_ids"] == [error["pointer"] for error in refused["errors"]]
    assert "Send lead_ids instead." == refused["hint"]
