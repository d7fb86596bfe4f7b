"""Tries again after what passes: connections that broke, servers that are busy. Waits as long as it is asked to."""

import asyncio
import email.utils
from datetime import UTC, datetime

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware, get_retry_request
from scrapy.http import Response

# What a server asks beyond this, in seconds, is left to a later run.
LONGEST_WAIT = 20.0


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks to wait (RFC 9110, 10.2.3: seconds or a date); None if it says nothing."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


class PoliteRetry(RetryMiddleware):
    """Scrapy's retry, but it keeps to Retry-After and backs off."""

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The response, or the request again after a wait."""
        if response.status not in self.retry_http_codes or request.meta.get("dont_retry"):
            return response
        asked = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
        wait = 2.0 ** request.meta.get("retry_times", 0) if asked is None else asked
        if wait > LONGEST_WAIT:
            return response
        again = get_retry_request(request, spider=self.crawler.spider, reason=str(response.status))  # type: ignore[arg-type]
        if again is None:
            return response
        await asyncio.sleep(wait)
        return again
