"""A server that is killed while events come in."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import count

import httpx
import pytest

from history.store import Store
from serving.settings import Settings

SERVER = """
import sys
from serving.app import serve
from serving.settings import Settings
serve(Settings.model_validate_json(sys.argv[1]), "127.0.0.1", 0, lambda address: print(address, flush=True))
"""
BATCH_SIZE = 20


@contextmanager
def started(settings: Settings) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A server in a process of its own, and its address."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, settings.model_dump_json()], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def batch(name: str) -> list[dict[str, object]]:
    """Events whose rows carry the name of the batch."""
    row = {"account_id": "SIM-A000001", "ordered_at": "2026-08-01T08:00:00Z"}
    return [
        {
            "specversion": "1.0",
            "id": f"{name}-{n}",
            "source": "/crm",
            "type": "leadcast.orders",
            "data": row | {"order_id": f"{name}-{n}"},
        }
        for n in range(BATCH_SIZE)
    ]


def push(address: str, worker: str, acknowledged: list[str]) -> None:
    """Send batches until the server is gone, and note those that were answered for."""
    headers = {"content-type": "application/cloudevents-batch+json"}
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client, suppress(httpx.TransportError):
        for number in count():
            name = f"{worker}.{number}"
            answer = client.post("/v1/events", content=json.dumps(batch(name)), headers=headers)
            if answer.status_code == 202:
                assert BATCH_SIZE == answer.json()["accepted"]
                acknowledged.append(name)


@pytest.mark.slow
@pytest.mark.parametrize("answers", [1, 25, 90])
def test_what_was_answered_for_is_there(own: Settings, answers: int) -> None:
    """Once; and of what was not answered for all of a batch is there, or nothing."""
    acknowledged: list[str] = []
    with started(own) as (process, address), ThreadPoolExecutor(6) as pool:
        pushing = [pool.submit(push, address, f"w{n}", acknowledged) for n in range(6)]
        while len(acknowledged) < answers and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        for each in pushing:
            each.result()

    with Store.open(own.database_url) as store:
        stored = store.read(own.business)["orders"]["order_id"]
    sent = stored[stored.str.startswith("w")]
    batches = sent.str.replace(r"-\d+$", "", regex=True).value_counts()

    assert sent.is_unique
    assert {BATCH_SIZE} == set(batches)
    assert set(acknowledged) <= set(batches.index)
