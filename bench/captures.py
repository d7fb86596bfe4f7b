"""Whether captures are taken for what analysts took them for: the site's own answer, or something in its place."""

import json
from datetime import UTC, datetime
from pathlib import Path

from bench.rates import Rate
from scrapers.pages.blocks import read
from scrapers.pages.quality import Capture, by_answer, judge
from scrapers.records import Page


def quality(data: Path) -> Rate:
    """The captures of `html/quality`, scored 0 to 1 by analysts; the site itself answered from 0.6 on.

    Most are without their body: then status, headers, title and length have to tell.
    """
    rate = Rate("captures taken for genuine or not")
    for file in sorted((data / "html" / "quality").glob("*.json")):
        score = float(file.stem.rsplit("-", 2)[1])
        rate.count(file.name, score >= 0.6, _judged(file).genuine)
    return rate


def _judged(file: Path) -> Capture:
    told = json.loads(file.read_text(encoding="utf-8"))["data"]
    status, headers = told.get("status") or 200, told.get("headers") or {}
    body = file.with_suffix(".body")
    if body.is_file():
        page = Page(told["url"], body.read_bytes(), datetime(2026, 1, 1, tzinfo=UTC), told.get("media_type") or "")
        return judge(read(page), status, headers)
    return by_answer(status, headers, told.get("title"), told.get("content_length") or 0)
