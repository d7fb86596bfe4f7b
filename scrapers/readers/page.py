"""A page of a website: what came or went in its text, told after a second look and dated at the first."""

from datetime import timedelta

from scrapers.charset import decode
from scrapers.dates import PageDates, page_dates
from scrapers.pages.change import Change
from scrapers.pages.look import Look, look
from scrapers.pages.memory import PageMemory, SiteMemory
from scrapers.readers import Surroundings
from scrapers.reading import Outcome, Reading
from scrapers.records import Dated, Page
from scrapers.signals import Signal
from scrapers.targets import Target

NEAR = timedelta(days=14)
OUTCOMES = {
    "baseline": Outcome.READ,
    "equal bytes": Outcome.EQUAL_BYTES,
    "equal text": Outcome.EQUAL_TEXT,
    "noise": Outcome.NOISE,
    "pending": Outcome.PENDING,
    "changed": Outcome.READ,
    "site changed": Outcome.READ,
    "bad capture": Outcome.BAD_CAPTURE,
}


def read(target: Target, page: Page, known: Surroundings) -> Reading:
    """At most two signals: what changed on the page, and what changed on all pages of its site alike."""
    memory = PageMemory.from_json(target.memory) if target.memory else None
    site = SiteMemory.from_json(known.site_memory) if known.site_memory else SiteMemory()
    found = look(memory, site, page)
    changes = [change for change in (found.change, found.site_change) if change is not None]
    dates = page_dates(decode(page.body, page.content_type), page.url, page.fetched_at) if changes else PageDates()
    return Reading(
        OUTCOMES[found.outcome],
        tuple(_signal(change, found, page, dates) for change in changes),
        memory=found.memory.to_json(),
        site_memory=found.site.to_json() if found.site != site else None,
        reason=found.reason,
        pending=bool(found.memory.pending),
    )


def _signal(change: Change, found: Look, page: Page, dates: PageDates) -> Signal:
    since = found.since or page.fetched_at
    # The page's own day counts as that of the change if it is near: else it is that of something older.
    recent = [each for each in (dates.modified, dates.published) if each and since - NEAR <= each.at <= since]
    scope = "site" if change is found.site_change else "page"
    return Signal(
        kind="site_update",
        identity=f"{scope}\n{change.url}\n{since.isoformat()}",
        observed_at=since,
        title=change.summary,
        text="\n".join(change.added) or None,
        url=change.url,
        published_at=recent[0].at if recent else None,
        span=(*change.added, *change.removed, change.summary)[0],
        digest=page.digest,
        details={
            "scope": scope,
            "page": change.title,
            "language": change.language,
            "published": _written(dates.published),
            "modified": _written(dates.modified),
            "removed": [line[:500] for line in change.removed[:20]],
            "findings": [
                {"kind": each.kind, "value": each.value, "span": each.span[:300], "gone": each.gone}
                for each in change.findings
            ],
        },
    )


def _written(found: Dated | None) -> dict[str, str] | None:
    return None if found is None else {"day": found.at.date().isoformat(), "source": found.source}
