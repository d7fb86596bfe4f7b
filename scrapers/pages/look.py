"""One more look at a page: is it unchanged, is it only noise, is something new, or is it not the page at all?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from scrapers.pages import quality
from scrapers.pages.blocks import Document, read
from scrapers.pages.change import Change
from scrapers.pages.compare import Difference, compare, without_clocks
from scrapers.pages.memory import PageMemory, SiteMemory, bounded, moment
from scrapers.pages.noise import confirmed, remember_places, remember_restless, sort
from scrapers.pages.places import woven
from scrapers.pages.report import change
from scrapers.records import Page, UnreadablePage

# A page that shrank below this share of its text is believed only after that time.
_MOST_LOST, _LONG_ENOUGH = 0.3, timedelta(hours=20)
Outcome = Literal["baseline", "equal bytes", "equal text", "noise", "pending", "changed", "site changed", "bad capture"]


@dataclass(frozen=True)
class Look:
    """What came of a look, and what to remember for the next.

    `change` is what a second look confirmed, `since` when it was first seen (aware UTC); `site_change` what changed on
    all pages of the site alike, told once for the site. `reason` says why a capture is bad.
    """

    memory: PageMemory
    site: SiteMemory
    outcome: Outcome
    document: Document | None = None
    change: Change | None = None
    site_change: Change | None = None
    since: datetime | None = None
    reason: str | None = None


def look(
    memory: PageMemory | None, site: SiteMemory, page: Page, status: int = 200, headers: Mapping[str, str] | None = None
) -> Look:
    """What this capture says beyond what is remembered of the page; the first is the baseline."""
    memory = memory or PageMemory()
    waiting = bool(memory.pending)
    if memory.looks and page.digest == memory.digest and not waiting:
        return Look(replace(memory, looks=memory.looks + 1, seen=page.fetched_at.isoformat()), site, "equal bytes")
    try:
        document = read(page)
    except UnreadablePage as error:
        return Look(memory, site, "bad capture", reason=str(error))
    capture = quality.judge(document, status, headers)
    if capture.kind != "page":
        return Look(memory, site, "bad capture", document, reason=f"{capture.kind}: {capture.reason}")
    if not memory.looks:
        return Look(_baseline(document, page), site.having(document), "baseline", document)
    return _again(memory, site, page, document)


def _baseline(document: Document, page: Page) -> PageMemory:
    return PageMemory(bounded(document.blocks), 1, **_identity(document, page))


def _identity(document: Document, page: Page) -> dict[str, Any]:
    return {
        "digest": page.digest,
        "text_digest": document.text_digest,
        "seen": page.fetched_at.isoformat(),
    }


def _again(memory: PageMemory, site: SiteMemory, page: Page, document: Document) -> Look:
    found = compare(memory.blocks, bounded(document.blocks))
    found = without_clocks(found, moment(memory.seen) or page.fetched_at, page.fetched_at)
    parts = sort(found, memory, site, document)
    held = _is_held(memory, document, page)
    told, shared = (Difference() if held else confirmed(part, found, memory) for part in (parts.page, parts.site))
    after = _remember(memory, found, parts.page + parts.site, told + shared, document, page)
    after = replace(after, since=memory.since) if held else after
    return Look(
        after,
        site.having(document).telling(document.url, [*parts.page.marks(), *parts.site.marks()], told + shared),
        _outcome(memory, document, found, told, shared, bool(after.pending)),
        document,
        change(document, told) if told else None,
        change(document, shared) if shared else None,
        moment(memory.since) if told or shared else None,
    )


def _is_held(memory: PageMemory, document: Document, page: Page) -> bool:
    """Whether most of the page is gone, for less than a day: half an outage looks like that."""
    before = sum(len(block.text) for block in memory.blocks if block.region == "main")
    since = moment(memory.since)
    return len(document.text) < _MOST_LOST * before and since is not None and page.fetched_at - since < _LONG_ENOUGH


def _outcome(
    memory: PageMemory, document: Document, found: Difference, told: Difference, shared: Difference, waiting: bool
) -> Outcome:
    if told:
        return "changed"
    if shared:
        return "site changed"
    if waiting:
        return "pending"
    return "noise" if found or document.text_digest != memory.text_digest else "equal text"


def _remember(
    memory: PageMemory, found: Difference, news: Difference, told: Difference, document: Document, page: Page
) -> PageMemory:
    """The page with what is confirmed or noise accepted, and what is fresh left pending."""
    done = told.marks()
    pending = {mark: slot for mark, slot in sorted(news.marks().items()) if mark not in done}
    old = {block.key: block for block in memory.blocks}
    standing = [
        old.get(block.key, block) if block.link_mark in pending else block
        for block in document.blocks
        if block.mark not in pending
    ]
    leaving = [block for block in news.removed if block.mark in pending]
    return PageMemory(
        bounded(woven(standing, leaving, memory.blocks)),
        memory.looks + 1,
        **_identity(document, page),
        since=page.fetched_at.isoformat() if pending else "",
        pending=pending,
        places=remember_places(memory, found, document),
        restless=remember_restless(memory, found, told),
    )
