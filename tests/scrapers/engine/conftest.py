"""A website of our own on loopback, with everything that a collector meets, and a run of the engine against it."""

import json
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest
import sqlalchemy as sa

from history.store.schema import METADATA
from scrapers.collecting import Report, collect, shared, start
from scrapers.engine.options import Options
from scrapers.ledger import bodies, watchlist
from scrapers.ledger.ledger import Ledger
from scrapers.settings import CollectSettings
from scrapers.targets import Proposal


@dataclass
class Reply:
    """What the site answers at one address; with `etag` or `modified` it answers conditional requests by 304."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    modified: str | None = None
    slow: float = 0.0


@dataclass
class Hit:
    """One request that came in."""

    host: str
    path: str
    headers: dict[str, str]
    began: float
    ended: float = 0.0


class Site:
    """A server on loopback; any host name that leads to it is answered from `pages`, by (host, path) or by path."""

    def __init__(self) -> None:
        self.pages: dict[Any, Reply | list[Reply]] = {"/robots.txt": Reply(b"User-agent: *\nDisallow: /private\n")}
        self.hits: list[Hit] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args: Any) -> None:
                del args

            def do_GET(self) -> None:
                hit = Hit(self.headers["Host"].partition(":")[0], self.path, dict(self.headers), time.monotonic())
                site.hits.append(hit)
                site.answer(self, hit)
                hit.ended = time.monotonic()

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server.server_address[1])

    def url(self, path: str, host: str = "one.test") -> str:
        """The address of a page under a host name."""
        return f"http://{host}:{self.port}{path}"

    def paths(self, host: str | None = None) -> list[str]:
        """What was asked for, in order, robots.txt left aside."""
        return [hit.path for hit in self.hits if hit.path != "/robots.txt" and host in (None, hit.host)]

    def answer(self, handler: BaseHTTPRequestHandler, hit: Hit) -> None:
        """Answer one request."""
        found = self.pages.get((hit.host, hit.path), self.pages.get(hit.path, Reply(b"not here", 404)))
        reply = (found.pop(0) if len(found) > 1 else found[0]) if isinstance(found, list) else found
        time.sleep(reply.slow)
        same = reply.etag and hit.headers.get("If-None-Match") == reply.etag
        old = reply.modified and hit.headers.get("If-Modified-Since") == reply.modified
        status, body = (304, b"") if same or old else (reply.status, reply.body)
        handler.send_response(status)
        kind = {"Content-Type": "text/html; charset=utf-8"} | reply.headers
        validators = {"ETag": reply.etag, "Last-Modified": reply.modified}
        for name, value in {**kind, **validators, "Content-Length": str(len(body))}.items():
            if value is not None:
                handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)


def bomb(megabytes: int) -> Reply:
    """A small gzip body that unpacks to `megabytes`."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = b"".join(packer.compress(bytes(2**20)) for _ in range(megabytes)) + packer.flush()
    return Reply(body, headers={"Content-Encoding": "gzip"})


