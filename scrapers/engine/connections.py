"""Connections that are given back soon: a run meets thousands of hosts, and a process may hold few sockets."""

import math

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler

# Seconds beyond the usual pause between two requests to a host that its connection is kept for the next one.
KEPT = 3


class ShortLived(HTTP11DownloadHandler):
    """Scrapy's handler, which would keep every host's connection open for four minutes."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool.cachedConnectionTimeout = math.ceil(crawler.settings.getfloat("DOWNLOAD_DELAY")) + KEPT
