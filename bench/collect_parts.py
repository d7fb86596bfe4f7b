"""What each of the collector's promises costs: processor time per page, each measured alone in this process.

They add up to less than a first visit: fetching itself, a robots.txt a host and starting the engines come on top.
"""

import asyncio
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from protego import Protego

from bench.site import page as html
from scrapers.charset import decode
from scrapers.engine.guard import Addresses
from scrapers.engine.journal import Journal
from scrapers.ledger import leases, visits, watchlist
from scrapers.ledger.ledger import Ledger
from scrapers.readers import Surroundings, read
from scrapers.reading import Answer
from scrapers.records import Page
from scrapers.targets import EVERY, Proposal, Target, target_id

PAGES = 300
TOGETHER = 8
ROBOTS = "User-agent: *\nDisallow: /private\nDisallow: /*?sort=\nCrawl-delay: 1\n"


def parts(folder: Path) -> dict[str, float]:
    """Milliseconds of processor per page, by what is done with it."""
    now = datetime.now(UTC)
    pages = [Page(url, html(url, "/"), now, "text/html; charset=utf-8") for url in _addresses()]
    addresses = Addresses(())
    found = {
        "robots.txt parsed and asked": _cost(pages, lambda page: Protego.parse(ROBOTS).can_fetch(page.url, "Leadcast")),
        "address judged": _cost(pages, lambda _: addresses.refuses("93.184.215.14")),
        "text from bytes": _cost(pages, lambda page: decode(page.body, page.content_type)),
        "read, and remembered for comparison": _cost(pages, lambda page: read(_target(page), page, Surroundings())),
        "SHA-256, compressed": _cost(pages, lambda page: (page.digest, zlib.compress(page.body, 6))),
    }
    return found | {"written down (8 visits a transaction)": _written(folder, pages)}


def _addresses() -> list[str]:
    return [f"http://part{number}.test/" for number in range(PAGES)]


def _target(page: Page) -> Target:
    return Target(target_id("A", page.url), "A", page.url, page.url, "page", EVERY["page"])


def _cost(pages: list[Page], act: Callable[[Page], object]) -> float:
    began = time.process_time()
    for page in pages:
        act(page)
    return 1000 * (time.process_time() - began) / len(pages)


def _written(folder: Path, pages: list[Page]) -> float:
    """Visits written as engines write them: some at a time, each with the search for the host's next address."""
    run = leases.Run("bench", pages[0].fetched_at)
    readings = [read(_target(page), page, Surroundings()) for page in pages]
    with Ledger.open(f"sqlite:///{folder / 'parts.db'}") as ledger:
        with ledger.writing() as connection:
            for page in pages:
                watchlist.add_targets(connection, "A", page.url, [Proposal(page.url, "page")], "given", page.fetched_at)

        async def write() -> None:
            journal = Journal(ledger, TOGETHER)

            async def one(number: int) -> None:
                page, reading = pages[number], readings[number]
                answer = Answer(page.fetched_at, 200, page, etag='"1"')
                await journal.write(lambda it: visits.write_down(it, run, _target(page), answer, reading))
                await journal.write(lambda it: leases.next_target(it, f"part{number}.test", run))

            await asyncio.gather(*(one(number) for number in range(len(pages))))

        began = time.process_time()
        asyncio.run(write())
        return 1000 * (time.process_time() - began) / len(pages)
