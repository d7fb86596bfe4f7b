"""Tries again after what passes: connections that broke, servers that are busy. Waits as long as it is asked to."""

import asyncio
from datetime import UTC, datetime, timedelta

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware, get_retry_request
from scrapy.http import Response

from scrapers.retry_after import retry_after

# What a server asks beyond this is left to a later run.
LONGEST_WAIT = timedelta(seconds=20)


class PoliteRetry(RetryMiddleware):
    """Scrapy's retry, but it keeps to Retry-After and backs off."""

    # Scrapy awaits what is returned, but declares its own method as one that does not wait.
    async def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """The response, or the request again after a wait."""
        if response.status not in self.retry_http_codes or request.meta.get("dont_retry"):
            return response
        asked = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
        wait = timedelta(seconds=2 ** request.meta.get("retry_times", 0)) if asked is None else asked
        if wait > LONGEST_WAIT:
            return response
        # A crawler has no spider only before it starts to crawl.
        again = get_retry_request(request, spider=self.crawler.spider, reason=str(response.status))  # type: ignore[arg-type]
        if again is None:
            return response
        await asyncio.sleep(wait.total_seconds())
        return again
