"""What is fetched for a watched account: addresses, what stands there, and how often it is looked at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url

from history.errors import UserError
from scrapers.jobs.board import is_forbidden
from scrapers.signals import SignalKind

Kind = Literal["home", "page", "careers", "feed", "sitemap", "board", "patents"]
Origin = Literal["given", "found"]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# How often each kind is looked at, unless the settings say otherwise.
EVERY: dict[Kind, timedelta] = {
    "home": DAY,
    "page": DAY,
    "careers": DAY,
    "feed": 6 * HOUR,
    "sitemap": DAY,
    "board": DAY,
    "patents": 7 * DAY,
}
# What signals a look at each kind may bring: where it brings none, there were none.
LOOKED_FOR: dict[Kind, tuple[SignalKind, ...]] = {
    "home": ("site_update",),
    "page": ("site_update",),
    "careers": ("job_posting", "site_update"),
    "feed": ("news",),
    "sitemap": ("site_update",),
    "board": ("job_posting",),
    "patents": ("patent",),
}


@dataclass(frozen=True)
class Proposal:
    """An address worth looking at, and what is expected there."""

    url: str
    kind: Kind


@dataclass(frozen=True)
class Target:
    """One address of one account, with what the next fetch needs to know.

    `etag` and `last_modified` are the validators of the last body that was read, `digest` is its SHA-256, `memory`
    what the reader of this kind keeps as JSON text. `pending` says that a change waits for a second look. `visited_at`
    is aware UTC, None before the first visit.
    """

    target_id: str
    account_id: str
    website: str
    url: str
    kind: Kind
    every: timedelta
    failures: int = 0
    pending: bool = False
    visited_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    memory: str | None = None


def address(text: str) -> str:
    """The address as it is stored: with a scheme (https if none is given), without a fragment.

    Raises:
        UserError: it is no http or https address, or on a site that is never fetched.
    """
    text = text.strip()
    given = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(given)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if (
        not host
        or not {".", ":"} & set(host)
        or parts.scheme not in ("http", "https")
        or any(letter.isspace() for letter in given)
    ):
        raise UserError(f"{text!r} is no web address.", "Write it as https://www.example.com/news.")
    if is_forbidden(given):
        raise UserError(f"{host} is never fetched: its terms forbid it.", "Watch the company's own website.")
    return str(canonicalize_url(given))


def host_of(url: str) -> str:
    """The host with its port, if the address names one, in small letters: what requests are spaced by."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def target_id(account_id: str, url: str) -> str:
    """The same for the same account and address."""
    return sha256(f"{account_id}\n{url}".encode()).hexdigest()[:24]
