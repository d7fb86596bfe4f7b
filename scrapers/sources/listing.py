"""Jobs listed on plain pages: result lists that carry their jobs as JSON in a script, and lists of links to jobs."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from scrapers.charset import decode
from scrapers.jobs.items import Job, known, needed, parsed, places
from scrapers.jobs.role import is_title
from scrapers.records import Page, Parsed, Posting, UnreadablePage
from scrapers.texts import dated, line

NAME = "listing"
_RESULT = re.compile(r"__SEARCH_RESULT__\s*=\s*(?=\{)")
_JOB_PATH = re.compile(
    r"/(?:jobs?|careers?|positions?|vacanc\w*|openings?|zhaopin|recruit\w*|zhiwei|job[-_]?detail)/", re.I
)
_MOST_TITLE = 60


def parse(page: Page) -> Parsed[Posting]:
    """Every job listed, once, in the order of the page.

    Raises:
        UnreadablePage: it lists none, as where a script fills the list in.
    """
    text = decode(page.body, page.content_type)
    carried = _RESULT.search(text)
    found = _carried(text[carried.end() :], page) if carried else Parsed(tuple(_linked(text, page)))
    records = tuple({each.posting_id: each for each in found.records}.values())
    if not records:
        raise UnreadablePage("The page lists no jobs; where a script fills the list in, watch the board behind it.")
    return Parsed(records, found.problems)


def _carried(text: str, page: Page) -> Parsed[Posting]:
    try:
        held, _ = json.JSONDecoder(strict=False).raw_decode(text)
        jobs = held["engine_search_result"]
    except (ValueError, KeyError, TypeError):
        raise UnreadablePage("The jobs that the page carries in a script cannot be read.") from None

    def one(job: Job) -> Posting:
        return Posting(
            board=_board(page),
            posting_id=needed(job, "jobid"),
            opening=known(job, "jobid"),
            title=needed(job, "job_name", "job_title"),
            url=line(job.get("job_href")),
            company=line(job.get("company_name")),
            locations=places(job.get("workarea_text")),
            published=dated(line(job.get("issuedate")), "listing:issuedate", page.fetched_at),
        )

    return parsed(jobs if isinstance(jobs, list) else [], one)


def _linked(text: str, page: Page) -> Iterator[Posting]:
    """Links whose text is a job's title, by its words or by the address that it leads to."""
    try:
        tree = (
            html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8")) if text.strip() else None
        )
    except (etree.ParserError, ValueError):
        return
    for link in tree.iterfind(".//a[@href]") if tree is not None else ():
        title = line(link.text_content())
        url = urljoin(page.url, link.get("href").strip())
        if title and len(title) <= _MOST_TITLE and is_title(title) and _JOB_PATH.search(urlsplit(url).path + "/"):
            yield Posting(_board(page), sha256(url.encode()).hexdigest()[:16], title, url)


def _board(page: Page) -> str:
    return f"site:{urlsplit(page.url).hostname}"
