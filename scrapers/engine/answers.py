"""From what Scrapy hands over to what the rest of the collector knows."""

from dataclasses import replace
from datetime import datetime

from scrapy.http import Response

from scrapers.engine.guard import RefusedAddress
from scrapers.engine.robots import DisallowedByRobots, RobotsUnreachable
from scrapers.reading import Answer, Outcome
from scrapers.records import Page
from scrapers.retry_after import retry_after
from scrapers.targets import Target

PERMANENT = (301, 308)


def answered(response: Response, target: Target, now: datetime) -> Answer:
    """A response, read as far as the protocol goes: 304, equal bytes, gone, failed, or a page to read."""
    if response.status == 304:
        return Answer(now, 304, outcome=Outcome.NOT_MODIFIED)
    if response.status in (404, 410):
        return Answer(now, response.status, outcome=Outcome.GONE)
    if not 200 <= response.status < 300:
        pause, reason = retry_after(_header(response, "Retry-After"), now), f"status {response.status}"
        return Answer(now, response.status, outcome=Outcome.FAILED, reason=reason, retry_after=pause)
    page = Page(response.url, response.body, now, _header(response, "Content-Type") or "")
    reasons = response.meta.get("redirect_reasons", [])
    return Answer(
        now,
        response.status,
        page,
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        moved=bool(reasons) and all(reason in PERMANENT for reason in reasons),
        outcome=Outcome.EQUAL_BYTES if page.digest == target.digest else None,
    )


def continued(first: Answer, answer: Answer) -> Answer:
    """The next page of an answer, without validators: they would only speak of one page. One that fails fails all."""
    if answer.page is None or first.page is None:
        return answer
    return replace(answer, etag=None, last_modified=None, outcome=None, earlier=(*first.earlier, first.page))


def failed(error: BaseException, now: datetime) -> Answer:
    """No response: refused by the site or by our own guard, or the connection broke."""
    if isinstance(error, DisallowedByRobots):
        return Answer(now, outcome=Outcome.ROBOTS, reason=str(error))
    if isinstance(error, RefusedAddress):
        return Answer(now, outcome=Outcome.ADDRESS, reason=str(error))
    if isinstance(error, RobotsUnreachable):
        return Answer(now, outcome=Outcome.FAILED, reason=str(error))
    said = str(error).strip() or type(error).__name__
    return Answer(now, outcome=Outcome.FAILED, reason=f"{type(error).__name__}: {said}"[:300])


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return None if value is None else value.decode("latin-1")
