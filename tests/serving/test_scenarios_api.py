"""Saved scenarios by API, on SQLite and on PostgreSQL."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from history.store.store import Store
from serving.examples.saved import SAVE_REQUESTS, SAVED, SAVED_LIST
from serving.schemas.plan import Plan
from serving.schemas.saved import SavedAnswer, SavedOut, SaveRequest
from serving.scores.opening import Live

GIVEN: dict[str, Any] = {
    "name": "展会季",
    "author": "Li Min",
    "plan": {"leads": 200, "start": "2026-11-23", "regions": {"华东": 0.6}, "reps": [{"region": "华东", "change": 2}]},
    "question": "下周新增200条线索",
}


@pytest.fixture
def client(store_url: str, live: Live, another: Callable[[Live], httpx.Client]) -> httpx.Client:
    """A client of a server whose store is empty."""
    Store.open(store_url).close()
    return another(replace(live, settings=live.settings.model_copy(update={"database_url": store_url})))


def test_a_scenario_is_saved_found_listed_and_deleted(client: httpx.Client) -> None:
    """201 with its place; there it is as answered, and in the list; after 204 it is gone from both."""
    made = client.post("/v1/scenarios", json=GIVEN)
    place = made.headers["location"]

    assert (201, f"/v1/scenarios/{made.json()['id']}") == (made.status_code, place)
    assert made.json() == client.get(place).json() == client.get("/v1/scenarios").json()["scenarios"][0]
    deleted = client.delete(place)
    assert (204, b"") == (deleted.status_code, deleted.content)
    assert [404, 404] == [client.get(place).status_code, client.delete(place).status_code]
    assert {"scenarios": [], "next_cursor": None} == client.get("/v1/scenarios").json()


def test_what_was_given_comes_back(client: httpx.Client) -> None:
    """Name and author without the blanks around them, the plan with all its fields, the question, the server's time."""
    before = datetime.now(UTC)
    made = client.post("/v1/scenarios", json=GIVEN | {"name": " 展会季\n"}).json()

    assert before <= datetime.fromisoformat(made["saved_at"]) <= datetime.now(UTC)
    assert Plan.model_validate(GIVEN["plan"]).model_dump(mode="json") == made["plan"]
    assert ("展会季", "Li Min", "下周新增200条线索") == tuple(made[key] for key in ("name", "author", "question"))


def test_the_same_name_is_kept_twice_the_newest_first(client: httpx.Client) -> None:
    """Saving again replaces nothing."""
    ids = [client.post("/v1/scenarios", json=GIVEN).json()["id"] for _ in range(3)]

    assert ids[::-1] == [each["id"] for each in client.get("/v1/scenarios").json()["scenarios"]]


def test_the_list_goes_on_behind_its_cursor(client: httpx.Client) -> None:
    """Page by page, and the last page has no cursor."""
    ids = [client.post("/v1/scenarios", json=GIVEN).json()["id"] for _ in range(5)]
    first = client.get("/v1/scenarios", params={"limit": 3}).json()
    last = client.get("/v1/scenarios", params={"limit": 3, "cursor": first["next_cursor"]}).json()

    assert ids[::-1] == [each["id"] for page in (first, last) for each in page["scenarios"]]
    assert last["next_cursor"] is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "string_too_short"),
        ({"name": "n" * 101}, "string_too_long"),
        ({"name": "two\nlines"}, "control_character"),
        ({"name": "a\0b"}, "control_character"),
        ({"author": "turned \u202e round"}, "control_character"),
        ({"author": "\u200b"}, "nothing_to_read"),
        ({"author": None}, "string_type"),
        ({"author": "\ud800"}, "string_unicode"),
        ({"question": "新" * 501}, "string_too_long"),
        ({"question": "a\0b"}, "control_character"),
        ({"plan": {"leads": -1}}, "greater_than_equal"),
        ({"plan": {"leads": 1, "regions": {"华东": 0.7, "North": 0.4}}}, "shares_sum"),
        ({"plan": {"text": "下周新增200条线索"}}, "extra_forbidden"),
        ({"id": "0123456789abcdef"}, "extra_forbidden"),
    ],
)
def test_what_cannot_be_saved_is_refused(api: httpx.Client, change: dict[str, Any], code: str) -> None:
    """422 with the reason, and nothing is saved."""
    content = ascii_json(GIVEN | change)
    answer = api.post("/v1/scenarios", content=content, headers={"content-type": "application/json"})

    assert (422, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert code in [error["code"] for error in answer.json()["errors"]]
    assert [] == api.get("/v1/scenarios").json()["scenarios"]


def ascii_json(body: dict[str, Any]) -> bytes:
    """The body in ASCII, lone surrogates escaped."""
    return json.dumps(body).encode("ascii")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_form_of_another_site_saves_nothing(api: httpx.Client, kind: str | None) -> None:
    """What a page from elsewhere may send without being asked is no JSON to us."""
    headers = {} if kind is None else {"content-type": kind}
    answer = api.post("/v1/scenarios", content=ascii_json(GIVEN), headers=headers)

    assert 422 == answer.status_code
    assert [] == api.get("/v1/scenarios").json()["scenarios"]


@pytest.mark.parametrize("scenario_id", ["0123456789abcdef", "x", "%00", "..%2f", "é"])
def test_an_unknown_scenario_is_a_problem(client: httpx.Client, scenario_id: str) -> None:
    """404 with what to do, whatever the id holds."""
    client.post("/v1/scenarios", json=GIVEN)
    for method in ("GET", "DELETE"):
        answer = client.request(method, f"/v1/scenarios/{scenario_id}")

        assert (404, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert 1 == len(client.get("/v1/scenarios").json()["scenarios"])


@pytest.mark.parametrize("cursor", ["", "x", "99999999999999999-0123456789abcdef", "1-'"])
def test_a_cursor_of_another_make_is_refused(api: httpx.Client, cursor: str) -> None:
    """422 that names the parameter."""
    answer = api.get("/v1/scenarios", params={"cursor": cursor})

    assert (422, "cursor") == (answer.status_code, answer.json()["errors"][0]["parameter"])


def test_a_store_that_is_gone_is_a_problem_that_may_pass(
    live: Live, another: Callable[[Live], httpx.Client], tmp_path: Any
) -> None:
    """503, without the address of the database."""
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    client = another(replace(live, settings=live.settings.model_copy(update={"database_url": url})))

    answer = client.post("/v1/scenarios", json=GIVEN)

    assert (503, "Store unavailable") == (answer.status_code, answer.json()["title"])
    assert str(tmp_path) not in answer.text


def test_the_examples_are_valid() -> None:
    """Each one is what its schema says, with nothing missing."""
    assert set(SAVED) == set(SavedOut.model_validate(SAVED).model_dump())
    assert set(SAVED_LIST) == set(SavedAnswer.model_validate(SAVED_LIST).model_dump())
    for each in SAVE_REQUESTS.values():
        SaveRequest.model_validate(each["value"])
    with pytest.raises(ValidationError):
        SaveRequest.model_validate(SAVED)
