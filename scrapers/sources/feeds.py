"""Feeds: RSS, RDF and Atom by feedparser, JSON Feed, whatever their encoding and however they are formed."""

import calendar
import io
import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin

import feedparser

from scrapers.charset import decode
from scrapers.records import Dated, Entry, Page, Parsed, Problem, UnreadablePage
from scrapers.texts import SLACK, dated, line, plain

NAME = "feeds"


def parse(page: Page) -> Parsed[Entry]:
    """Every entry of a feed, in its order.

    Raises:
        UnreadablePage: it is no feed.
    """
    if page.body.lstrip()[:1] == b"{":
        return _json_feed(page)
    # As bytes in a stream: feedparser would open what looks like an address or a path.
    text = decode(page.body, page.content_type)
    found = feedparser.parse(
        io.BytesIO(text.encode()), response_headers={"content-type": "application/xml; charset=utf-8"}
    )
    if not found.entries and (found.bozo or not found.get("version")):
        raise UnreadablePage(f"This is no feed; it begins with {text.lstrip()[:40]!r}.")
    return _read(found.entries, lambda entry: _entry(entry, page))


def _read(entries: list[Any], one: Any) -> Parsed[Entry]:
    records, problems = [], []
    for number, entry in enumerate(entries):
        try:
            records.append(one(entry))
        except (ValueError, TypeError, AttributeError) as error:
            problems.append(Problem(f"entry {number + 1}", str(error)))
    return Parsed(tuple(records), tuple(problems))


def _entry(entry: Any, page: Page) -> Entry:
    address = line(entry.get("link"))
    url = urljoin(page.url, address) if address else None
    title, text = plain(entry.get("title")), plain(_body(entry))
    return Entry(
        key=_key(line(entry.get("id")) or url, title, text),
        url=url,
        title=line(title),
        text=text,
        published=_moment(entry, "published", page) or _moment(entry, "updated", page),
        modified=_moment(entry, "updated", page),
        topics=tuple(found for tag in entry.get("tags") or () if (found := line(tag.get("term")))),
    )


def _body(entry: Any) -> str | None:
    contents: list[str | None] = [each.get("value") for each in entry.get("content") or ()]
    return next(filter(None, [*contents, entry.get("summary")]), None)


def _moment(entry: Any, name: str, page: Page) -> Dated | None:
    # Asked for a missing moment, feedparser gives the other one.
    parts = entry.get(f"{name}_parsed") if name in entry else None
    if parts is None:
        return None
    try:
        at = datetime.fromtimestamp(calendar.timegm(parts), UTC)
    except (OverflowError, ValueError):
        return None
    return Dated(at, f"feed:{name}") if at <= page.fetched_at + SLACK else None


def _key(identity: str | None, title: str | None, text: str | None) -> str:
    if identity:
        return identity
    if not title and not text:
        raise ValueError("has neither id, link, title nor text")
    return sha256(f"{title}\n{text}".encode()).hexdigest()


def _json_feed(page: Page) -> Parsed[Entry]:
    try:
        found = json.loads(decode(page.body, page.content_type))
        items = found["items"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UnreadablePage("This is JSON, but no JSON Feed: it has no items.") from None
    if not isinstance(items, list):
        raise UnreadablePage("This is JSON, but no JSON Feed: its items are no list.")
    return _read(items, lambda item: _item(item, page))


def _item(item: dict[str, Any], page: Page) -> Entry:
    address = line(item.get("url")) or line(item.get("external_url"))
    url = urljoin(page.url, address) if address else None
    title, text = line(item.get("title")), plain(item.get("content_html")) or plain(item.get("content_text"))
    return Entry(
        key=_key(line(str(item["id"])) if item.get("id") is not None else url, title, text),
        url=url,
        title=title,
        text=text or plain(item.get("summary")),
        published=dated(item.get("date_published"), "feed:date_published", page.fetched_at),
        modified=dated(item.get("date_modified"), "feed:date_modified", page.fetched_at),
        topics=tuple(found for tag in item.get("tags") or () if (found := line(tag))),
    )
