"""No request leaves for an address that is not public: addresses come from users, and redirects from anyone.

Against server-side request forgery (OWASP SSRF Prevention Cheat Sheet): names are judged by what they resolve to, at
the moment of the connection, so that a name cannot be one thing when checked and another when used.
"""

import ipaddress
from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.base import ReactorBase
from twisted.internet.error import DNSLookupError

from scrapers.addresses import may_connect
from scrapers.jobs.board import is_forbidden


class RefusedAddress(IgnoreRequest):
    """The address may not be connected to; nothing was sent."""


# Names that led to addresses off limits, and why. Twisted keeps no reason of a failed look-up, and Scrapy makes the
# resolver before the crawler; a process makes one run.
REFUSED_NAMES: dict[str, str] = {}


class Addresses:
    """Which addresses may be connected to: public ones, and those in the networks `allow`."""

    def __init__(self, allow: Sequence[str]) -> None:
        self._allow = [ipaddress.ip_network(each, strict=False) for each in allow]

    def refuses(self, text: str) -> bool:
        """Whether `text`, an IPv4 or IPv6 address, is off limits; a ValueError says that it is no address."""
        return not may_connect(text, self._allow)


class GuardedResolver(CachingThreadedResolver):
    """Looks names up, and refuses those that lead to an address off limits."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, crawler: Crawler) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._addresses = Addresses(crawler.settings.getlist("LEADCAST_ALLOW"))
        self._fixed: dict[str, str] = crawler.settings.getdict("LEADCAST_RESOLVE")

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Made by Scrapy."""
        size = crawler.settings.getint("DNSCACHE_SIZE")
        return cls(reactor, size, crawler.settings.getfloat("DNS_TIMEOUT"), crawler)

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "defer.Deferred[str]":
        """The address of `name`; fails where it is off limits."""
        fixed = self._fixed.get(name) or self._fixed.get(f"*.{name.partition('.')[2]}")
        found = defer.succeed(fixed) if fixed else super().getHostByName(name, timeout)
        return found.addCallback(self._checked, name)

    def _checked(self, found: str, name: str) -> str:
        if self._addresses.refuses(found):
            REFUSED_NAMES[name] = f"{name} leads to {found}, which is not public"
            raise DNSLookupError(REFUSED_NAMES[name])
        return found


class AddressGuard:
    """Refuses schemes, ports and literal addresses before anything is sent; sees redirects and robots.txt as well."""

    def __init__(self, crawler: Crawler) -> None:
        self._addresses = Addresses(crawler.settings.getlist("LEADCAST_ALLOW"))
        self._ports = {int(port) for port in crawler.settings.getlist("LEADCAST_PORTS")}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises RefusedAddress where the request may not go."""
        if reason := self._refusal(request.url):
            raise RefusedAddress(reason)

    def _refusal(self, url: str) -> str | None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            return f"{parts.scheme}: is not fetched"
        if is_forbidden(url):
            return f"{parts.hostname} forbids it in its terms"
        port: Any = parts.port or (443 if parts.scheme == "https" else 80)
        if port not in self._ports:
            return f"port {port} is not allowed"
        host = (parts.hostname or "").strip("[]")
        if host in REFUSED_NAMES:
            return REFUSED_NAMES[host]
        try:
            return f"{host} is not public" if self._addresses.refuses(host) else None
        except ValueError:
            return None
