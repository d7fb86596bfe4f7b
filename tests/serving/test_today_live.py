"""The morning list of a service that takes events."""

import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from serving.settings import Settings


def answer(client: httpx.Client, until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The first list for which `until` holds, asked for again and again."""
    for _ in range(300):
        found: dict[str, Any] = client.get("/v1/today", params={"limit": 500}).json()
        if until(found):
            return found
        time.sleep(0.1)
    pytest.fail("the list does not follow")


@pytest.mark.slow
def test_a_signal_that_comes_in_is_on_the_list(own: Settings, served: Callable[[Settings], httpx.Client]) -> None:
    """Once its account is scored anew, by the moment that the list says that it is of."""
    client = served(own.model_copy(update={"rescore": timedelta(0)}))
    before = client.get("/v1/today").json()
    at = datetime.fromisoformat(before["as_of"]) + timedelta(minutes=5)
    account = before["top"][0]["id"]
    row = {
        "signal_id": "new",
        "account_id": account,
        "kind": "news",
        "title": "设备采购公告",
        "observed_at": at.isoformat(),
    }
    event = {"specversion": "1.0", "source": "/web", "id": "e1", "type": "leadcast.signals", "data": row}

    said = client.post(
        "/v1/events", content=json.dumps(event), headers={"content-type": "application/cloudevents+json"}
    )
    assert 202 == said.status_code
    after = answer(client, lambda found: any(each["key"] == ["new"] for each in found["signals"]))

    (signal,) = [each for each in after["signals"] if each["key"] == ["new"]]
    assert (account, "设备采购公告") == (signal["account_id"], signal["title"])
    recorded, as_of, earlier = (
        datetime.fromisoformat(text) for text in (signal["recorded_at"], after["as_of"], before["as_of"])
    )
    assert earlier < recorded <= as_of
