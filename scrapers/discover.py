"""From a website's home page to what is worth watching on it: feeds, sitemaps, careers, news, about, job boards."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import tldextract
from lxml import html
from protego import Protego

from history.errors import UserError
from scrapers.charset import decode
from scrapers.jobs.board import boards_in
from scrapers.records import Page
from scrapers.targets import Kind, Proposal, address

# The snapshot of the Public Suffix List that comes with the library; nothing is fetched.
_domains = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json")


@dataclass(frozen=True)
class Section:
    """A part of a website that is worth watching, told by the words of links to it and by its address."""

    kind: Kind
    words: re.Pattern[str]
    path: re.Pattern[str]
    most: int = 2


SECTIONS = (
    Section(
        "careers",
        re.compile(
            r"\b(careers?|jobs?|join us|vacanc|work with us)|招聘|加入我们|诚聘|招贤|人才|工作机会|karriere", re.I
        ),
        re.compile(r"/(careers?|jobs?|join(-?us)?|vacanc|recruit|zhaopin|hr|talent|karriere)\b", re.I),
    ),
    Section(
        "page",
        re.compile(r"\b(news|newsroom|press|blog|media cent)|新闻|动态|资讯|公告|快讯", re.I),
        re.compile(r"/(news(room)?|press|blog|media|xinwen|xwzx|gsxw|article)\b", re.I),
        3,
    ),
    Section(
        "page",
        re.compile(r"\b(tenders?|procurement|suppliers?|bidding)\b|招标|采购|投标|供应商", re.I),
        re.compile(r"/(tenders?|procurement|suppliers?|zhaobiao|caigou)\b", re.I),
    ),
    Section(
        "page",
        re.compile(r"\b(about( us)?|company|who we are)\b|关于我们|公司简介|企业简介|走进", re.I),
        re.compile(r"/(about(-?us)?|company|profile|gywm|gsjj)\b", re.I),
        1,
    ),
)


def discover(page: Page, robots: str | None) -> tuple[Proposal, ...]:
    """What a home page leads to, in the order of its links; `robots` is the site's robots.txt, where it is known."""
    tree = _tree(page)
    found = [*_sitemaps(page, robots)]
    if tree is not None:
        found += [*_feeds(tree, page), *_sections(tree, page), *boards_on(page)]
    first = {each.url: each for each in reversed(found)}
    return tuple(first[url] for url in dict.fromkeys(each.url for each in found))


def boards_on(page: Page) -> tuple[Proposal, ...]:
    """The job boards that a page links to or embeds, by the addresses of their public interfaces."""
    boards = boards_in(decode(page.body, page.content_type), page.url)
    return tuple(Proposal(url, "board") for board in boards for url in board.addresses)


def _tree(page: Page) -> html.HtmlElement | None:
    text = decode(page.body, page.content_type)
    try:
        return html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text)) if text.strip() else None
    except (ValueError, html.etree.ParserError):
        return None


def _sitemaps(page: Page, robots: str | None) -> Iterator[Proposal]:
    named = list(Protego.parse(robots).sitemaps) if robots else []
    for url in named or [urljoin(page.url, "/sitemap.xml")]:
        yield Proposal(url, "sitemap")


def _feeds(tree: html.HtmlElement, page: Page) -> Iterator[Proposal]:
    for link in tree.iterfind(".//link[@href]"):
        is_feed = "alternate" in (link.get("rel") or "").lower() and (link.get("type") or "").lower() in FEED_TYPES
        if is_feed and (url := _absolute(page.url, link.get("href"))):
            yield Proposal(url, "feed")


def _sections(tree: html.HtmlElement, page: Page) -> Iterator[Proposal]:
    links = list(_links(tree, page.url))
    for section in SECTIONS:
        by_words = [url for url, text in links if len(text) <= 30 and section.words.search(text)]
        by_path = [url for url, _ in links if section.path.search(urlsplit(url).path)]
        for url in list(dict.fromkeys([*by_words, *by_path]))[: section.most]:
            yield Proposal(url, section.kind)


def _links(tree: html.HtmlElement, base: str) -> Iterator[tuple[str, str]]:
    """Links within the same registrable domain, with their text."""
    home = urlsplit(base)
    for link in tree.iterfind(".//a[@href]"):
        url = _absolute(base, link.get("href"))
        if url is None or urlsplit(url)._replace(fragment="") == home:
            continue
        if _domain(url) == _domain(base):
            yield url, " ".join(link.text_content().split())


def _domain(url: str) -> str:
    """The registrable domain, such as `acme.co.uk`; of a name under no public suffix its last two labels."""
    host = urlsplit(url).hostname or ""
    return _domains(url).top_domain_under_public_suffix or ".".join(host.split(".")[-2:])


def _absolute(base: str, href: str) -> str | None:
    try:
        url = urljoin(base, href.strip())
        return address(url) if url.startswith(("http://", "https://")) else None
    except (ValueError, UserError):
        return None
