"""A sitemap: pages that were not there before, told in one signal, and further sitemaps to read."""

import json
from hashlib import sha256

from scrapers.readers import Surroundings
from scrapers.reading import Outcome, Reading
from scrapers.records import Link, Page
from scrapers.signals import Signal
from scrapers.sources import sitemaps
from scrapers.targets import Proposal, Target

MOST_SITEMAPS = 50
MOST_PAGES = 20_000
MOST_NAMED = 50


def read(target: Target, page: Page, known: Surroundings) -> Reading:
    """New pages since the last look; the first look is the baseline. Memory holds short hashes of addresses."""
    del known
    links = sitemaps.parse(page).records
    found = tuple(Proposal(link.url, "sitemap") for link in links if link.leads_to == "sitemap")[:MOST_SITEMAPS]
    pages = {_short(link.url): link for link in links if link.leads_to == "page"}
    seen = None if target.memory is None else set(json.loads(target.memory))
    new = [] if seen is None else [link for key, link in pages.items() if key not in seen]
    signals = (_signal(new, page),) if new else ()
    return Reading(Outcome.READ, signals, found, memory=json.dumps(list(pages)[:MOST_PAGES]))


def _short(url: str) -> str:
    return sha256(url.encode()).hexdigest()[:12]


def _signal(new: list[Link], page: Page) -> Signal:
    dated = [link.modified.at for link in new if link.modified is not None]
    addresses = [link.url for link in new]
    return Signal(
        kind="site_update",
        identity=f"{page.url}\n{page.digest}",
        observed_at=page.fetched_at,
        title=f"新页面 {len(new)} 个" if ".cn/" in page.url else f"{len(new)} new page{'s' if len(new) > 1 else ''}",
        text="\n".join(addresses[:MOST_NAMED]),
        url=addresses[0] if len(addresses) == 1 else page.url,
        published_at=max(dated) if dated else None,
        span=addresses[0],
        details={"new_pages": len(new)},
    )
