"""robots.txt by RFC 9309: asked once per origin, unreachable means closed, missing means open."""

import asyncio
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from scrapers.engine.guard import REFUSED_NAMES, RefusedAddress

# RFC 9309, 2.5: a crawler must parse at least 500 kibibytes, and may leave the rest.
MOST_BYTES = 500 * 1024
# A longer Crawl-delay is kept to this: one page a minute is slow enough for any site.
LONGEST_DELAY = 60.0
OPEN = ""
META = "leadcast_robots"
MOST_ORIGINS = 500


class Memory(Protocol):
    """What robots.txt said before: no site is asked again within a day (RFC 9309, 2.4)."""

    def get(self, origin: str) -> str | None:
        """The text of an origin such as `https://example.com`; None where it is unknown or too old."""
        ...

    def put(self, origin: str, text: str) -> None:
        """Keep it for the next runs."""
        ...


class DisallowedByRobots(IgnoreRequest):
    """The site's robots.txt disallows the address; it was not fetched."""


class RobotsUnreachable(IgnoreRequest):
    """The site's robots.txt could not be read, so nothing of the site may be (RFC 9309, 2.3.1.4)."""


class Robots:
    """Lets through only what an origin's robots.txt allows, and spaces requests by its Crawl-delay."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler: Any = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        self._tasks: dict[str, asyncio.Task[Protego]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises DisallowedByRobots where the request may not go."""
        if request.meta.get(META):
            return
        parts = urlsplit(request.url)
        rules = await self._rules(f"{parts.scheme}://{parts.netloc}")
        if not rules.can_fetch(request.url, self._agent):
            raise DisallowedByRobots(f"robots.txt of {parts.netloc} disallows it")
        self._space(parts.hostname or "", rules)

    async def _rules(self, origin: str) -> Protego:
        # A task may be awaited by many; of Scrapy's own middleware all waiters but the first see "allowed".
        if origin not in self._tasks:
            self._forget_finished()
            self._tasks[origin] = asyncio.ensure_future(self._read(origin))
        return await asyncio.shield(self._tasks[origin])

    def _forget_finished(self) -> None:
        if len(self._tasks) > MOST_ORIGINS:
            self._tasks = {origin: task for origin, task in self._tasks.items() if not task.done()}

    async def _read(self, origin: str) -> Protego:
        memory: Memory = self._crawler.spider.robots_memory
        text = memory.get(origin)
        if text is None:
            text = await self._fetch(origin)
            memory.put(origin, text)
        return Protego.parse(text)

    async def _fetch(self, origin: str) -> str:
        request = Request(f"{origin}/robots.txt", meta={META: True}, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(request)
        except RefusedAddress:
            raise
        except Exception as error:
            if reason := REFUSED_NAMES.get(urlsplit(origin).hostname or ""):
                raise RefusedAddress(reason) from error
            raise RobotsUnreachable(f"robots.txt cannot be read: {type(error).__name__}") from error
        if response.status >= 500 or response.status == 429:
            raise RobotsUnreachable(f"robots.txt cannot be read: status {response.status}")
        if not 200 <= response.status < 300:
            return OPEN
        body: bytes = response.body[:MOST_BYTES]
        return body.decode("utf-8", "replace").lstrip("\ufeff")

    def _space(self, host: str, rules: Protego) -> None:
        delay = rules.crawl_delay(self._agent)
        slot = self._crawler.engine.downloader.slots.get(host) if self._crawler.engine else None
        if slot is not None and delay:
            slot.delay = max(slot.delay, min(float(delay), LONGEST_DELAY))
