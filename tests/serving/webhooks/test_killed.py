"""Servers that are killed between seeing a crossing and sending it."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from serving.settings import Settings
from serving.webhooks.outbox import Outbox

SERVER = """
import sys
from datetime import timedelta
from serving.server import serve
from serving.settings import Settings
from serving.webhooks import outbox
outbox.LEASE = timedelta(seconds=float(sys.argv[2]))
serve(Settings.model_validate_json(sys.argv[1]), "127.0.0.1", 0, lambda address: print(address, flush=True))
"""
LEASE_SECONDS = 3.0


@contextmanager
def started(settings: Settings) -> Iterator[tuple["subprocess.Popen[str]", httpx.Client]]:
    """A server in a process of its own, whose leases are short, and a client of it."""
    command = [sys.executable, "-c", SERVER, settings.model_dump_json(), str(LEASE_SECONDS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            address = process.stdout.readline().strip().rstrip("/")
            with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
                yield process, client
        finally:
            process.kill()


def order(account: str, number: int) -> dict[str, Any]:
    """The event of an order."""
    row = {"order_id": f"O{number}", "account_id": account, "ordered_at": "2026-08-30T08:00:00Z", "amount": 90_000}
    return {"specversion": "1.0", "id": f"e{number}", "source": "/crm", "type": "leadcast.orders", "data": row}


@pytest.mark.slow
@pytest.mark.parametrize("arrived", [0, 5])
def test_nothing_is_lost_and_nothing_is_told_twice(
    own: Settings, receiver: Any, until: Callable[[Callable[[], bool]], None], arrived: int
) -> None:
    """Accounts are moved over the threshold; the server is killed before or while it tells; the next tells the rest.

    An event may come twice, under one `webhook-id`; no account has two.
    """
    receiver.seconds = 0.05
    with started(own) as (process, client):
        listed = client.get("/v1/intent", params={"limit": 500}).json()["results"][-40:]
        accounts, threshold = [each["id"] for each in listed], listed[0]["probability"] + 1e-9
        given = {"url": receiver.url, "threshold": threshold, "release": 0, "direction": "rises"}
        webhook = client.post("/v1/webhooks", json=given).json()
        orders = [order(account, 5 * number + n) for number, account in enumerate(accounts) for n in range(5)]
        media = {"content-type": "application/cloudevents-batch+json"}
        assert 202 == client.post("/v1/events", content=json.dumps(orders), headers=media).status_code
        receiver.wait(arrived)
        process.send_signal(signal.SIGKILL)

    with started(own) as (_process, client), Outbox.open(own.database_url) as outbox:
        scores = client.post("/v1/intent", json={"account_ids": accounts}).json()["results"]
        risen = {each["id"] for each in scores if each["probability"] >= threshold}
        assert len(risen) > 5
        until(lambda: risen <= {event["data"]["id"] for event in receiver.events})
        until(lambda: outbox.counts().pending == 0)

    told = {delivery: event["data"]["id"] for delivery, event in zip(receiver.ids, receiver.events, strict=True)}
    assert len(set(told.values())) == len(told)
    with Outbox.open(own.database_url) as outbox:
        assert sorted(told) == sorted(each.delivery_id for each in outbox.newest(webhook["id"], "sent", 1_000))
