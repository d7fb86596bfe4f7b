"""Events by API: stored before they are answered for, and in the next score."""

import base64
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pandas as pd
import pytest

from history.store.store import Store
from models.artifact import Bundle, save
from models.champion import Champion, set_champion
from serving.schemas.events import BATCH, MOST_EVENTS, STRUCTURED
from serving.scores.opening import open_live
from serving.settings import Settings

Json = dict[str, Any]
TIMES = ("ordered_at", "recorded_at")


@pytest.fixture
def client(own: Settings, served: Callable[[Settings], httpx.Client]) -> httpx.Client:
    """A client of a server on that store."""
    return served(own)


def event(name: str, row: Json, table: str = "orders") -> Json:
    """A CloudEvent that holds a row."""
    return {"specversion": "1.0", "id": name, "source": "/crm", "type": f"leadcast.{table}", "data": row}


def order(name: str, account: str = "SIM-A000001", amount: Any = 10) -> Json:
    """A row of orders."""
    return {"order_id": name, "account_id": account, "ordered_at": "2026-08-01T08:00:00Z", "amount": amount}


def sent(client: httpx.Client, body: Any, media: str = STRUCTURED, **headers: str) -> httpx.Response:
    """The answer to a body of that content type."""
    return client.post("/v1/events", content=json.dumps(body), headers={"content-type": media, **headers})


def waited(answer: Callable[[], Any], wanted: Callable[[Any], bool]) -> Any:
    """The first answer that is as wanted; the last one after a while."""
    for _ in range(600):
        said = answer()
        if wanted(said):
            break
        time.sleep(0.05)
    return said


def scored(client: httpx.Client, *accounts: str) -> list[Json]:
    """The scores of accounts."""
    results: list[Json] = client.post("/v1/intent", json={"account_ids": list(accounts)}).json()["results"]
    return results


def test_one_event_is_taken_in_each_mode(client: httpx.Client) -> None:
    """Structured, binary, and a batch of one; then each is a duplicate."""
    attributes = {"ce-specversion": "1.0", "ce-id": "b", "ce-source": "/crm", "ce-type": "leadcast.orders"}
    calls: list[tuple[Any, str, dict[str, str]]] = [
        (event("a", order("O1")), STRUCTURED, {}),
        (order("O2"), "application/json; charset=utf-8", attributes),
        ([event("c", order("O3"))], BATCH, {}),
    ]

    first = [sent(client, body, media, **headers) for body, media, headers in calls]
    again = [sent(client, body, media, **headers) for body, media, headers in calls]

    assert [202] * 3 == [each.status_code for each in first]
    assert [(1, 0, 0)] * 3 == [
        tuple(each.json()[key] for key in ("accepted", "duplicates", "rejected")) for each in first
    ]
    assert [1] * 3 == [each.json()["duplicates"] for each in again]
    assert {"id": "b", "status": "accepted", "errors": []} == first[1].json()["events"][0]


def test_a_row_may_stand_in_an_event_as_bytes(client: httpx.Client) -> None:
    """As senders whose data are bytes write them; what is no JSON in base64 is no row."""
    row = base64.b64encode(json.dumps(order("O64")).encode()).decode()
    events = [
        event(name, {}) | {"data_base64": text} for name, text in (("b64", row), ("no64", "?"), ("nojson", "eA=="))
    ]
    bare = [{key: value for key, value in each.items() if key != "data"} for each in events]

    answer = sent(client, bare, BATCH).json()["events"]
    one = sent(client, bare[0], STRUCTURED).json()

    assert ["accepted", "rejected", "rejected"] == [each["status"] for each in answer]
    assert ["data: Field required"] == answer[1]["errors"] == answer[2]["errors"]
    assert 1 == one["duplicates"]


def test_what_is_no_event_is_answered_for_itself(client: httpx.Client) -> None:
    """Among good ones, and never with a text of the caller's."""
    good = event("bad", order("O1"))
    bad: list[Any] = [
        "secret",
        None,
        [],
        good | {"specversion": "0.3"},
        good | {"id": ""},
        good | {"id": 7},
        good | {"type": "leadcast.secret"},
        good | {"type": "orders"},
        good | {"data": ["secret"]},
        good | {"data": order("O2", amount="secret")},
        good | {"data": order("O2") | {"secret": 1}},
        good | {"data": order("O2") | {"amount": 10**30, "order_id": {"secret": 1}}},
    ]

    answer = sent(client, [*bad, good | {"id": "good"}], BATCH).json()

    assert (1, 0, len(bad)) == (answer["accepted"], answer["duplicates"], answer["rejected"])
    assert all(each["errors"] for each in answer["events"][:-1])
    assert "secret" not in json.dumps(answer)


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"{}", "text/plain", 415),
        (b"{}", "application/json", 415),
        (b"{", STRUCTURED, 422),
        (b'{"a": NaN}', STRUCTURED, 422),
        (b"{}", BATCH, 422),
        (b"[" * 40 + b"]" * 40, BATCH, 400),
        (json.dumps([{}] * (MOST_EVENTS + 1)).encode(), BATCH, 422),
        (b" " * 1_000_001, BATCH, 413),
    ],
)
def test_what_is_no_request_is_a_problem(client: httpx.Client, body: bytes, media: str, status: int) -> None:
    """As a problem document."""
    answer = client.post("/v1/events", content=body, headers={"content-type": media})

    assert (status, "application/problem+json") == (answer.status_code, answer.headers["content-type"])


def test_an_empty_batch_is_nothing(client: httpx.Client) -> None:
    """It is accepted, with nothing in it."""
    assert {"accepted": 0, "duplicates": 0, "rejected": 0, "events": []} == sent(client, [], BATCH).json()


