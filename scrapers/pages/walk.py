"""From an element tree to lines of text, as a browser would break them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from scrapers.pages.letters import clean
from scrapers.pages.masks import key
from scrapers.pages.regions import Region, beside, names, region, words
from scrapers.pages.sizes import Sizes

Kind = Literal["heading", "item", "row", "line"]
_BLOCK = words(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 hr header html label legend li main menu nav ol option p pre section summary "
    "table tbody td tfoot th thead tr ul"
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
    sizes: Sizes
    found: list[Line] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    regions: list[Region] = field(default_factory=lambda: ["main"])
    kinds: list[Kind] = field(default_factory=lambda: ["line"])
    trail: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    slots: dict[str, str] = field(default_factory=dict)
    row: etree._Element | None = None

    def flush(self) -> None:
        """A line ends here, if there is one."""
        if text := clean("".join(self.texts)):
            path = tuple(each for _, each in self.headings)
            part = self.regions[-1]
            if part == "main" and beside(text, path, bool(self.leads)):
                part = "aside"
            self.found.append(Line(text, self.kinds[-1], part, path, self._slot(path), tuple(self.leads)))
        self.texts.clear()
        self.leads.clear()

    def _slot(self, path: tuple[str, ...]) -> str:
        place = "/".join(self.trail[-4:]) + "|" + (_heading_key(path[-1]) if path else "")
        if place not in self.slots:
            self.slots[place] = sha256(place.encode()).hexdigest()[:10]
        return self.slots[place]

    def _is_row(self, element: etree._Element) -> bool:
        return self.sizes.of(element) <= _LONGEST_ROW and element.find(".//table") is None

    def start(self, element: etree._Element) -> None:
        """An element begins."""
        tag = element.tag
        if tag in _BLOCK:
            self._begin(element, tag)
        elif tag == "br":
            if self.row is None:
                self.flush()
        elif tag == "a" and (lead := compared(element.get("href") or "")):
            self.leads.append(lead)
        if text := element.text:
            self.texts.append(text)

    def _begin(self, element: etree._Element, tag: str) -> None:
        if self.row is None:
            self.flush()
        else:
            self.texts.append(" | " if tag in ("td", "th") else " ")
        if tag == "tr" and self.row is None and self._is_row(element):
            self.row = element
        self.regions.append(region(element, self.regions[-1], self.sizes.share(element)))
        self.kinds.append(_KINDS.get(tag, self.kinds[-1] if tag in ("p", "div") else "line"))
        self.trail.append(f"{tag}.{'.'.join(sorted(names(element)))}")

    def end(self, element: etree._Element) -> None:
        """An element ends."""
        if element.tag in _BLOCK:
            self._finish(element, element.tag)
        if text := element.tail:
            self.texts.append(text)

    def _finish(self, element: etree._Element, tag: str) -> None:
        heading = clean("".join(self.texts)) if tag in _HEADINGS else ""
        if self.row is element:
            self.row = None
        if self.row is None:
            self.flush()
        if heading:
            self.headings = [above for above in self.headings if above[0] < _HEADINGS[tag]]
            self.headings.append((_HEADINGS[tag], heading[:200]))
        for stack in (self.regions, self.kinds, self.trail):
            stack.pop()


@lru_cache(maxsize=64)
def _heading_key(heading: str) -> str:
    # Many lines stand under one heading.
    return key(heading)


def lines(root: etree._Element) -> Iterator[Line]:
    """Cleaned lines of the tree in its order; what is not to be seen must be gone from it."""
    walk = _Walk(Sizes(root))
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if isinstance(element.tag, str):
            walk.start(element) if event == "start" else walk.end(element)
            yield from walk.found
            walk.found.clear()
    walk.flush()
    yield from walk.found


def compared(href: str) -> str:
    """An address as two captures are compared by it: host and path alone; empty where that is nothing."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("", "http", "https") or "/cdn-cgi/" in parts.path:
        return ""
    return key(f"{(parts.netloc or '').removeprefix('www.')}{parts.path.rstrip('/')}")
