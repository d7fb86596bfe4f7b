"""A PostgreSQL that is stopped under a running server, and started again."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from multiprocessing.process import BaseProcess
from typing import Any

import httpx
import pytest

from history.store.store import Store
from serving.events.envelope import STRUCTURED
from serving.keys import Keys, new_key
from serving.settings import Settings

Started = Callable[[Settings], AbstractContextManager[tuple[BaseProcess, httpx.Client]]]


@pytest.fixture
def bare_url(postgres_url: str) -> str:
    """These are about PostgreSQL: an SQLite file does not stop."""
    return postgres_url


def send(client: httpx.Client, name: str, account: str = "SIM-A000001") -> httpx.Response:
    """The answer to the event of an order."""
    row = {"order_id": name, "account_id": account, "ordered_at": "2026-08-30T08:00:00Z", "amount": 90_000}
    event = {"specversion": "1.0", "id": name, "source": "/crm", "type": "leadcast.orders", "data": row}
    return client.post("/v1/events", json=event, headers={"content-type": STRUCTURED})


def waited(answer: Callable[[], httpx.Response], status: int) -> httpx.Response:
    """The first answer of that status."""
    end = time.monotonic() + 30
    while (said := answer()).status_code != status and time.monotonic() < end:
        time.sleep(0.05)
    assert status == said.status_code
    return said


@pytest.mark.slow
def test_scores_are_answered_meanwhile_and_all_goes_on_afterwards(
    own: Settings, started: Started, receiver: Any, postgres: Any
) -> None:
    """Events and webhooks get 503 with when to come again; what was answered for is there, what was refused is not.

    A crossing that comes afterwards is told.
    """
    with started(own) as (_process, client):
        last = client.get("/v1/intent", params={"limit": 500}).json()["results"][-1]
        given = {"url": receiver.url, "threshold": last["probability"] + 1e-9, "release": 0, "direction": "rises"}
        assert 201 == client.post("/v1/webhooks", json=given).status_code
        assert 202 == send(client, "before").status_code
        with postgres.away():
            refused = [send(client, "meanwhile"), client.get("/v1/webhooks"), client.post("/v1/webhooks", json=given)]
            kept = [client.get("/v1/intent"), client.get("/healthz")]
            waited(lambda: client.get("/readyz"), 503)
        waited(lambda: client.get("/readyz"), 200)
        after = [waited(lambda name=name: send(client, name, last["id"]), 202) for name in ("o1", "o2", "o3")]
        receiver.wait(1)

    assert [503] * 3 == [answer.status_code for answer in refused]
    assert [("application/problem+json", "5")] * 3 == [
        (answer.headers["content-type"], answer.headers["retry-after"]) for answer in refused
    ]
    assert not any(own.database_url.rpartition("/")[2] in answer.text for answer in refused)
    assert [200, 200] == [answer.status_code for answer in kept]
    assert [1, 1, 1] == [answer.json()["accepted"] for answer in after]
    assert last["id"] == receiver.events[0]["data"]["id"]
    with Store.open(own.database_url) as store:
        ids = store.read(own.business)["orders"]["order_id"]
    assert ["before", "o1", "o2", "o3"] == sorted(ids[~ids.str.startswith("SIM-")])


@pytest.mark.slow
def test_nobody_is_let_in_by_a_key_that_cannot_be_checked(own: Settings, started: Started, postgres: Any) -> None:
    """503 with when to come again, whatever is asked; afterwards the key is good again, by itself."""
    key, text = new_key("CRM", ("score", "ingest"), own.started_at)
    with Keys.open(own.database_url) as keys:
        keys.add(key)
    with started(own.model_copy(update={"keys_needed": True})) as (_process, client):
        client.headers["authorization"] = f"Bearer {text}"
        assert 200 == client.get("/v1/intent").status_code
        with postgres.away():
            asked = waited(lambda: client.get("/v1/intent"), 503)
            refused = [asked, send(client, "meanwhile")]
        waited(lambda: client.get("/v1/intent"), 200)
        assert 1 == waited(lambda: send(client, "after"), 202).json()["accepted"]

    assert [(503, "5")] * 2 == [(answer.status_code, answer.headers["retry-after"]) for answer in refused]
