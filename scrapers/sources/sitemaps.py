"""Sitemaps by the protocol of sitemaps.org: XML, index, plain text, feeds as sitemaps, gzipped or not."""

import io
import zlib
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml import etree

from scrapers.charset import decode
from scrapers.records import Link, Page, Parsed, Problem, UnreadablePage
from scrapers.texts import dated, line

NAME = "sitemaps"
# The protocol's own bound for a sitemap, unpacked.
MOST_BYTES = 50 * 2**20


def parse(page: Page) -> Parsed[Link]:
    """Every address that the sitemap names, each once, in its order.

    Raises:
        UnreadablePage: it is no sitemap, or unpacks to more than 50 MiB.
    """
    body = _unpacked(page.body)
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        links, problems = _of_xml(body, page)
    else:
        links, problems = _of_lines(decode(body, page.content_type))
    first = {link.url: link for link in reversed(links)}
    return Parsed(tuple(first[url] for url in dict.fromkeys(link.url for link in links)), tuple(problems))


def _unpacked(body: bytes) -> bytes:
    if body[:2] != b"\x1f\x8b":
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        found = unpacker.decompress(body, MOST_BYTES + 1)
    except zlib.error as error:
        raise UnreadablePage(f"The sitemap cannot be unpacked: {error}.") from None
    if len(found) > MOST_BYTES:
        raise UnreadablePage("The sitemap unpacks to more than 50 MiB.")
    return found


def _of_lines(text: str) -> tuple[list[Link], list[Problem]]:
    lines = [each.strip() for each in text.splitlines() if each.strip()]
    links = [Link(each) for each in lines if _is_address(each)]
    if lines and not links:
        raise UnreadablePage(f"This is no sitemap; it begins with {lines[0][:40]!r}.")
    wrong = (number for number, each in enumerate(lines) if not _is_address(each))
    return links, [Problem(f"line {number + 1}", "is no web address") for number in wrong]


def _of_xml(body: bytes, page: Page) -> tuple[list[Link], list[Problem]]:
    links: list[Link] = []
    problems: list[Problem] = []
    root = ""
    for element, name, parent in _elements(body):
        root = root or name
        if name in ("url", "sitemap") and parent in ("urlset", "sitemapindex"):
            _take(element, "sitemap" if name == "sitemap" else "page", page, links, problems)
        elif name in ("item", "entry"):
            _take(element, "page", page, links, problems)
    if not links and not problems and root not in ("urlset", "sitemapindex", "rss", "feed"):
        raise UnreadablePage(f"This is no sitemap but <{root}>." if root else "This is no XML.")
    return links, problems


def _elements(body: bytes) -> Iterator[tuple[etree._Element, str, str]]:
    """Elements as they end, with their local name and that of what they stand in; first the root as it starts."""
    options = {"resolve_entities": False, "no_network": True, "recover": True, "huge_tree": False, "load_dtd": False}
    stack: list[str] = []
    try:
        for event, element in etree.iterparse(io.BytesIO(body), events=("start", "end"), **options):
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if event == "start":
                stack.append(name)
                if len(stack) == 1:
                    yield element, name, ""
                continue
            stack.pop()
            yield element, name, stack[-1] if stack else ""
            if len(stack) <= 1:
                element.clear()
    except etree.XMLSyntaxError:
        return


def _take(element: etree._Element, leads_to: str, page: Page, links: list[Link], problems: list[Problem]) -> None:
    fields: dict[str, str | None] = {}
    for child in element:
        if isinstance(child.tag, str):
            fields.setdefault(etree.QName(child).localname, line(child.text) or line(child.get("href")))
    # Some write the address of a sitemap without its element.
    named = fields.get("loc") or fields.get("link") or line(element.text)
    address = urljoin(page.url, named or "")
    if not named or not _is_address(address):
        problems.append(Problem(f"entry {len(links) + len(problems) + 1}", "names no web address"))
        return
    moment = next((value for name in ("lastmod", "pubDate", "updated") if (value := fields.get(name))), None)
    modified = dated(moment, "sitemap:lastmod", page.fetched_at)
    links.append(Link(address, modified, "sitemap" if leads_to == "sitemap" else "page"))


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, text))
