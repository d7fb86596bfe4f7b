"""Jobs in the markup of any page: schema.org `JobPosting` as JSON-LD, microdata or RDFa."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin, urlsplit

from extruct.rdfa import RDFaExtractor
from extruct.w3cmicrodata import MicrodataExtractor
from lxml import etree, html

from scrapers.charset import decode
from scrapers.jobs.items import Job, needed, parsed, places, within
from scrapers.records import Dated, Page, Parsed, Posting
from scrapers.texts import dated, line, plain

NAME = "markup"
# An end may lie ahead; only what is no moment at all is dropped.
FAR = datetime(9000, 1, 1, tzinfo=UTC)
_BLOCK = re.compile(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script\s*>", re.I | re.S)
# What wraps JSON-LD in the wild, and what breaks it: comments, CDATA, raw control characters.
_WRAPPING = re.compile(r"^\s*(?:<!--|/\*.*?\*/|//[^\n]*|<!\[CDATA\[)|(?:-->|\]\]>|;)\s*$", re.S)


def parse(page: Page) -> Parsed[Posting]:
    """Every job that the page marks up, once; none is no error. `validThrough` is kept, and closes nothing."""
    text = decode(page.body, page.content_type)
    found = parsed(_jobs(text, page.url), lambda job: _posting(job, page))
    return Parsed(tuple({each.posting_id: each for each in found.records}.values()), found.problems)


def _jobs(text: str, url: str) -> Iterator[Job]:
    """Marked-up jobs as objects in the form of JSON-LD. Blocks are read one by one: an empty one spoils no other."""
    for block in _BLOCK.findall(text):
        yield from _walk(_loaded(block))
    if "JobPosting" not in text:
        return
    try:
        tree = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return
    if "itemtype" in text:
        yield from _walk([_flat(item) for item in MicrodataExtractor().extract_items(tree, url)])
    if "typeof" in text:
        yield from _walk(_rdfa(text, url))


def _loaded(block: str) -> Any:
    plain_block = _WRAPPING.sub("", _WRAPPING.sub("", block.strip())).strip()
    try:
        return json.loads(plain_block, strict=False)
    except (ValueError, RecursionError):
        return None


def _walk(found: Any) -> Iterator[Job]:
    if isinstance(found, list):
        for each in found:
            yield from _walk(each)
    elif isinstance(found, dict):
        if "JobPosting" in str(found.get("@type", "")):
            yield found
        else:
            for value in found.values():
                if isinstance(value, dict | list):
                    yield from _walk(value)


def _flat(item: Any) -> Any:
    """A microdata item in the form of JSON-LD."""
    if isinstance(item, list):
        return [_flat(each) for each in item]
    if not isinstance(item, dict) or "properties" not in item:
        return item
    return {"@type": item.get("type")} | {name: _flat(value) for name, value in item["properties"].items()}


def _rdfa(text: str, url: str) -> list[Job]:
    """RDFa in the form of JSON-LD: nodes are put where they are referred to, names lose their vocabulary."""
    nodes = {node.get("@id"): node for node in RDFaExtractor().extract(text, base_url=url)}

    def value(held: Any, depth: int) -> Any:
        if isinstance(held, list):
            return [value(each, depth) for each in held] if len(held) > 1 else value(held[0], depth) if held else None
        if not isinstance(held, dict):
            return held
        node = nodes.get(held.get("@id"), held) if depth < 4 else held
        if "@value" in node:
            return node["@value"]
        return {name.rpartition("/")[2]: value(each, depth + 1) for name, each in node.items() if name != "@id"}

    return [value(node, 0) for node in nodes.values() if "JobPosting" in str(node.get("@type"))]


def _posting(job: Job, page: Page) -> Posting:
    address = line(_one(job.get("url")))
    url = urljoin(page.url, address) if address else page.url
    title = needed({"title": _one(job.get("title")), "name": _one(job.get("name"))}, "title", "name")
    company = _one(job.get("hiringOrganization"))
    identity = _one(job.get("identifier"))
    number = within(identity, "value") if isinstance(identity, dict) else identity
    return Posting(
        board=f"site:{urlsplit(page.url).hostname}",
        posting_id=line(str(number or "")) or sha256(f"{url}\n{title}".encode()).hexdigest()[:16],
        title=title,
        url=url,
        company=line(within(company, "name")) if isinstance(company, dict) else line(company),
        locations=places(*(_place(each) for each in _many(job.get("jobLocation")))),
        remote=True if "TELECOMMUTE" in str(job.get("jobLocationType")) else None,
        employment=", ".join(filter(None, map(line, _many(job.get("employmentType"))))) or None,
        published=dated(_one(job.get("datePosted")), "schema.org:datePosted", page.fetched_at),
        closes=_end(job),
        text=plain(_one(job.get("description"))),
        opening=line(str(number or "")),
    )


def _end(job: Job) -> Dated | None:
    return dated(_one(job.get("validThrough")), "schema.org:validThrough", FAR)


def _place(given: Any) -> str | None:
    if not isinstance(given, dict):
        return line(given)
    home = _one(given.get("address"))
    if not isinstance(home, dict):
        return line(home) or line(_one(given.get("name")))
    parts = (_one(home.get(name)) for name in ("addressLocality", "addressRegion", "addressCountry"))
    named = (line(_one(part.get("name")) if isinstance(part, dict) else part) for part in parts)
    return ", ".join(dict.fromkeys(filter(None, named))) or line(_one(given.get("name")))


def _many(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [] if given is None else [given]


def _one(given: Any) -> Any:
    return next(iter(_many(given)), None)
