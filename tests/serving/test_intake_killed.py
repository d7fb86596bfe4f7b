"""A server that is killed while events come in, over and over, and what its successors find."""

import json
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from itertools import count
from multiprocessing.process import BaseProcess
from random import Random
from typing import Any

import httpx
import pytest

from history.store.store import Store
from serving.events.envelope import BATCH, MOST_EVENTS, STRUCTURED
from serving.settings import Settings

KILLS = 20
MODES = ("batch", "batch", "batch", "single", "binary", "binary")
SIZES = {"batch": 20, "single": 1, "binary": 1}
JSON = "application/json"

Started = Callable[[Settings], AbstractContextManager[tuple[BaseProcess, httpx.Client]]]


def event(name: str) -> dict[str, Any]:
    """An order that carries the name of its event."""
    row = {"account_id": "SIM-A000001", "ordered_at": "2026-08-01T08:00:00Z", "order_id": name}
    return {"specversion": "1.0", "id": name, "source": "/crm", "type": "leadcast.orders", "data": row}


def events(request: str) -> list[dict[str, Any]]:
    """Those that a request brings, by its name: its mode and two numbers."""
    return [event(f"{request}.{n}") for n in range(SIZES[request.partition(".")[0]])]


def send(client: httpx.Client, request: str) -> httpx.Response:
    """The answer to a request, in the mode that its name says."""
    mode, brought = request.partition(".")[0], events(request)
    if mode == "batch":
        return client.post("/v1/events", content=json.dumps(brought), headers={"content-type": BATCH})
    if mode == "single":
        return client.post("/v1/events", content=json.dumps(brought[0]), headers={"content-type": STRUCTURED})
    row = brought[0].pop("data")
    attributes = {f"ce-{name}": value for name, value in brought[0].items()}
    return client.post("/v1/events", content=json.dumps(row), headers={"content-type": JSON, **attributes})


def push(address: httpx.URL, worker: str, sent: list[str], acknowledged: list[str]) -> None:
    """Send until the server is gone; note what was sent, and what of it was answered for."""
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client, suppress(httpx.TransportError):
        for number in count():
            request = f"{worker}.{number}"
            sent.append(request)
            answer = send(client, request)
            if answer.status_code == 202:
                assert SIZES[worker.partition(".")[0]] == answer.json()["accepted"]
                acknowledged.append(request)


def kill_at_load(
    running: AbstractContextManager[tuple[BaseProcess, httpx.Client]],
    turn: int,
    sent: list[str],
    acknowledged: list[str],
) -> None:
    """Load a server, and kill it after some of its answers, at a moment that nothing else decides."""
    chance = Random(turn)
    enough = len(acknowledged) + chance.randrange(40)
    with running as (process, client), ThreadPoolExecutor(len(MODES)) as pool:
        workers = [f"{mode}.{turn}x{n}" for n, mode in enumerate(MODES)]
        pushing = [pool.submit(push, client.base_url, worker, sent, acknowledged) for worker in workers]
        while len(acknowledged) < enough and process.is_alive():
            time.sleep(0.001)
        time.sleep(chance.random() / 10)
        process.kill()
        for each in pushing:
            each.result()


def stored(settings: Settings) -> list[str]:
    """The orders in the store that came as events, in its order; as often as they are there."""
    with Store.open(settings.database_url) as store:
        ids = store.read(settings.business)["orders"]["order_id"]
    return [str(each) for each in ids if each.startswith(tuple(SIZES))]


@pytest.mark.slow
def test_what_was_answered_for_is_there_after_every_kill(own: Settings, started: Started) -> None:
    """Once; of what was not answered for, all of a request is there, or nothing; and the next server knows which.

    It is told everything again: what was stored is a duplicate, what was not is accepted, and all is there once.
    """
    sent: list[str] = []
    acknowledged: list[str] = []
    for turn in range(KILLS):
        kill_at_load(started(own), turn, sent, acknowledged)

        found = Counter(stored(own))
        requests = Counter(name.rpartition(".")[0] for name in found)
        assert {1} == set(found.values())
        assert set(acknowledged) <= set(requests) <= set(sent)
        assert {request: SIZES[request.partition(".")[0]] for request in requests} == requests

    with started(own) as (_process, client):
        every = [each for request in sent for each in events(request)]
        bites = [every[start : start + MOST_EVENTS] for start in range(0, len(every), MOST_EVENTS)]
        answers = [client.post("/v1/events", content=json.dumps(b), headers={"content-type": BATCH}) for b in bites]
    said = {each["id"]: each["status"] for answer in answers for each in answer.json()["events"]}

    assert {each["id"]: "duplicate" if each["id"] in found else "accepted" for each in every} == said
    assert {each["id"]: 1 for each in every} == Counter(stored(own))
