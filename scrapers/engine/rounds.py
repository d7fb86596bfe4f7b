"""The spider: host by host, one address after another, each visit written down before the next one starts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import scrapy
import sqlalchemy as sa

from scrapers.engine.answers import answered, continued, failed
from scrapers.engine.hosts import Hosts
from scrapers.engine.journal import Journal
from scrapers.engine.options import Options
from scrapers.ledger import bodies, leases, robots, visits
from scrapers.ledger.ledger import Ledger
from scrapers.readers import Surroundings, hiring
from scrapers.reading import Answer, Outcome, Reading
from scrapers.records import Page
from scrapers.targets import Target

# Told of every visit: its outcome, the number of new signals by kind, and why it failed.
Told = Callable[[Target, Answer, Reading, int], None]
# Of an answer that goes on and on, no more pages than this are asked for.
MOST_PAGES = 50
Read = Callable[[Target, Page, Surroundings], Reading]


class Rounds(scrapy.Spider):
    """Visits every target of a run once. Memory holds what is in flight, never the whole list.

    Requests go straight to the downloader: Scrapy's scheduler would put each through queues that one worker a host
    has no use for, which is half of its work.
    """

    name = "rounds"

    def __init__(self, ledger: Ledger, run: leases.Run, read: Read, tell: Told, options: Options) -> None:
        super().__init__()
        self._ledger, self._run, self._read, self._tell = ledger, run, read, tell
        self._at_once = options.collect.hosts_at_once
        self._hosts = Hosts(ledger, run, self._at_once)
        self._journal = Journal(ledger, self._at_once)
        self._accounts, self._aliases = options.accounts, options.aliases
        self.robots_memory = robots.RobotsMemory(ledger)
        self.fault: Exception | None = None

    async def start(self) -> AsyncIterator[Any]:
        """Work on as many hosts at once as are allowed, until nothing is due. Nothing is left to Scrapy's queues.

        Without its ledger a run can keep nothing: it ends with that as its `fault`, and what was written down stays.
        """
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(self._at_once):
                    workers.create_task(self._work())
        except* Exception as errors:
            self.fault = errors.exceptions[0]
        requests: tuple[scrapy.Request, ...] = ()
        for request in requests:
            yield request

    async def _work(self) -> None:
        while host := await self._hosts.next():
            target = await self._journal.write(partial(self._hosts.begin, host=host))
            while target is not None:
                target = await self._visit(host, target)

    async def _visit(self, host: str, target: Target) -> Target | None:
        """Fetch, read, write down; the host's next target."""
        answer = await self._fetched(target.url, target)
        reading = self._reading(host, target, answer)
        while reading.more and len(answer.earlier) < MOST_PAGES:
            # What is new of a later page cannot be told by validators, which are the first one's.
            following = await self._fetched(reading.more, replace(target, etag=None, last_modified=None))
            answer = continued(answer, following)
            reading = self._reading(host, target, answer)
        new, onward = await self._journal.write(partial(self._written_down, host, target, answer, reading))
        self._hosts.learn(host, reading.site_memory)
        self._tell(target, answer, reading, new)
        return onward

    async def _fetched(self, url: str, target: Target) -> Answer:
        """What came of a request: an answer, or why there is none."""
        validators = {"If-None-Match": target.etag, "If-Modified-Since": target.last_modified}
        headers = {name: value for name, value in validators.items() if value}
        engine: Any = self.crawler.engine
        try:
            response = await engine.download_async(scrapy.Request(url, headers=headers))
        except Exception as error:
            return failed(error, datetime.now(UTC))
        return answered(response, target, datetime.now(UTC))

    def _written_down(
        self, host: str, target: Target, answer: Answer, reading: Reading, connection: sa.Connection
    ) -> tuple[int, Target | None]:
        """Validators and what was parsed are kept in one transaction, or neither is. New signals, and what is next."""
        self.robots_memory.keep(connection)
        new = visits.write_down(connection, self._run, target, answer, reading)
        return new, self._hosts.onward(connection, host)

    def _reading(self, host: str, target: Target, answer: Answer) -> Reading:
        """What the page says. Nothing is locked meanwhile: a host, and what is known of it, is one run's alone."""
        if answer.outcome is Outcome.GONE:
            return hiring.gone(target)
        page = self._page(target, answer)
        if page is None:
            return Reading(answer.outcome or Outcome.FAILED)
        try:
            return self._read(target, page, self._surroundings(host, target, answer))
        except Exception as error:
            # A page that breaks its reader costs that page: its validators stay, so it is read again next time.
            return Reading(Outcome.FAILED, reason=f"could not be read: {error!r}"[:500])

    def _page(self, target: Target, answer: Answer) -> Page | None:
        """What is to be read. Unchanged bytes tell something only where a change waits for its second look."""
        if answer.outcome is None:
            return answer.page
        if answer.outcome not in (Outcome.NOT_MODIFIED, Outcome.EQUAL_BYTES) or not target.pending:
            return None
        with self._ledger.reading() as connection:
            return bodies.page(connection, target.url, target.digest, answer.at)

    def _surroundings(self, host: str, target: Target, answer: Answer) -> Surroundings:
        parts = urlsplit(target.url)
        text = self.robots_memory.get(f"{parts.scheme}://{parts.netloc}") if target.kind == "home" else None
        return Surroundings(answer.earlier, self._hosts.memory(host), text, self._accounts, self._aliases)
