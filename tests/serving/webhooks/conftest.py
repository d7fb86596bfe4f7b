"""A real receiver of events on loopback, and webhooks that send to it."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from history.store.store import Store
from models.intent import Scores
from serving.scores.opening import Live
from serving.webhooks.records import Webhook
from serving.webhooks.signing import new_secret

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)


@dataclass
class Receiver:
    """What came in, and what is answered: the statuses in turn, the last of them for good."""

    url: str
    statuses: list[int] = field(default_factory=lambda: [204])
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """The `webhook-id` of each that came."""
        return [headers["webhook-id"] for headers, _ in self.got]

    @property
    def events(self) -> list[dict[str, Any]]:
        """The bodies."""
        return [json.loads(body) for _, body in self.got]

    def wait(self, count: int) -> None:
        """Until so many have come."""
        _until(lambda: len(self.got) >= count)


def _until(is_so: Callable[[], bool]) -> None:
    """Wait for it; after a while it is asserted."""
    end = time.monotonic() + 30
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    assert is_so()


def _verify(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether one of the signatures is right: as a receiver would write it from the specification's text."""
    key = base64.b64decode(secret.split("_", 1)[1])
    content = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    right = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    given = [each.split(",", 1) for each in headers["webhook-signature"].split(" ")]
    return any(hmac.compare_digest(right, signature) for version, signature in given if version == "v1")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server that takes whatever is posted."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            time.sleep(received.seconds)
            status = received.statuses.pop(0) if len(received.statuses) > 1 else received.statuses[0]
            self.send_response(status)
            for name, value in received.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()
            received.got.append(({name.lower(): value for name, value in self.headers.items()}, body))

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        received = Receiver(f"http://127.0.0.1:{server.server_port}/hook?of=leadcast")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield received
        server.shutdown()
        thread.join()


@pytest.fixture
def url(store_url: str) -> str:
    """A store whose tables are there, on SQLite and on PostgreSQL."""
    Store.open(store_url).close()
    return store_url


def _make_webhook(live: Live | None = None, **given: Any) -> Webhook:
    """A webhook for scores as of `live`."""
    told: dict[str, Any] = {
        "url": "http://127.0.0.1:9/",
        "secret": new_secret(),
        "threshold": 0.5,
        "release": 0.4,
        "direction": "both",
        "regions": (),
        "description": "",
        "created_at": NOW,
        "entity": "account",
        "promoted_at": NOW if live is None else live.promoted_at,
        "as_of": NOW if live is None else live.book.as_of.to_pydatetime(),
    }
    return Webhook(**told | given)


def _scored(live: Live, **scores: float) -> Live:
    """The same, a second later, with other scores: `a0` is that of the first account; all others are 0.01."""
    book = live.book
    probability = np.full(len(book), 0.01)
    for name, score in scores.items():
        probability[int(name[1:])] = score
    as_of = book.as_of + np.timedelta64(1, "s")
    moved = replace(
        book,
        as_of=as_of,
        scores=Scores(probability, probability, probability),
        scored_at=np.full(len(book), as_of.value // 1000),
    )
    return replace(live, book=moved)


@pytest.fixture(scope="session")
def verify() -> Callable[[str, dict[str, str], bytes], bool]:
    """Whether a receiver takes it for ours."""
    return _verify


@pytest.fixture(scope="session")
def make_webhook() -> Callable[..., Webhook]:
    """Makes webhooks."""
    return _make_webhook


@pytest.fixture(scope="session")
def scored() -> Callable[..., Live]:
    """Makes scores."""
    return _scored


@pytest.fixture(scope="session")
def until() -> Callable[[Callable[[], bool]], None]:
    """Waits."""
    return _until