def test_requests_at_once_are_all_taken(client: httpx.Client, own: Settings) -> None:
    """Each row once, and each caller is told of its own."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: sent(client, event(f"e{n % 40}", order(f"O{n % 40}"))).json(), range(80)))

    assert 40 == sum(answer["accepted"] for answer in answers)
    assert 40 == sum(answer["duplicates"] for answer in answers)
    with Store.open(own.database_url) as store:
        assert 40 == store.read(own.business)["orders"]["order_id"].str.fullmatch(r"O\d+").sum()


def test_a_score_uses_an_event(client: httpx.Client, own: Settings) -> None:
    """To the last bit as a service that is opened at that moment says it; others keep their score and its moment."""
    lead = {"lead_id": "L-new", "account_id": "SIM-A000003", "created_at": "2026-08-20T03:00:00Z", "source": "官网"}
    call = {"activity_id": "T-new", "lead_id": "L-new", "kind": "call", "happened_at": "2026-08-21T03:00:00Z"}
    move = {"lead_id": "L-new", "stage": "won", "changed_at": "2026-08-22T03:00:00Z"}
    rows = [("orders", order("O1")), ("leads", lead), ("activities", call), ("stage_changes", move)]
    touched, untouched = ("SIM-A000001", "SIM-A000003"), "SIM-A000007"
    before = scored(client, *touched, untouched)

    assert 4 == sent(client, [event(name, row, name) for name, row in rows], BATCH).json()["accepted"]
    after = waited(lambda: scored(client, *touched), lambda said: all(a["as_of"] != before[0]["as_of"] for a in said))

    anew = open_live(own)
    assert {anew.as_of} == {pd.Timestamp(each["as_of"]) for each in after}
    for place, each in zip(anew.book.places(touched), after, strict=True):
        assert anew.book.scores.probability[place] == each["probability"]
        assert (anew.book.scores.low[place], anew.book.grade[place]) == (each["interval"]["low"], each["grade"])
        assert anew.book.trend[place] == each["trend"]
    (other,) = scored(client, untouched)
    assert (before[2]["as_of"], before[2]["probability"]) == (other["as_of"], other["probability"])


def test_everybody_is_scored_on_a_schedule(own: Settings, served: Callable[[Settings], httpx.Client]) -> None:
    """What a row changes for others is in their scores then, and so are rows that another process stored."""
    client = served(own.model_copy(update={"rescore": timedelta(seconds=0)}))
    before = scored(client, "SIM-A000007")
    row = order("O9", "SIM-A000009") | {"recorded_at": "2026-10-01T00:00:00Z"}
    with Store.open(own.database_url) as store:
        store.append("orders", pd.DataFrame([row]).assign(**{name: pd.to_datetime(row[name]) for name in TIMES}))

    assert 1 == sent(client, event("a", order("O1"))).json()["accepted"]
    after = waited(lambda: scored(client, "SIM-A000007"), lambda said: said[0]["as_of"] != before[0]["as_of"])
    live = waited(lambda: scored(client, "SIM-A000009"), lambda said: said[0]["as_of"] == after[0]["as_of"])

    anew = open_live(own)
    for name, (said,) in (("SIM-A000007", after), ("SIM-A000009", live)):
        assert anew.book.scores.probability[anew.book.places([name])[0]] == said["probability"]


def test_a_new_account_is_scored(client: httpx.Client) -> None:
    """One that nobody knew before the event."""
    row = {"account_id": "NEW", "name": "Neu", "valid_from": "2026-08-01", "region": "North"}

    assert 1 == sent(client, event("n", row, "accounts")).json()["accepted"]

    (said,) = waited(lambda: scored(client, "NEW"), lambda said: said[0]["status"] == "scored")
    assert ("scored", "Neu", "North") == (said["status"], said["name"], said["region"])


def test_too_many_waiting_events_are_turned_away(own: Settings, served: Callable[[Settings], httpx.Client]) -> None:
    """With 429 and when to come again, and nothing is taken."""
    answer = sent(served(own.model_copy(update={"most_waiting_accounts": -1})), event("a", order("O1")))

    assert (429, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert int(answer.headers["retry-after"]) > 0


def test_a_newly_promoted_model_is_taken_up(client: httpx.Client, own: Settings, bundle: Bundle) -> None:
    """And every answer is a good one meanwhile."""
    save(bundle, own.models_dir / "4")
    set_champion(own.models_dir, Champion("4", datetime(2026, 9, 3, tzinfo=UTC)))
    statuses = set()

    def model() -> str:
        answer = client.post("/v1/intent", json={"account_ids": ["SIM-A000001"]})
        statuses.add(answer.status_code)
        return str(answer.json()["model"])

    assert "4" == waited(model, lambda said: said == "4")
    assert {200} == statuses
    assert client.get("/v1/models").json()["refused"] is None


def test_a_broken_model_is_refused(client: httpx.Client, own: Settings, bundle: Bundle) -> None:
    """The old one goes on serving, and /v1/models says why."""
    save(bundle, own.models_dir / "4")
    (own.models_dir / "4" / "intent" / "intent.json").write_text("{}")
    set_champion(own.models_dir, Champion("4", datetime(2026, 9, 3, tzinfo=UTC)))

    said = waited(lambda: client.get("/v1/models").json(), lambda said: said["refused"] is not None)

    assert ("4", "3") == (said["refused"]["id"], said["models"][0]["id"])
    assert "damaged" in said["refused"]["reason"]
    assert str(own.models_dir) not in said["refused"]["reason"]
    assert "scored" == scored(client, "SIM-A000001")[0]["status"]
