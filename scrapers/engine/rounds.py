"""The spider: host by host, one address after another, each visit written down before the next one starts."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from history.errors import UserError
from scrapers.engine.answers import answered, continued, failed
from scrapers.engine.hosts import Hosts
from scrapers.engine.options import Options
from scrapers.ledger import leases, robots, visits
from scrapers.ledger.ledger import Ledger
from scrapers.readers import Surroundings, hiring
from scrapers.reading import Answer, Outcome, Reading
from scrapers.records import Page
from scrapers.targets import Target

# Told of every visit: its outcome, the number of new signals by kind, and why it failed.
Told = Callable[[Target, Answer, Reading, int], None]
# What comes to the spider besides 2xx; redirects are followed.
ANSWERS = (304, *range(400, 600))
# Of an answer that goes on and on, no more pages than this are asked for.
MOST_PAGES = 50
Read = Callable[[Target, Page, Surroundings], Reading]


class Rounds(scrapy.Spider):
    """Visits every target of a run once. Memory holds what is in flight, never the whole list."""

    name = "rounds"

    def __init__(self, ledger: Ledger, run: leases.Run, read: Read, tell: Told, options: Options) -> None:
        super().__init__()
        self._ledger, self._run, self._read, self._tell = ledger, run, read, tell
        self._hosts = Hosts(ledger, run, options.collect.hosts_at_once)
        self._accounts, self._aliases = options.accounts, options.aliases
        self.robots_memory = robots.RobotsMemory(ledger)
        self.fault: UserError | None = None

    async def start(self) -> AsyncIterator[Any]:
        """The first request of every host, as many hosts at once as are allowed."""
        while hosts := await self._hosts.next():
            with self._ledger.writing() as connection:
                first = [(host, self._hosts.begin(connection, host)) for host in hosts]
            for host, target in first:
                if target is not None:
                    yield self._request(target.url, host, target)

    def _request(self, url: str, host: str, target: Target, first: Answer | None = None) -> scrapy.Request:
        """The request for a target, or for the next page of one: that one cannot be unchanged."""
        validators = {"If-None-Match": target.etag, "If-Modified-Since": target.last_modified} if first is None else {}
        return scrapy.Request(
            url,
            headers={name: value for name, value in validators.items() if value},
            callback=self._arrived,
            errback=self._failed,
            cb_kwargs={"host": host, "target": target, "first": first},
            meta={"handle_httpstatus_list": ANSWERS},
            dont_filter=True,
        )

    def _arrived(self, response: Response, host: str, target: Target, first: Answer | None = None) -> Iterator[Any]:
        answer = answered(response, target, datetime.now(UTC))
        yield from self._settle(host, target, answer if first is None else continued(first, answer))

    def _failed(self, failure: Failure) -> Iterator[scrapy.Request]:
        given: dict[str, Any] = failure.request.cb_kwargs  # type: ignore[attr-defined]
        error = failure.value or RuntimeError("unknown")
        yield from self._settle(given["host"], given["target"], failed(error, datetime.now(UTC)))

    def _settle(self, host: str, target: Target, answer: Answer) -> Iterator[scrapy.Request]:
        try:
            request = self._written_down(host, target, answer)
        except UserError as error:
            # Without its ledger a run can keep nothing: it ends, and what was written down stays.
            self.fault = error
            self._hosts.end()
            raise CloseSpider("the ledger failed") from error
        if request is not None:
            yield request

    def _written_down(self, host: str, target: Target, answer: Answer) -> scrapy.Request | None:
        """Read, write down, go on: validators and what was parsed are kept in one transaction, or neither is."""
        reading = self._reading(host, target, answer)
        if reading.more and len(answer.earlier) < MOST_PAGES:
            return self._request(reading.more, host, target, answer)
        with self._ledger.writing() as connection:
            self.robots_memory.keep(connection)
            new = visits.write_down(connection, self._run, target, answer, reading)
            following = self._hosts.onward(connection, host)
        self._hosts.learn(host, reading.site_memory)
        self._tell(target, answer, reading, new)
        return None if following is None else self._request(following.url, host, following)

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
            return visits.stored_page(connection, target, answer.at)

    def _surroundings(self, host: str, target: Target, answer: Answer) -> Surroundings:
        parts = urlsplit(target.url)
        text = self.robots_memory.get(f"{parts.scheme}://{parts.netloc}") if target.kind == "home" else None
        return Surroundings(answer.earlier, self._hosts.memory(host), text, self._accounts, self._aliases)
