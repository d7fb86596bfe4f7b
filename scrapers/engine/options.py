"""What a run is told, and Scrapy's settings for it: every unsafe default is pinned."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from scrapers.meaning.relevance import Offering
from scrapers.settings import CollectSettings

# All that a request passes through, in this order: of Scrapy's own parts only these. Statuses are ours to judge,
# nothing is followed but redirects, and the ledger says what came of a run.
PARTS = {
    "scrapers.engine.guard.AddressGuard": 10,
    "scrapers.engine.robots.Robots": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapers.engine.retry.PoliteRetry": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
}


class Options(BaseModel):
    """One run of the collector: which database, whose targets, and how politely.

    `started` (aware UTC) is when the run began, the same for all engines that work on it; None is now.
    """

    model_config = ConfigDict(frozen=True)

    database_url: str
    collect: CollectSettings = CollectSettings()
    everything: bool = False
    account_id: str | None = None
    accounts: dict[str, str] = {}
    aliases: dict[str, str] = {}
    offering: Offering = Offering()
    taxonomy: str | None = None
    started: datetime | None = None


def scrapy_settings(options: Options) -> dict[str, Any]:
    """Scrapy's settings. What is not safe or not polite by default is set here, whatever a later Scrapy defaults to."""
    return _politeness(options.collect) | _safety(options.collect) | _parts()


def _politeness(collect: CollectSettings) -> dict[str, Any]:
    return {
        "USER_AGENT": collect.user_agent,
        "DOWNLOAD_DELAY": collect.delay,
        "RANDOMIZE_DOWNLOAD_DELAY": False,
        "DOWNLOAD_DELAY_JITTER": 0,
        "CONCURRENT_REQUESTS": collect.hosts_at_once,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_TIMEOUT": collect.timeout,
        "RETRY_TIMES": 2,
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        "AUTOTHROTTLE_ENABLED": False,
    }


def _safety(collect: CollectSettings) -> dict[str, Any]:
    return {
        "DOWNLOAD_MAXSIZE": int(collect.max_megabytes * 2**20),
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_HANDLERS_BASE": {},
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "scrapers.engine.connections.ShortLived"),
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "URLLENGTH_LIMIT": 2083,
        "TWISTED_DNS_RESOLVER": "scrapers.engine.guard.GuardedResolver",
        "DNSCACHE_ENABLED": True,
        "DNSCACHE_SIZE": 1_000,
        "LEADCAST_ALLOW": list(collect.allow),
        "LEADCAST_PORTS": list(collect.ports),
        "LEADCAST_RESOLVE": dict(collect.resolve),
        "LOG_LEVEL": "CRITICAL",
        "LOG_STDOUT": False,
        "STATS_DUMP": False,
    }


def _parts() -> dict[str, Any]:
    return {
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES": PARTS,
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "ADDONS": {},
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
    }