def feed(*titles: str, when: str = "Mon, 23 Nov 2026 08:00:00 GMT") -> bytes:
    """A small RSS feed."""
    items = "".join(
        f"<item><guid>{title}</guid><title>{title}</title><pubDate>{when}</pubDate></item>" for title in titles
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>{items}</channel></rss>'.encode()


@pytest.fixture
def site() -> Iterator[Site]:
    """A fresh site, gone after the test."""
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def reply() -> type[Reply]:
    """How to say what the site answers."""
    return Reply


@pytest.fixture
def rss() -> Callable[..., bytes]:
    """How to write a feed."""
    return feed


@pytest.fixture
def gzip_bomb() -> Callable[[int], Reply]:
    """How to write a bomb."""
    return bomb


@dataclass
class Bench:
    """A ledger and the means to run the collector on it."""

    site: Site
    url: str

    def options(self, **changes: Any) -> Options:
        """One run: the test's site may be connected to, and nothing else that is not public."""
        collect_settings = CollectSettings(
            **{
                "delay": 0.0,
                "timeout": 5.0,
                "allow": ("127.0.0.1",),
                "ports": (self.site.port,),
                "resolve": {"*.test": "127.0.0.1", "rebound.private": "10.1.2.3"},
            }
            | changes.pop("collect", {})
        )
        return Options(database_url=self.url, collect=collect_settings, **{"everything": True} | changes)

    def run(self, **changes: Any) -> Report:
        """Collect once."""
        return collect(self.options(**changes))

    def parted(self, **changes: Any) -> list[Options]:
        """What each engine of a run would be told."""
        return shared(self.options(**changes))

    def run_together(self, count: int, **changes: Any) -> list[Report]:
        """Collect in several processes at once."""
        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(lambda _: collect(self.options(**changes)), range(count)))

    def kill_after(self, visits: int, **changes: Any) -> None:
        """Collect, and send SIGKILL after that many visits."""
        with start(self.options(**changes)) as process:
            for line in process.stdout or ():
                visits -= "visit" in json.loads(line)
                if not visits:
                    process.kill()
                    break

    def orphan_after(self, visits: int, **changes: Any) -> int:
        """Collect, and stop listening after that many visits, as a starter that was killed; the engine's exit code."""
        with start(self.options(**changes)) as process:
            for line in process.stdout or ():
                visits -= "visit" in json.loads(line)
                if not visits:
                    break
            if process.stdout:
                process.stdout.close()
            try:
                return process.wait(20)
            finally:
                process.kill()

    def engines_left(self, seconds: float, **changes: Any) -> tuple[int, int]:
        """Collect in a process that is killed once its engines work: how many there were, and how many outlive it."""
        options = self.options(**changes)
        code = f"from scrapers.collecting import *; collect(Options.model_validate_json({options.model_dump_json()!r}))"
        count = len(shared(options))
        with subprocess.Popen([sys.executable, "-c", code]) as starter:
            watched, until = psutil.Process(starter.pid), time.monotonic() + seconds
            while len(engines := watched.children()) < count and time.monotonic() < until:
                time.sleep(0.05)
            starter.kill()
        _, alive = psutil.wait_procs(engines, timeout=seconds)
        for engine in alive:
            engine.kill()
        return len(engines), len(alive)

    def due(self, url: str) -> datetime:
        """When an address is looked at again."""
        with self.ledger() as ledger, ledger.reading() as connection:
            return next(row.due_at for row in watchlist.listed(connection) if row.url == url)

    def stored_digest(self, body: bytes) -> str:
        """The name under which `body` is stored; fails if it is not."""
        digest = sha256(body).hexdigest()
        with self.ledger() as ledger, ledger.reading() as connection:
            kept = bodies.page(connection, "", digest, datetime.now(UTC))
        assert kept is not None
        assert body == kept.body
        return digest

    def ledger(self) -> Ledger:
        """The ledger, open."""
        return Ledger.open(self.url)

    def add(self, *targets: tuple[str, str], account: str = "A1", website: str = "http://one.test") -> None:
        """Put targets (address, kind) on the list."""
        proposals = [Proposal(url, kind) for url, kind in targets]
        with self.ledger() as ledger, ledger.writing() as connection:
            watchlist.add_targets(connection, account, website, proposals, "given", datetime.now(UTC))

    def signals(self) -> list[dict[str, Any]]:
        """All signals that tell something, in the order of their titles."""
        table = METADATA.tables["signals"]
        with self.ledger() as ledger, ledger.reading() as connection:
            rows = connection.execute(sa.select(table).order_by(table.c.title)).mappings()
            found = [dict(row) | {"details": json.loads(row["details"])} for row in rows]
        return [row for row in found if not row["details"].get("first_look")]


@pytest.fixture
def bench(site: Site, tmp_path: Path) -> Bench:
    """The collector on an empty ledger in SQLite."""
    return Bench(site, f"sqlite:///{tmp_path / 'history.db'}")


@pytest.fixture
def anywhere(site: Site, store_url: str) -> Bench:
    """The collector on an empty ledger in SQLite, and in PostgreSQL."""
    return Bench(site, store_url)
