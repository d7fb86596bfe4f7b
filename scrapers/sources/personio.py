"""Personio's public XML feed, `<company>.jobs.personio.de/xml`."""

import re

from lxml import etree

from scrapers.jobs.items import places
from scrapers.patents.fields import xml
from scrapers.records import Page, Parsed, Posting, Problem, UnreadablePage
from scrapers.texts import dated, line, plain

NAME = "personio"


def parse(page: Page) -> Parsed[Posting]:
    """Every position that can be read, whatever is wrong with the file around it."""
    if b"<workzag-jobs" not in page.body:
        raise UnreadablePage("The answer of personio is no list of positions.")
    records, problems = [], []
    # One by one, so that a fault in the file costs no more than the position it stands in.
    for number, position in enumerate(re.findall(rb"<position>.*?</position>", page.body, re.S)):
        try:
            records.append(_posting(xml(position), page))
        except ValueError as error:
            problems.append(Problem(f"position {number + 1}", str(error)))
    return Parsed(tuple(records), tuple(problems))


def _posting(position: etree._Element, page: Page) -> Posting:
    number, title = line(position.findtext("id")), line(position.findtext("name"))
    if not number or not title:
        raise ValueError("has no id or no name")
    texts = (plain(each.text) for each in position.iterfind("jobDescriptions/jobDescription/value"))
    offices = [each.text for each in position.iterfind("additionalOffices/office")]
    host = page.url.split("/")[2] if page.url.count("/") > 1 else ""
    return Posting(
        board=NAME,
        posting_id=number,
        opening=number,
        title=title,
        url=f"https://{host}/job/{number}" if host.endswith((".personio.de", ".personio.com")) else None,
        company=line(position.findtext("subcompany")),
        department=line(position.findtext("department")),
        locations=places(position.findtext("office"), *offices),
        employment=line(position.findtext("schedule")) or line(position.findtext("employmentType")),
        published=dated(line(position.findtext("createdAt")), "personio:createdAt", page.fetched_at),
        text="\n".join(filter(None, texts)) or None,
    )
