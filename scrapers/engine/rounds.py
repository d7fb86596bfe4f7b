"""The spider: host by host, one address after another, each visit written down before the next one starts."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import scrapy
import sqlalchemy as sa
from scrapy.http import Response
from twisted.python.failure import Failure

from scrapers.engine.answers import answered, failed
from scrapers.engine.options import Options
from scrapers.ledger import leases, robots, visits
from scrapers.ledger.ledger import Ledger
from scrapers.readers import Surroundings
from scrapers.reading import Answer, Outcome, Reading
from scrapers.targets import Target

# Told of every visit: its outcome, the number of new signals by kind, and why it failed.
Told = Callable[[Target, Answer, Reading, int], None]
# What comes to the spider besides 2xx; redirects are followed.
ANSWERS = (304, *range(400, 600))
Read = Callable[[Target, Answer, Surroundings], Reading]


class Rounds(scrapy.Spider):
    """Visits every target of a run once. Memory holds what is in flight, never the whole list."""

    name = "rounds"

    def __init__(self, ledger: Ledger, run: leases.Run, read: Read, tell: Told, options: Options) -> None:
        super().__init__()
        self._ledger, self._run, self._read, self._tell = ledger, run, read, tell
        self._at_once = options.collect.hosts_at_once
        self._accounts = options.accounts
        self.robots_memory = robots.RobotsMemory(ledger)
        self._open: set[str] = set()
        self._freed = asyncio.Event()

    async def start(self) -> AsyncIterator[Any]:
        """The first request of every host, as many hosts at once as are allowed."""
        while hosts := await self._claimed():
            for host in hosts:
                self._open.add(host)
                for request in self._onward(host):
                    yield request

    async def _claimed(self) -> list[str]:
        """Hosts to begin with; waits for one to be finished where all places are taken. Empty when all is done."""
        while True:
            self._freed.clear()
            room = self._at_once - len(self._open)
            if room:
                with self._ledger.writing() as connection:
                    hosts = leases.claim(connection, self._run, datetime.now(UTC), room)
                if hosts or not self._open:
                    return hosts
            await self._freed.wait()

    def _onward(self, host: str) -> Iterator[scrapy.Request]:
        """The next request to the host, or none: then the host is given back."""
        with self._ledger.writing() as connection:
            target = leases.next_target(connection, host, self._run)
            if target is None:
                leases.release(connection, host, self._run)
        if target is not None:
            yield self._request(host, target)
            return
        self._open.discard(host)
        self._freed.set()

    def _request(self, host: str, target: Target) -> scrapy.Request:
        validators = {"If-None-Match": target.etag, "If-Modified-Since": target.last_modified}
        return scrapy.Request(
            target.url,
            headers={name: value for name, value in validators.items() if value},
            callback=self._arrived,
            errback=self._failed,
            cb_kwargs={"host": host, "target": target},
            meta={"handle_httpstatus_list": ANSWERS},
            dont_filter=True,
        )

    def _arrived(self, response: Response, host: str, target: Target) -> Iterator[scrapy.Request]:
        yield from self._settle(host, target, answered(response, target, datetime.now(UTC)))

    def _failed(self, failure: Failure) -> Iterator[scrapy.Request]:
        given: dict[str, Any] = failure.request.cb_kwargs  # type: ignore[attr-defined]
        error = failure.value or RuntimeError("unknown")
        yield from self._settle(given["host"], given["target"], failed(error, datetime.now(UTC)))

    def _settle(self, host: str, target: Target, answer: Answer) -> Iterator[scrapy.Request]:
        """Read, write down, go on: validators and what was parsed are kept in one transaction, or neither is."""
        with self._ledger.writing() as connection:
            reading = self._reading(target, answer, self._surroundings(connection, host, target))
            new = visits.write_down(connection, self._run, target, answer, reading)
        self._tell(target, answer, reading, new)
        yield from self._onward(host)

    def _surroundings(self, connection: sa.Connection, host: str, target: Target) -> Surroundings:
        parts = urlsplit(target.url)
        text = robots.remembered(connection, f"{parts.scheme}://{parts.netloc}", self._run.started)
        return Surroundings(visits.site_memory(connection, host), text, self._accounts)

    def _reading(self, target: Target, answer: Answer, known: Surroundings) -> Reading:
        try:
            return self._read(target, answer, known)
        except Exception as error:
            # A page that breaks its reader costs that page: its validators stay, so it is read again next time.
            return Reading(Outcome.FAILED, reason=f"could not be read: {error!r}"[:500])
