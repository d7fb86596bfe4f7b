"""What is remembered of a page and of its site between two looks: small, and storable as JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from scrapers.pages.blocks import Block, Document
from scrapers.pages.compare import Difference

# Bounds of what is stored: characters of a page's text, marks, pages and lines of a site.
MOST_TEXT = 400_000
MOST_MARKS = 800
MOST_PAGES = 24
MOST_LINES = 400
MOST_NEWS = 600


@dataclass(frozen=True)
class PageMemory:
    """A page as it was last accepted, and marks of what in its last capture is yet to be confirmed, with their slots.

    `looks` counts captures that were real pages. `since` is when what is pending was first seen (ISO, UTC), `seen` when
    the last capture was made. `places` says at which looks a line took another's place, `restless` at which look a line
    was gone again.
    """

    blocks: tuple[Block, ...] = ()
    looks: int = 0
    digest: str = ""
    text_digest: str = ""
    seen: str = ""
    since: str = ""
    pending: dict[str, str] = field(default_factory=dict)
    places: dict[str, list[int]] = field(default_factory=dict)
    restless: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> str:
        """As JSON text."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        told["blocks"] = [[b.text, b.kind, b.region, list(b.path), b.slot, list(b.leads)] for b in self.blocks]
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "PageMemory":
        """What `to_json` wrote."""
        stored: dict[str, Any] = json.loads(text)
        # What earlier releases remembered besides is left out.
        told = {each.name: stored[each.name] for each in fields(cls) if each.name in stored}
        blocks = (Block(a, b, c, tuple(d), e, tuple(f)) for a, b, c, d, e, f in told["blocks"])
        return cls(**told | {"blocks": tuple(blocks)})


@dataclass(frozen=True)
class SiteMemory:
    """What pages of one site share: `pages` are the lines of the last pages seen, by address.

    `news` are lines that came or went of late, with the address that they were first seen at; `told` are those already
    reported, as come (+) or gone (-).
    """

    pages: dict[str, list[str]] = field(default_factory=dict)
    news: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def to_json(self) -> str:
        """As JSON text."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        return json.dumps(told, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "SiteMemory":
        """What `to_json` wrote."""
        return cls(**json.loads(text))

    def shared(self) -> frozenset[str]:
        """Marks of lines that stand on most of the site's pages, of which at least three are known."""
        if len(self.pages) < 3:
            return frozenset()
        counts: dict[str, int] = {}
        for lines in self.pages.values():
            for line in set(lines):
                counts[line] = counts.get(line, 0) + 1
        return frozenset(line for line, pages in counts.items() if pages >= max(3, 0.6 * len(self.pages)))

    def having(self, document: Document) -> "SiteMemory":
        """With the lines of this page; the page seen longest ago makes room."""
        pages = {url: lines for url, lines in self.pages.items() if url != document.url}
        pages[document.url] = [block.mark for block in document.blocks if len(block.key) <= 120][:MOST_LINES]
        return SiteMemory(last(pages, MOST_PAGES), self.news, self.told)

    def telling(self, url: str, news: Sequence[str], told: Difference) -> "SiteMemory":
        """With the marks of lines that were news at this address, and what was reported."""
        fresh = self.news | {line: self.news.get(line, url) for line in news}
        said = [f"+{block.mark}" for block in told.added] + [f"-{block.mark}" for block in told.removed]
        return SiteMemory(self.pages, last(fresh, MOST_NEWS), [*self.told, *said][-MOST_NEWS:])


def last(entries: dict[str, Any], most: int) -> dict[str, Any]:
    """The entries put in last."""
    return dict(list(entries.items())[-most:])


def bounded(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """As many blocks from the beginning as may be stored."""
    room, kept = MOST_TEXT, []
    for block in blocks:
        room -= len(block.text)
        if room < 0:
            break
        kept.append(block)
    return tuple(kept)


def moment(text: str) -> datetime | None:
    """The moment that was stored; None where none was."""
    return datetime.fromisoformat(text) if text else None
