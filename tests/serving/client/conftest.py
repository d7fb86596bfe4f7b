"""Clients of the running server, and a server that answers what a test says."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

import httpx
import pytest

from history.store.store import Store
from serving.client import Client
from serving.lifespan import Clock
from serving.settings import Settings

HEALTHY = b'{"status": "ok"}'


@dataclass
class Puppet:
    """What came in, and what is answered in turn, the last for good: statuses, 0 for no answer at all."""

    url: str
    statuses: list[int] = field(default_factory=lambda: [200])
    body: bytes = HEALTHY
    refusal: bytes | None = None
    headers: dict[str, str] = field(default_factory=lambda: {"retry-after": "0"})
    got: list[dict[str, str]] = field(default_factory=list)

    def client(self, **options: Any) -> Client:
        """A client of it."""
        return Client(self.url, **options)


@pytest.fixture
def puppet() -> Iterator[Puppet]:
    """A server on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            played.got.append({name.lower(): value for name, value in self.headers.items()})
            status = played.statuses.pop(0) if len(played.statuses) > 1 else played.statuses[0]
            if status:
                self._answer(status)

        do_POST = do_DELETE = do_GET

        def _answer(self, status: int) -> None:
            is_good = status == 200
            problem = {"type": "about:blank", "title": "No", "status": status, "detail": "Not now."}
            body = played.body if is_good else played.refusal or json.dumps(problem).encode()
            self.send_response(status)
            for name, value in ({"content-length": str(len(body))} | played.headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        played = Puppet(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield played
        server.shutdown()
        thread.join(10)


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[Client]:
    """A client of the running server."""
    with Client(address, timeout=60) as opened:
        yield opened


@pytest.fixture
def own_client(
    settings: Settings, store_url: str, serving: Callable[[Settings, Clock], httpx.Client]
) -> Iterator[Client]:
    """A client of a server whose store is this test's alone, and empty; it may send webhooks to loopback."""
    Store.open(store_url).close()
    told = settings.model_copy(update={"database_url": store_url, "webhook_allow": (ip_network("127.0.0.0/8"),)})
    with Client(str(serving(told, lambda: datetime.now(UTC)).base_url)) as opened:
        yield opened
