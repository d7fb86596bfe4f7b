"""Feeds, by feedparser."""

import calendar
from datetime import datetime, UTC
import feedparser
from scrapers.records import Dated, Entry, Page, Parsed, UnreadablePage


def parse(page: Page) -> Parsed[Entry]:
    found = feedparser.parse(page.body)
    if not found.version:
        raise UnreadablePage("no feed")
    out = []
    for e in found.entries:
        t = e.get("published_parsed")
        out.append(
            Entry(
                e.get("id") or e.get("link") or e.get("title"),
                e.get("link"),
                e.get("title"),
                None,
                Dated(datetime.fromtimestamp(calendar.timegm(t), UTC), "feed:published") if t else None,
            )
        )
    return Parsed(tuple(out))
