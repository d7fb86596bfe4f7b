"""How soon the score of an account uses an event, while events come at a steady rate; part of `bench/intake.py`."""

import json
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx

BATCH = "application/cloudevents-batch+json"
RATE = 500
TICKS = 10
MOST_IDS = 1_000


def order(name: str, account: str) -> dict[str, Any]:
    """An event that holds an order of now."""
    now = datetime.now(UTC).isoformat()
    row = {"order_id": name, "account_id": account, "ordered_at": now, "amount": 1200.5}
    return {"specversion": "1.0", "id": name, "source": "bench", "type": "leadcast.orders", "data": row}


def ranked(address: str) -> list[str]:
    """All accounts by falling score."""
    found: list[str] = []
    page: dict[str, Any] = {"next_cursor": None}
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        while not found or page["next_cursor"]:
            asked = {"limit": 200, "cursor": page["next_cursor"]} if found else {"limit": 200}
            page = client.get("/v1/intent", params=asked).json()
            found += [each["id"] for each in page["results"]]
    return found


class Waiting:
    """Accounts whose score is not yet as of their event. A thread asks for all of them every 20 ms."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._since: dict[str, tuple[datetime, float]] = {}
        self._turn = threading.Lock()
        self.seconds: dict[str, list[float]] = {}

    def add(self, accounts: Sequence[str], sent: datetime) -> None:
        """Their events, sent after `sent` (aware), have just been answered."""
        with self._turn:
            for name in accounts:
                self._since.setdefault(name, (sent, time.perf_counter()))

    def __len__(self) -> int:
        return len(self._since)

    def look(self) -> None:
        """Ask once for all that wait."""
        with self._turn:
            asked = list(self._since)
        for first in range(0, len(asked), MOST_IDS):
            some = asked[first : first + MOST_IDS]
            results = self._client.post("/v1/intent", json={"account_ids": some, "reasons": False}).json()["results"]
            now = time.perf_counter()
            with self._turn:
                for name, result in zip(some, results, strict=True):
                    sent, answered = self._since[name]
                    if result["as_of"] and datetime.fromisoformat(result["as_of"]) >= sent:
                        del self._since[name]
                        self.seconds.setdefault(name, []).append(now - answered)


def freshness(address: str, accounts: Sequence[str], run: str, seconds: int) -> list[float]:
    """Seconds from the answer to an event until the account's score uses it, at 500 events a second."""
    chunk = RATE // TICKS
    with (
        httpx.Client(base_url=address, trust_env=False, timeout=120) as client,
        ThreadPoolExecutor(16) as pool,
    ):
        waiting, start = Waiting(client), time.perf_counter()

        def post(tick: int) -> None:
            chosen = [accounts[(tick * chunk + n) % len(accounts)] for n in range(chunk)]
            events = [order(f"{run}F{tick}-{n}", account) for n, account in enumerate(chosen)]
            sent = datetime.now(UTC)
            client.post("/v1/events", content=json.dumps(events), headers={"content-type": BATCH}).raise_for_status()
            waiting.add(chosen, sent)

        posted, tick = [], 0
        while tick < TICKS * seconds or len(waiting) or not all(each.done() for each in posted):
            if tick < TICKS * seconds and time.perf_counter() >= start + tick / TICKS:
                posted.append(pool.submit(post, tick))
                tick += 1
            waiting.look()
            time.sleep(0.02)
        for each in posted:
            each.result()
    return [each for some in waiting.seconds.values() for each in some]
