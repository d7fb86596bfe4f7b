"""Servers that run let go of a company that is forgotten, and take nothing of it in any more."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pandas as pd
import pytest

from history.forgetting.forget import forget
from history.home import Home
from history.record import History
from history.store.store import Store
from models.artifact import Bundle
from serving.scores.forgotten import Watch, released
from serving.scores.live import ScoreBook
from serving.scores.opening import Live, open_live
from serving.settings import Settings

GONE, STAYS = "SIM-A000007", "SIM-A000008"


def erase(own: Settings, account: str = GONE) -> None:
    """Another process forgets the account, in the store of these settings."""
    forget(Home(own.models_dir.parent, own.database_url), [account], datetime.now(UTC))


def status(client: httpx.Client, account: str) -> str:
    """What the server says of that account."""
    return str(client.post("/v1/intent", json={"account_ids": [account]}).json()["results"][0]["status"])


def until(wanted: str, client: httpx.Client, account: str) -> None:
    """Wait until the server says so."""
    for _ in range(1200):
        if status(client, account) == wanted:
            return
        time.sleep(0.05)
    raise AssertionError(f"{account} never became {wanted}")


def send(client: httpx.Client, account: str, name: str) -> dict[str, Any]:
    """The answer for an order of that account."""
    order = {"order_id": name, "account_id": account, "ordered_at": "2026-08-20T08:00:00Z", "amount": 5}
    event = {"specversion": "1.0", "source": "/crm", "id": name, "type": "leadcast.orders", "data": order}
    media = {"content-type": "application/cloudevents+json"}
    answer: dict[str, Any] = client.post("/v1/events", content=json.dumps(event), headers=media).json()["events"][0]
    return answer


@pytest.mark.slow
def test_servers_that_run_let_go_of_it(own: Settings, served: Callable[[Settings], httpx.Client]) -> None:
    """Two of them: none was told, both look at the table. The list lacks it, its events are refused, others go on."""
    one, other = served(own), served(own)
    first = one.get("/v1/intent?limit=2").json()
    gone, stays = (each["id"] for each in first["results"])
    assert all(gone in client.get("/v1/today").text for client in (one, other))

    erase(own, gone)

    for client in (one, other):
        until("unknown", client, gone)
        assert "scored" == status(client, stays)
        assert first["total"] - 1 == client.get("/v1/intent?limit=1").json()["total"]
        assert (True, False) == (stays in client.get("/v1/today").text, gone in client.get("/v1/today").text)
    refused = send(one, gone, "o-gone")
    assert ("rejected", True) == (refused["status"], "forgotten" in refused["errors"][0])
    assert "accepted" == send(other, stays, "o-stays")["status"]
    assert ("scored", "unknown") == (status(other, stays), status(other, gone))


def test_others_keep_their_scores(own: Settings) -> None:
    """To the bit, until everybody is scored anew; the history is the one that the store gives."""
    live = open_live(own)
    erase(own)
    watch = Watch(own.database_url)
    assert watch.look()
    assert not watch.look()

    less = released(live, watch.tombstones)
    watch.close()

    kept = live.book.places([name for name in live.book.ids if name != GONE])
    assert live.book.ids[kept].tolist() == less.book.ids.tolist()
    assert live.book.scores.probability[kept].tolist() == less.book.scores.probability.tolist()
    assert GONE not in less.book.known
    with Store.open(own.database_url) as store:
        stored = store.read(own.business)
    for name, rows in stored.tables.items():
        pd.testing.assert_frame_equal(rows, less.history[name])


def test_leads_go_with_their_company(own: Settings, history: History, lead_bundle: Bundle) -> None:
    """Where leads are scored, those of the account are unknown."""
    whole = open_live(own)
    book = ScoreBook.open(history, lead_bundle, whole.as_of)
    live: Live = whole.__class__(**{**whole.__dict__, "bundle": lead_bundle, "book": book})
    leads = set(history["leads"].loc[history["leads"]["account_id"] == GONE, "lead_id"])
    erase(own)
    watch = Watch(own.database_url)
    watch.look()

    less = released(live, watch.tombstones)
    watch.close()

    assert leads
    assert not leads & set(less.book.known)
    assert set(book.ids) - leads == set(less.book.ids)
