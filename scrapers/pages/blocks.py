"""A page as it is read: its lines of visible text, in order, each with where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Literal

from lxml import etree

from scrapers.pages import markup
from scrapers.pages.language import language, wide
from scrapers.pages.letters import clean
from scrapers.pages.masks import key
from scrapers.pages.regions import Region
from scrapers.pages.walk import Line, lines
from scrapers.records import Page

MOST_BLOCKS = 6_000
MOST_TEXT = 4_000
_PROSE_EN, _PROSE_ZH = 40, 18


@dataclass(frozen=True)
class Block:
    """One line of a page: a paragraph, an item of a list, a row of a table (its cells parted by ` | `) or a heading.

    `path` are the headings that it stands under; `slot` tells lines of one kind at one place of the markup from others.
    `leads` are the addresses that it links to, as they are compared. Equal keys say the same.
    """

    text: str
    kind: Literal["heading", "item", "row", "line"] = "line"
    region: Region = "main"
    path: tuple[str, ...] = ()
    slot: str = ""
    leads: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str:
        """What is equal for two blocks that say the same."""
        return key(self.text)

    @cached_property
    def mark(self) -> str:
        """A short name for the key."""
        return sha256(self.key.encode()).hexdigest()[:10]

    @property
    def is_prose(self) -> bool:
        """Whether it is long enough to be running text, in either script."""
        chinese = wide(self.text)
        return chinese >= _PROSE_ZH or len(self.text) - chinese >= _PROSE_EN

    @property
    def link_mark(self) -> str:
        """A short name for the key with the addresses that it leads to."""
        return sha256("\n".join((self.key, *self.leads)).encode()).hexdigest()[:10]


@dataclass(frozen=True)
class Document:
    """A page taken apart. `language` is `zh` or `en`, by script; `links` are absolute, with their words."""

    url: str
    title: str | None
    language: str
    blocks: tuple[Block, ...]
    links: tuple[tuple[str, str], ...] = ()
    digest: str = ""
    hidden: int = field(default=0, compare=False)

    @property
    def main(self) -> tuple[Block, ...]:
        """What the page itself says."""
        return tuple(block for block in self.blocks if block.region == "main")

    @property
    def text(self) -> str:
        """The lines of the page itself."""
        return "\n".join(block.text for block in self.main)

    @cached_property
    def text_digest(self) -> str:
        """The same for two captures whose visible text is equal to the letter."""
        return sha256("\n".join(block.text for block in self.blocks).encode()).hexdigest()


def read(page: Page) -> Document:
    """The page taken apart.

    Raises:
        UnreadablePage: there is nothing in it that could be markup or text.
    """
    root = markup.tree(page)
    name, links = markup.title(root), tuple(markup.links(root, page.url))
    scripts = sum(len(script.text or "") for script in root.iter("script"))
    _drop_unseen(root)
    blocks = tuple(_blocks(root))
    told = language(" ".join(block.text for block in blocks)[:20_000], root.get("lang"))
    return Document(page.url, name and clean(name), told, blocks, links, page.digest, scripts)


def _drop_unseen(root: etree._Element) -> None:
    for element in list(root.iter(*markup.UNSEEN)):
        if element.getparent() is not None:
            element.drop_tree()


def _blocks(root: etree._Element) -> Iterator[Block]:
    for number, line in enumerate(lines(root)):
        if number >= MOST_BLOCKS:
            return
        if (block := _block(line)) and block.key:
            yield block


def _block(line: Line) -> Block | None:
    text = line.text.strip("| ")[:MOST_TEXT]
    return Block(text, line.kind, line.region, line.path, line.slot, line.leads) if text else None
