"""A feed: entries that were not there before are news."""

import json
from datetime import timedelta
from hashlib import sha256

from scrapers.readers import Surroundings
from scrapers.reading import Outcome, Reading
from scrapers.records import Entry, Page
from scrapers.signals import Signal
from scrapers.sources import feeds
from scrapers.targets import Target

# At the first look only what is this fresh is news; all else was there before anybody watched.
FRESH = timedelta(days=7)
# Feeds show their latest entries: what fell out of as many does not come back.
MOST_KEYS = 2_000


def read(target: Target, page: Page, known: Surroundings) -> Reading:
    """One signal per new entry; memory holds the keys that were seen."""
    del known
    parsed = feeds.parse(page)
    seen: list[str] | None = None if target.memory is None else json.loads(target.memory)
    new = [entry for entry in parsed.records if _is_news(entry, page, seen)]
    keys = dict.fromkeys([*(_short(entry.key) for entry in parsed.records), *(seen or [])])
    memory = json.dumps(list(keys)[:MOST_KEYS])
    reason = f"{len(parsed.problems)} entries could not be read" if parsed.problems else None
    return Reading(Outcome.READ, tuple(_signal(entry, page) for entry in new), memory=memory, reason=reason)


def _is_news(entry: Entry, page: Page, seen: list[str] | None) -> bool:
    if seen is not None:
        return _short(entry.key) not in seen
    return entry.published is not None and page.fetched_at - entry.published.at <= FRESH


def _short(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:16]


def _signal(entry: Entry, page: Page) -> Signal:
    return Signal(
        kind="news",
        identity=entry.url or entry.key,
        observed_at=page.fetched_at,
        title=entry.title,
        text=entry.text,
        url=entry.url,
        published_at=entry.published.at if entry.published else None,
        span=entry.title,
        details={"topics": list(entry.topics)} if entry.topics else {},
    )
