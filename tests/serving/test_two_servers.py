"""Two server processes on one PostgreSQL: whichever is asked, the answer is the same."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from multiprocessing.process import BaseProcess
from typing import Any

import httpx
import pandas as pd
import pytest

from history.forgetting.forget import forget
from history.home import Home
from history.store.store import Store
from models.artifact import Bundle, save
from models.champion import Champion, set_champion
from serving.events.envelope import STRUCTURED
from serving.keys import Keys, new_key
from serving.settings import Settings

Json = dict[str, Any]
Started = Callable[[Settings], AbstractContextManager[tuple[BaseProcess, httpx.Client]]]
Pair = tuple[httpx.Client, httpx.Client]

pytestmark = pytest.mark.slow


@pytest.fixture
def bare_url(postgres_url: str) -> str:
    """An SQLite file is for servers of one machine; these stand for several."""
    return postgres_url


@pytest.fixture
def pair(own: Settings, started: Started) -> Iterator[Pair]:
    """Clients of two servers that score everybody as soon as something is new, with a key that opens all."""
    key, text = new_key("CRM", ("admin",), own.started_at)
    with Keys.open(own.database_url) as keys:
        keys.add(key)
    nearby = (ip_network("127.0.0.0/8"),)
    told = own.model_copy(update={"rescore": timedelta(0), "keys_needed": True, "webhook_allow": nearby})
    with started(told) as (_, one), started(told) as (_, other):
        for client in (one, other):
            client.headers["authorization"] = f"Bearer {text}"
        yield one, other


def until(is_so: Callable[[], bool]) -> None:
    """Wait for it; after a while it is asserted."""
    end = time.monotonic() + 60
    while not is_so() and time.monotonic() < end:
        time.sleep(0.1)
    assert is_so()


def order(name: str, account: str) -> Json:
    """A row of orders."""
    return {"order_id": name, "account_id": account, "ordered_at": "2026-08-30T08:00:00Z", "amount": 90_000}


def send(client: httpx.Client, name: str, account: str) -> Json:
    """The answer for the event of an order."""
    event = {
        "specversion": "1.0",
        "id": name,
        "source": "/crm",
        "type": "leadcast.orders",
        "data": order(name, account),
    }
    answer: Json = client.post("/v1/events", json=event, headers={"content-type": STRUCTURED}).json()["events"][0]
    return answer


def ranked(client: httpx.Client) -> list[Json]:
    """The whole list: who, how likely, which grade, as of when."""
    listed: list[Json] = client.get("/v1/intent", params={"limit": 500}).json()["results"]
    return listed


def test_their_scores_are_the_same(own: Settings, pair: Pair) -> None:
    """To the last bit, after events that came to one, to the other, and rows that were imported beside both.

    An event that came to one is a duplicate to the other.
    """
    one, other = pair
    before = {each["id"]: each["probability"] for each in ranked(one)}
    assert before == {each["id"]: each["probability"] for each in ranked(other)}
    first, second, third = list(before)[-3:]

    assert "accepted" == send(one, "e1", first)["status"]
    assert "duplicate" == send(other, "e1", first)["status"]
    assert "accepted" == send(other, "e2", second)["status"]
    moment = datetime.now(UTC)
    with Store.open(own.database_url) as store:
        row = order("imported", third) | {"ordered_at": pd.Timestamp("2026-08-30T08:00Z"), "recorded_at": moment}
        store.append("orders", pd.DataFrame([row]))

    def agree() -> bool:
        lists = [ranked(client) for client in pair]
        newest = {each["as_of"] for each in lists[0]}
        return lists[0] == lists[1] and {datetime.fromisoformat(each) for each in newest} == {moment}

    until(agree)
    after = {each["id"]: each["probability"] for each in ranked(one)}
    assert all(after[name] > before[name] for name in (first, second, third))


def test_a_revoked_key_opens_neither(own: Settings, pair: Pair) -> None:
    """A second after it was revoked."""
    key, text = new_key("CRM", ("score",), own.started_at)
    with Keys.open(own.database_url) as keys:
        keys.add(key)

    def statuses() -> list[int]:
        headers = {"authorization": f"Bearer {text}"}
        return [client.get("/v1/intent", headers=headers).status_code for client in pair]

    until(lambda: statuses() == [200, 200])
    with Keys.open(own.database_url) as keys:
        keys.revoke(key.key_id, datetime.now(UTC))
    time.sleep(1)

    assert [401, 401] == statuses()


def test_both_take_up_a_model_that_is_promoted(own: Settings, bundle: Bundle, pair: Pair) -> None:
    """And answer all the while."""
    save(bundle, own.models_dir / "4")
    set_champion(own.models_dir, Champion("4", datetime(2026, 9, 3, tzinfo=UTC)))

    until(lambda: ["4", "4"] == [client.get("/v1/models").json()["models"][0]["id"] for client in pair])


def test_both_let_go_of_a_company_that_is_forgotten(own: Settings, pair: Pair) -> None:
    """Its scores are gone, and an event of it is refused by either."""
    gone = ranked(pair[0])[-1]["id"]
    forget(Home(own.models_dir.parent, own.database_url), [gone], datetime.now(UTC))

    until(lambda: not any(gone in {each["id"] for each in ranked(client)} for client in pair))
    assert ["rejected", "rejected"] == [send(client, f"e{n}", gone)["status"] for n, client in enumerate(pair)]


def test_a_crossing_is_told_once(pair: Pair) -> None:
    """By whichever of them sees it first: both see the scores of both."""
    accounts = [each["id"] for each in ranked(pair[0])[-20:]]
    threshold = ranked(pair[0])[-20]["probability"] + 1e-9
    given = {"url": "http://127.0.0.1:9/", "threshold": threshold, "release": 0, "direction": "rises"}
    made = pair[0].post("/v1/webhooks", json=given)
    for number, account in enumerate(accounts):
        send(pair[number % 2], f"e{number}", account)

    def told() -> list[str]:
        deliveries = pair[1].get(f"/v1/webhooks/{made.json()['id']}/deliveries", params={"limit": 200}).json()
        return [each["event"]["data"]["id"] for each in deliveries["deliveries"]]

    def risen() -> set[str]:
        return {each["id"] for client in pair for each in ranked(client) if each["probability"] >= threshold}

    until(lambda: ranked(pair[0]) == ranked(pair[1]) and set(accounts) & risen() <= set(told()))
    assert len(set(told())) == len(told()) > 5
