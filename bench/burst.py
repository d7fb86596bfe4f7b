"""What becomes of ten times the usual load; part of `bench/intake.py`."""

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import numpy as np

from bench.freshness import BATCH, Waiting, order
from history.home import Home

RATE = 5_000
TOGETHER = 500
# A prime: the events that come one after the other are of accounts from all over the ranking.
STRIDE = 7_919

# When it is, how many events and accounts wait, and how long the oldest has waited.
Backlog = tuple[float, float, float]


def burst(address: str, accounts: Sequence[str], run: str, seconds: int, connections: int) -> dict[str, Any]:
    """Send 5,000 events a second; what waits and for how long, and who is scored first of those that then wait.

    `accounts` come by falling score. What is answered 429 is sent again after as long as `Retry-After` says.
    `acknowledged` are the names of all orders that were answered for.
    """
    with (
        httpx.Client(base_url=address, trust_env=False, timeout=120) as client,
        ThreadPoolExecutor(connections) as pool,
    ):
        sender, start = _Sender(client, accounts, run, Waiting(client)), time.perf_counter()
        batches = range(RATE * seconds // TOGETHER)
        posted = [pool.submit(sender.post_at, start + number * TOGETHER / RATE, number) for number in batches]
        seen = list(_until_nothing_waits(sender, posted, start))
    return _told(sender, seen) | {"acknowledged": [name for each in posted for name in each.result()]}


@dataclass
class _Sender:
    """Sends events of `accounts`, each run under names of its own; `told_to_wait` are the seconds it was asked for."""

    client: httpx.Client
    accounts: Sequence[str]
    run: str
    waiting: Waiting
    told_to_wait: list[int] = field(default_factory=list)

    def post_at(self, moment: float, number: int) -> list[str]:
        """Send one batch, not before the moment; the names of the orders that were accepted."""
        time.sleep(max(0.0, moment - time.perf_counter()))
        chosen = [self.accounts[(number * TOGETHER + n) * STRIDE % len(self.accounts)] for n in range(TOGETHER)]
        events = [order(f"{self.run}X{number}-{n}", account) for n, account in enumerate(chosen)]
        sent = datetime.now(UTC)
        answer = self._answered(json.dumps(events))
        self.waiting.add(chosen, sent)
        return [each["id"] for each in answer.json()["events"] if each["status"] == "accepted"]

    def _answered(self, body: str) -> httpx.Response:
        while True:
            answer = self.client.post("/v1/events", content=body, headers={"content-type": BATCH})
            if answer.status_code != 429:
                return answer.raise_for_status()
            pause = int(answer.headers["retry-after"])
            self.told_to_wait.append(pause)
            time.sleep(pause)


def _until_nothing_waits(sender: _Sender, posted: Sequence[Future[list[str]]], start: float) -> Iterator[Backlog]:
    """What waits, five times a second, until all is sent and all accounts have new scores."""
    yield (backlog := _backlog(sender.client, start))
    while backlog[1] or not all(each.done() for each in posted) or len(sender.waiting):
        if all(each.done() for each in posted):
            sender.waiting.look()
        time.sleep(0.2)
        yield (backlog := _backlog(sender.client, start))


def _told(sender: _Sender, seen: Sequence[Backlog]) -> dict[str, Any]:
    """What the server said meanwhile, and how long the first and the last in the ranking waited for their scores."""
    tenth, taken = len(sender.accounts) // 10, sender.waiting.seconds
    first, last = (
        [max(taken[name]) for name in names if name in taken]
        for names in (sender.accounts[:tenth], sender.accounts[-tenth:])
    )
    return {
        "answered 429, requests": len(sender.told_to_wait),
        "longest Retry-After (s)": max(sender.told_to_wait, default=0),
        "most that waited, and for how long (s)": [max(each[1] for each in seen), max(each[2] for each in seen)],
        "nothing waits any more after (s)": max((moment for moment, size, _ in seen if size), default=0.0),
        "last to be scored of the tenth that scores highest, lowest (s)": [max(first), max(last)],
        "median of the tenth that scores highest, lowest (s)": [float(np.median(first)), float(np.median(last))],
    }


def _backlog(client: httpx.Client, start: float) -> Backlog:
    """What waits, by the metrics."""
    lines = [line.split() for line in client.get("/metrics").text.splitlines() if "_backlog" in line and line[0] != "#"]
    told = {name: float(value) for name, value in lines}
    size = told["leadcast_intake_backlog"] + told["leadcast_rescoring_backlog"]
    age = max(told[f"leadcast_{name}_backlog_age_seconds"] for name in ("intake", "rescoring"))
    return time.perf_counter() - start, size, age


def missing(home: Home, run: str, names: Sequence[str]) -> int:
    """How many of the orders of these names the store does not hold exactly once."""
    with sqlite3.connect(home.folder / "leadcast.db") as connection:
        stored = connection.execute("SELECT order_id FROM orders WHERE order_id LIKE ?", (f"{run}X%",)).fetchall()
    held = [name for (name,) in stored]
    return len(set(names) - set(held)) + len(held) - len(set(held))
