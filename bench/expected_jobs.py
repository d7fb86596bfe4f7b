"""Job boards and job pages as they were recorded: what can be read of them.

Hardly any recording states what should be found in it, so most rates say only that every job could be read, with an
id, a title and an address; where the manifest states a title, it is compared. A recording that is named invalid has a
job without a title: that one is to be reported, and no job to be made of it.
"""

import json
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bench.rates import Rate
from scrapers.records import Page, Posting, UnreadablePage
from scrapers.sources import listing, markup

BOARDS = ("greenhouse", "lever", "ashby", "smartrecruiters", "workable", "recruitee", "personio", "teamtailor")


def rates(data: Path) -> list[Rate]:
    """All of them, for a folder with a `manifest.jsonl`."""
    lines = [json.loads(line) for line in (data / "manifest.jsonl").read_text(encoding="utf-8").splitlines() if line]
    read, titles = Rate("job boards: read, every job with id, title and address"), Rate("jobs: titles")
    lists, refused = Rate("job lists: read"), Rate("job boards: refused where they are broken on purpose")
    for line in lines:
        file = data / line["file"]
        if not line["file"].startswith("jobs/") or not file.is_file() or "detail" in file.name:
            continue
        page = Page(f"https://recorded.example/{line['file']}", file.read_bytes(), datetime.now(UTC))
        if line.get("ats") in BOARDS and file.suffix != ".html":
            said = _board(line["ats"], page)
            if "invalid" in file.name:
                refused.count(line["file"], True, said != "read")
            else:
                read.count(line["file"], "read", said)
        if line.get("ats") == "51job":
            lists.count(line["file"], True, bool(listing.parse(page).records))
        if title := (line.get("expected") or {}).get("title"):
            titles.count(line["file"], title, next((job.title for job in markup.parse(page).records), None))
    return [rate for rate in (read, refused, lists, titles) if rate.total]


def _board(name: str, page: Page) -> str:
    try:
        found = import_module(f"scrapers.sources.{name}").parse(page)
    except UnreadablePage as error:
        return str(error)
    if found.problems:
        return found.problems[0].reason
    return "read" if found.records and all(map(_whole, found.records)) else "jobs without an address, or none"


def _whole(job: Posting) -> bool:
    return bool(job.posting_id and job.title) and (job.url is not None or job.board == "personio")
