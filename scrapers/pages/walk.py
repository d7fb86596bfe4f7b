"""From an element tree to lines of text, as a browser would break them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from scrapers.pages.masks import clean, key
from scrapers.pages.regions import Region, beside, names, region

Kind = Literal["heading", "item", "row", "line"]
_BLOCK = re.compile(
    r"address|article|aside|blockquote|body|button|caption|center|dd|details|dialog|dir|div|dl|dt|fieldset|"
    r"figcaption|figure|"
    r"footer|form|h[1-6r]|header|html|label|legend|li|main|menu|nav|ol|option|p|pre|section|summary|table|tbody|td|"
    r"tfoot|th|"
    r"thead|tr|ul"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_KINDS: dict[str, Kind] = {"li": "item", "dd": "item", "dt": "item", "tr": "row", **dict.fromkeys(_HEADINGS, "heading")}
# A row with more text than this, or with a table in it, lays out the page.
_LONGEST_ROW = 800


class Line(NamedTuple):
    """One line as it stands in the markup."""

    text: str
    kind: Kind
    region: Region
    path: tuple[str, ...]
    slot: str
    leads: tuple[str, ...]


@dataclass
class _Walk:
    lengths: dict[etree._Element, int]
    alike: Counter[str]
    whole: int
    texts: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    regions: list[Region] = field(default_factory=lambda: ["main"])
    kinds: list[Kind] = field(default_factory=lambda: ["line"])
    trail: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    row: etree._Element | None = None

    def flush(self) -> Iterator[Line]:
        text = "".join(self.texts)
        if text.strip():
            path = tuple(words for _, words in self.headings)
            part = self.regions[-1]
            if part == "main" and beside(clean(text), path, bool(self.leads)):
                part = "aside"
            yield Line(text, self.kinds[-1], part, path, self._slot(path), tuple(self.leads))
        self.texts.clear()
        self.leads.clear()

    def _slot(self, path: tuple[str, ...]) -> str:
        place = "/".join(self.trail[-4:]) + "|" + (_heading_key(path[-1]) if path else "")
        return sha256(place.encode()).hexdigest()[:10]

    def _share(self, element: etree._Element) -> float:
        """Of the page's text, in all elements of this class. A class without a name is none."""
        told = element.get("class")
        return max(self.lengths[element], self.alike[told] if told else 0) / self.whole

    def _is_row(self, element: etree._Element) -> bool:
        return self.lengths[element] <= _LONGEST_ROW and element.find(".//table") is None

    def start(self, element: etree._Element) -> Iterator[Line]:
        tag = element.tag
        if _BLOCK.fullmatch(tag):
            if self.row is None:
                yield from self.flush()
            else:
                self.texts.append(" | " if tag in ("td", "th") else " ")
            if tag == "tr" and self.row is None and self._is_row(element):
                self.row = element
            self.regions.append(region(element, self.regions[-1], self._share(element)))
            self.kinds.append(_KINDS.get(tag, self.kinds[-1] if tag in ("p", "div") else "line"))
            self.trail.append(f"{tag}.{'.'.join(sorted(names(element)))}")
        elif tag == "br":
            yield from self.flush() if self.row is None else ()
        elif tag == "a" and (lead := compared(element.get("href") or "")):
            self.leads.append(lead)
        self.texts.append(element.text or "")

    def end(self, element: etree._Element) -> Iterator[Line]:
        tag = element.tag
        if _BLOCK.fullmatch(tag):
            words = clean("".join(self.texts)) if tag in _HEADINGS else ""
            if self.row is element:
                self.row = None
            if self.row is None:
                yield from self.flush()
            if words:
                self.headings = [above for above in self.headings if above[0] < _HEADINGS[tag]]
                self.headings.append((_HEADINGS[tag], words[:200]))
            for stack in (self.regions, self.kinds, self.trail):
                stack.pop()
        self.texts.append(element.tail or "")


@lru_cache(maxsize=64)
def _heading_key(words: str) -> str:
    # Many lines stand under one heading.
    return key(words)


def lines(root: etree._Element) -> Iterator[Line]:
    """Lines of the tree in its order; what is not to be seen must be gone from it."""
    lengths = _lengths(root)
    alike: Counter[str] = Counter()
    for element, length in lengths.items():
        alike[element.get("class") or ""] += length
    walk = _Walk(lengths, alike, max(lengths[root], 1))
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if isinstance(element.tag, str):
            yield from walk.start(element) if event == "start" else walk.end(element)
    yield from walk.flush()


def compared(href: str) -> str:
    """An address as two captures are compared by it: host and path alone; empty where that is nothing."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("", "http", "https") or "/cdn-cgi/" in parts.path:
        return ""
    return key(f"{(parts.netloc or '').removeprefix('www.')}{parts.path.rstrip('/')}")


def _lengths(root: etree._Element) -> dict[etree._Element, int]:
    """How many characters stand within each element."""
    lengths: dict[etree._Element, int] = {}
    for element in reversed(list(root.iter())):
        inside = sum(lengths[child] + len((child.tail or "").strip()) for child in element)
        lengths[element] = inside + (len((element.text or "").strip()) if isinstance(element.tag, str) else 0)
    return lengths
