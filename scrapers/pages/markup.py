"""An HTML tree that is safe to walk, whatever the bytes."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from scrapers.charset import decode
from scrapers.records import Page, UnreadablePage

_TEXTUAL = re.compile(r"\s*(text/|application/(xhtml|xml|unknown|octet-stream|$)|html|$)", re.IGNORECASE)
UNSEEN = ("script", "style", "noscript", "template", "svg", "head", "iframe", "object", "canvas", "select", "math")
# Control characters that XML forbids: lxml raises on them, browsers drop them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")


def tree(page: Page) -> etree._Element:
    """The page's elements, broken markup mended.

    Raises:
        UnreadablePage: it is a file of another kind, or there is nothing in it that could be markup or text.
    """
    if (page.content_type and not _TEXTUAL.match(page.content_type)) or page.body[:5] in (b"%PDF-", b"PK\x03\x04\x14"):
        raise UnreadablePage(f"This is no web page but {page.content_type or 'a file'}.")
    text = _FORBIDDEN.sub("", decode(page.body, page.content_type))
    if not text.strip():
        raise UnreadablePage("The page is empty.")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise UnreadablePage("There is no markup in the page that could be read.") from None
    return root


def title(root: etree._Element) -> str | None:
    """What the page calls itself; None where it says nothing."""
    for path in ("//head/title", "//meta[@property='og:title']/@content", "//h1"):
        for found in root.xpath(path):
            words = " ".join((found if isinstance(found, str) else found.text_content()).split())
            if words:
                return words[:300]
    return None


def links(root: etree._Element, url: str) -> Iterator[tuple[str, str]]:
    """Absolute addresses that the page links to, without fragments, with the words of the link."""
    for anchor in root.iter("a"):
        if address := _joined(url, anchor.get("href") or ""):
            yield address, " ".join("".join(anchor.itertext()).split())


def _joined(url: str, href: str) -> str | None:
    try:
        address = urljoin(url, href.strip()).partition("#")[0]
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if href.strip() and parts.scheme in ("http", "https") and parts.hostname else None
