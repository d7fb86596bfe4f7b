"""The least that Scrapy can do with the same addresses: fetch them, with the collector's own concurrency, and count."""

import json
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response


class Bare(scrapy.Spider):
    """Fetches every address once, host after host as they come."""

    name = "bare"

    def __init__(self, urls: list[str]) -> None:
        super().__init__()
        self.urls, self.pages = urls, 0

    async def start(self) -> AsyncIterator[Any]:
        """One request per address."""
        for url in self.urls:
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: Response) -> Iterator[Any]:
        """Count a page."""
        self.pages += response.status == 200
        yield from ()


def main() -> None:
    """Addresses as JSON on standard input; says how many pages came."""
    given = json.loads(sys.stdin.read())
    settings = {
        "LOG_LEVEL": "CRITICAL",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "CONCURRENT_REQUESTS": given["at_once"],
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "TWISTED_DNS_RESOLVER": "scrapers.engine.guard.GuardedResolver",
        "LEADCAST_ALLOW": ["127.0.0.1"],
        "LEADCAST_RESOLVE": {"*.test": "127.0.0.1"},
    }
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Bare)
    process.crawl(crawler, given["urls"])
    process.start()
    print(json.dumps({"pages": crawler.spider.pages if crawler.spider else 0}))


if __name__ == "__main__":
    main()
