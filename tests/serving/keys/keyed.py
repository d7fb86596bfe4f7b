"""A real server that needs keys."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from history.audit.entries import Audit, Entry
from serving.keys import Keys, Scope, new_key
from serving.settings import Settings

PLAN = {"name": "展会季", "author": "李敏", "plan": {"leads": 10}}


@dataclass
class Keyed:
    """A server that needs keys, its store, and its clock, which only a test moves."""

    settings: Settings
    now: datetime
    client: httpx.Client

    def key(self, *scopes: Scope, **more: datetime | str) -> str:
        """A new key that the server knows within half a second."""
        made, text = new_key("test", scopes, self.now, **more)
        with Keys.open(self.settings.database_url) as keys:
            keys.add(made)
        until = time.monotonic() + 20
        # Its first use may come before the server reads the keys again.
        while time.monotonic() < until and 401 == self.call("GET", "/nowhere", text).status_code:
            time.sleep(0.05)
        return text

    def call(self, method: str, path: str, text: str | None = None, **more: object) -> httpx.Response:
        """The answer to a call with that key."""
        headers = {"authorization": f"Bearer {text}"} if text else {}
        return self.client.request(method, path, headers=headers, **more)

    def audit(self) -> list[Entry]:
        """What was noted so far."""
        with Audit.open(self.settings.database_url) as kept:
            return kept.since(None, 1_000)


Serving = Callable[[Settings, Callable[[], datetime]], httpx.Client]


def started(settings: Settings, serving: Serving, url: str) -> Keyed:
    told = settings.model_copy(update={"database_url": url, "keys_needed": True})
    found = Keyed(told, datetime(2026, 11, 25, 9, tzinfo=UTC), httpx.Client())
    found.client.close()
    found.client = serving(told, lambda: found.now)
    return found
