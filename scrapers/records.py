"""What sources yield. Standard library only, so that anything above may use these types."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Generic, Literal, TypeVar


class UnreadablePage(ValueError):
    """The document as a whole is not what its source expects; the message says what was found instead."""


@dataclass(frozen=True)
class Page:
    """A document as it was fetched: the raw bytes, decompressed, and where they came from after redirects.

    `fetched_at` is aware UTC; `content_type` is the header as it was sent, empty if there was none.
    """

    url: str
    body: bytes
    fetched_at: datetime
    content_type: str = ""

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the bytes, as hexadecimal digits: the page's evidence is stored under it."""
        return sha256(self.body).hexdigest()


@dataclass(frozen=True)
class Dated:
    """A moment (aware UTC) with the place it was read from, such as `feed:published` or `json-ld:datePosted`.

    Where the source gives a day without a time, `at` is that day's midnight UTC and `day_only` is true.
    """

    at: datetime
    source: str
    day_only: bool = False


@dataclass(frozen=True)
class Entry:
    """An entry of a feed. `key` is the same for the same entry at every fetch. `text` is plain, without markup."""

    key: str
    url: str | None = None
    title: str | None = None
    text: str | None = None
    published: Dated | None = None
    modified: Dated | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """An address that a sitemap names: a page, or another sitemap to read."""

    url: str
    modified: Dated | None = None
    leads_to: Literal["page", "sitemap"] = "page"


@dataclass(frozen=True)
class Posting:
    """An open job. `(board, posting_id)` is its identity; `text` is plain; unknown is None.

    `opening` is the number of the job behind it, where the board gives one: postings of one job share it, in several
    languages or places, and two jobs that are alike do not. `closes` is what the posting says of its end
    (`validThrough`), which closes nothing. No person's name is kept.
    """

    board: str
    posting_id: str
    title: str
    url: str | None = None
    company: str | None = None
    department: str | None = None
    locations: tuple[str, ...] = ()
    remote: bool | None = None
    employment: str | None = None
    published: Dated | None = None
    modified: Dated | None = None
    closes: Dated | None = None
    text: str | None = None
    opening: str | None = None


@dataclass(frozen=True)
class Patent:
    """A published patent document. `number` is without office and kind code; `applicants` are organisations only.

    `family` is the same for all publications of one invention, as far as the document tells; else None.
    """

    office: str
    number: str
    kind_code: str | None = None
    title: str | None = None
    published: Dated | None = None
    filed: Dated | None = None
    application: str | None = None
    family: str | None = None
    applicants: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    abstract: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Problem:
    """One record that could not be read: `where` it stands in the document, and why."""

    where: str
    reason: str


Record = TypeVar("Record", Entry, Link, Posting, Patent, covariant=True)


@dataclass(frozen=True)
class Parsed(Generic[Record]):
    """All records of a document that could be read, in its order, and those that could not."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...] = ()
