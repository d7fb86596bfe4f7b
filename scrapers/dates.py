"""When a page says that it was published and modified: days, never in the future, by htmldate."""

from dataclasses import dataclass
from datetime import UTC, datetime

from scrapers.records import Dated

# htmldate tries harder than is safe where a page says nothing; the year of the web is a bound below.
EARLIEST = "1995-01-01"


@dataclass(frozen=True)
class PageDates:
    """What a page says of itself; None where it says nothing."""

    published: Dated | None = None
    modified: Dated | None = None


def page_dates(html: str, url: str, fetched_at: datetime) -> PageDates:
    """Both dates of a page, as days.

    Sources: markup, addresses, and the text itself, in many languages (Barbaresi, "htmldate: A Python package to
    extract publication dates from web pages", 2020).
    """
    return PageDates(_day(html, url, fetched_at, original=True), _day(html, url, fetched_at, original=False))


def _day(html: str, url: str, fetched_at: datetime, *, original: bool) -> Dated | None:
    if not html.strip():
        return None
    # Slow to load, and wanted only where a page changed.
    import htmldate

    found = htmldate.find_date(
        html,
        url=url,
        original_date=original,
        extensive_search=True,
        min_date=EARLIEST,
        max_date=fetched_at.astimezone(UTC).date().isoformat(),
    )
    if not found:
        return None
    at = datetime.fromisoformat(found).replace(tzinfo=UTC)
    return Dated(at, f"htmldate:{'published' if original else 'modified'}", day_only=True)
