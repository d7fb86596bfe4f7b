"""Feeds, sitemaps, charsets, patents and dates of recorded pages against what others read in them.

Expectations come from the manifest: full parses by other programs (`expected_file`), or a few facts. What is compared
is what both sides state: titles and addresses of feeds as text without markup and white space, and days rather than
moments. A title that another program read with letters lost is no expectation.
"""

import html
import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.rates import Rate
from scrapers.charset import decode, encoding_of
from scrapers.dates import page_dates
from scrapers.readers import patents
from scrapers.records import Entry, Page, UnreadablePage
from scrapers.sources import feeds, sitemaps

NOW = datetime.now(UTC)
Line = dict[str, Any]


def rates(data: Path) -> list[Rate]:
    """All of them, for a folder with a `manifest.jsonl`."""
    lines = [json.loads(line) for line in (data / "manifest.jsonl").read_text(encoding="utf-8").splitlines() if line]
    found = [line for line in lines if (data / line["file"]).is_file() and line.get("role") != "gold"]
    checks: tuple[Callable[[Path, list[Line]], Iterable[Rate]], ...] = (_feeds, _sitemaps, _charsets, _patents, _dates)
    return [rate for check in checks for rate in check(data, found) if rate.total]


def _page(data: Path, line: Line) -> Page:
    expected = line.get("expected") or {}
    url = expected.get("url") if isinstance(expected, dict) else None
    return Page(url or f"https://recorded.example/{line['file']}", (data / line["file"]).read_bytes(), NOW)


def _facts(line: Line) -> Line:
    expected = line.get("expected")
    return expected if isinstance(expected, dict) else {}


def _plain(text: object) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", html.unescape(html.unescape(str(text or "")))))


def _feeds(data: Path, lines: list[Line]) -> Iterable[Rate]:
    count, titles, links, days = (Rate(f"feeds: {what}") for what in ("entries", "titles", "addresses", "days"))
    refused = Rate("feeds: refused where they should be")
    for line in (line for line in lines if line["file"].startswith("feeds/")):
        facts, entries = _facts(line), _entries(data, line)
        if facts.get("error"):
            refused.count(line["file"], None, entries)
        elif "entries" in facts:
            count.count(line["file"], facts["entries"], None if entries is None else len(entries))
        for gold in _gold_entries(data, facts):
            count.count(line["file"], len(gold), None if entries is None else len(entries))
            for mine, other in zip(entries or (), gold, strict=False):
                _compare(line["file"], mine, other, titles, links, days)
    return count, titles, links, days, refused


def _entries(data: Path, line: Line) -> tuple[Entry, ...] | None:
    try:
        return feeds.parse(_page(data, line)).records
    except UnreadablePage:
        return None


def _gold_entries(data: Path, facts: Line) -> Iterable[list[Line]]:
    """At most one list of (title, link, day), whichever program wrote the parse."""
    if "expected_file" not in facts:
        return
    told = json.loads((data / facts["expected_file"]).read_text(encoding="utf-8"))
    if "feed" in told:
        yield [
            {"title": each.get("title"), "link": each.get("link"), "day": each.get("isoDate")}
            for each in told["feed"]["items"]
        ]
    elif "entries" in told:
        yield [
            {
                "title": (each.get("title") or {}).get("content"),
                "link": next((link["href"] for link in each.get("links") or ()), None),
                "day": each.get("published"),
            }
            for each in told["entries"]
        ]


def _compare(name: str, mine: Entry, other: Line, titles: Rate, links: Rate, days: Rate) -> None:
    if other["title"] and "\ufffd" not in other["title"]:
        titles.count(name, _plain(other["title"]), _plain(mine.title))
    if other["link"] and str(other["link"]).startswith("http"):
        links.count(name, html.unescape(other["link"]).rstrip("/").lower(), (mine.url or "").rstrip("/").lower())
    if other["day"]:
        days.count(name, other["day"][:10], mine.published.at.date().isoformat() if mine.published else None)


def _sitemaps(data: Path, lines: list[Line]) -> Iterable[Rate]:
    rate = Rate("sitemaps: read, with at least one address")
    for line in lines:
        if line["file"].startswith("sitemaps/") and not re.search(r"robots|error", line["file"]):
            try:
                rate.count(line["file"], True, bool(sitemaps.parse(_page(data, line)).records))
            except UnreadablePage as error:
                rate.count(line["file"], True, str(error))
    return (rate,)


def _charsets(data: Path, lines: list[Line]) -> Iterable[Rate]:
    encodings, titles = Rate("charsets: encodings"), Rate("charsets: titles")
    for line in lines:
        facts, page = _facts(line), _page(data, line)
        named = facts.get("true_encoding") or facts.get("encoding")
        if named:
            encodings.count(line["file"], _family(named), _family(encoding_of(page.body)))
        if "title_contains" in facts:
            titles.count(line["file"], True, _plain(facts["title_contains"]) in _plain(decode(page.body)))
    return encodings, titles


def _family(name: str) -> str:
    plain = re.sub(r"\W|_", "", name.lower())
    return {"gbk": "gb18030", "gb2312": "gb18030", "big5hkscs": "big5", "cp950": "big5"}.get(plain, plain)


def _patents(data: Path, lines: list[Line]) -> Iterable[Rate]:
    read, gold = Rate("patents: read without a problem"), Rate("patents: fields")
    for line in (line for line in lines if line["file"].startswith("patents/") and not line["file"].endswith("jsonl")):
        if re.search(r"continuity|foreign_priority|transactions|search", line["file"]):
            continue
        try:
            found = patents.parse(_page(data, line))
        except UnreadablePage as error:
            read.count(line["file"], True, str(error))
            continue
        read.count(line["file"], True, bool(found.records) and not found.problems)
        for other, mine in zip(_gold_patents(data, _facts(line)), found.records, strict=False):
            gold.count(
                f"{line['file']} number", other["publication_number"], f"{mine.office}{mine.number}{mine.kind_code}"
            )
            gold.count(f"{line['file']} family", f"docdb:{other['family_id']}", mine.family)
            day = mine.published.at.date().isoformat() if mine.published else None
            gold.count(f"{line['file']} day", other["publication_reference_docdb"]["date"], day)
    return read, gold


def _gold_patents(data: Path, facts: Line) -> list[Line]:
    if "expected_file" not in facts:
        return []
    told = json.loads((data / facts["expected_file"]).read_text(encoding="utf-8"))
    documents: list[Line] = told.get("documents") or []
    return documents


def _dates(data: Path, lines: list[Line]) -> Iterable[Rate]:
    rate = Rate("dates: day of publication")
    for line in lines:
        if "date" in _facts(line) and line["file"].startswith("html/"):
            page = _page(data, line)
            found = page_dates(decode(page.body), page.url, NOW).published
            rate.count(line["file"], line["expected"]["date"], found.at.date().isoformat() if found else None)
    return (rate,)
