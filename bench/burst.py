"""What becomes of ten times the usual load; part of `bench/intake.py`."""

import json
import sqlite3
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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


def burst(address: str, accounts: Sequence[str], run: str, seconds: int, connections: int) -> dict[str, Any]:
    """Send 5,000 events a second; what waits and for how long, and who is scored first of those that then wait.

    `accounts` come by falling score. What is answered 429 is sent again after as long as `Retry-After` says.
    `acknowledged` are the names of all orders that were answered for.
    """
    with (
        httpx.Client(base_url=address, trust_env=False, timeout=120) as client,
        ThreadPoolExecutor(connections) as pool,
    ):
        waiting, start, told_to_wait = Waiting(client), time.perf_counter(), list[int]()

        def post(number: int) -> list[str]:
            chosen = [accounts[(number * TOGETHER + n) * STRIDE % len(accounts)] for n in range(TOGETHER)]
            events = [order(f"{run}X{number}-{n}", account) for n, account in enumerate(chosen)]
            sent = datetime.now(UTC)
            while True:
                answer = client.post("/v1/events", content=json.dumps(events), headers={"content-type": BATCH})
                if answer.status_code != 429:
                    break
                told_to_wait.append(int(answer.headers["retry-after"]))
                time.sleep(told_to_wait[-1])
            answer.raise_for_status()
            waiting.add(chosen, sent)
            return [each["id"] for each in answer.json()["events"] if each["status"] == "accepted"]

        posted = [pool.submit(_at, start + n * TOGETHER / RATE, post, n) for n in range(RATE * seconds // TOGETHER)]
        seen = [_backlog(client, start)]
        while seen[-1][1] or not all(each.done() for each in posted) or len(waiting):
            if all(each.done() for each in posted):
                waiting.look()
            time.sleep(0.2)
            seen.append(_backlog(client, start))
    first = [max(waiting.seconds[name]) for name in accounts[: len(accounts) // 10] if name in waiting.seconds]
    last = [max(waiting.seconds[name]) for name in accounts[-len(accounts) // 10 :] if name in waiting.seconds]
    taken = max(moment for moment, size, _ in seen if size) if any(size for _, size, _ in seen) else 0.0
    return {
        "answered 429, requests": len(told_to_wait),
        "longest Retry-After (s)": max(told_to_wait, default=0),
        "most that waited, and for how long (s)": [max(each[1] for each in seen), max(each[2] for each in seen)],
        "nothing waits any more after (s)": taken,
        "last to be scored of the tenth that scores highest, lowest (s)": [max(first), max(last)],
        "median of the tenth that scores highest, lowest (s)": [float(np.median(first)), float(np.median(last))],
        "acknowledged": [name for each in posted for name in each.result()],
    }


def _at(moment: float, post: Any, number: int) -> list[str]:
    time.sleep(max(0.0, moment - time.perf_counter()))
    found: list[str] = post(number)
    return found


def _backlog(client: httpx.Client, start: float) -> tuple[float, float, float]:
    """When it is, how many events and accounts wait, and how long the oldest has waited, by the metrics."""
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
