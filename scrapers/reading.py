"""What came of a visit: the answer over the wire, and what a reader made of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scrapers.records import Page, Posting
from scrapers.signals import Signal
from scrapers.targets import Proposal


class Outcome(StrEnum):
    """What a visit came to. Only the first six were looked at: whatever else says nothing of the account."""

    READ = "read"
    NOT_MODIFIED = "unchanged: 304"
    EQUAL_BYTES = "unchanged: equal bytes"
    EQUAL_TEXT = "unchanged: equal text"
    NOISE = "unchanged: noise only"
    PENDING = "changed, to be confirmed"
    BAD_CAPTURE = "no real page"
    GONE = "gone"
    ROBOTS = "refused by robots.txt"
    ADDRESS = "refused address"
    FAILED = "failed"


LOOKED = frozenset(tuple(Outcome)[:6])


@dataclass(frozen=True)
class Answer:
    """What came back. `status` is None where nothing did; `page` holds a body that is to be read, and `earlier` those
    that it goes on from.

    `moved` says that a permanent redirect led to `page.url`; `retry_after` is what the server asked to wait.
    """

    at: datetime
    status: int | None = None
    page: Page | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved: bool = False
    outcome: Outcome | None = None
    reason: str | None = None
    retry_after: timedelta | None = None
    earlier: tuple[Page, ...] = ()


@dataclass(frozen=True)
class Jobs:
    """What a look at a board changed: jobs that are newly seen, and the ids of those that closed."""

    opened: tuple[Posting, ...] = ()
    closed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What a reader made of a page: signals, what to look at besides, and what it wants to remember as JSON text.

    `memory` is of the target, `site_memory` of its host; None leaves what is stored. `pending` says that a change waits
    for a second look, which is to come soon. With `more`, the answer goes on at that address: the reader is asked again
    with the next page, and nothing is kept until the last one.
    """

    outcome: Outcome
    signals: tuple[Signal, ...] = ()
    found: tuple[Proposal, ...] = ()
    jobs: Jobs = Jobs()
    memory: str | None = None
    site_memory: str | None = None
    reason: str | None = None
    more: str | None = None
    pending: bool = False
