"""USPTO grants of 2001 to 2004 in the tags of WIPO standard ST.32 (`PATDOC`), one or many a file."""

import re

from lxml import etree

from scrapers.patents.fields import day, documents, number, organisations, text_of, xml
from scrapers.records import Page, Parsed, Patent, Problem

NAME = "uspto_sgml"


def parse(page: Page) -> Parsed[Patent]:
    """Every document of the file."""
    records, problems = [], []
    for place, document in enumerate(documents(page.body, "PATDOC")):
        try:
            records.append(_patent(xml(_front(document)), page))
        except ValueError as error:
            problems.append(Problem(f"document {place + 1}", str(error)))
    return Parsed(tuple(records), tuple(problems))


def _front(document: bytes) -> bytes:
    """Front page and abstract alone: the rest is long, and in SGML not well-formed."""
    parts = (re.search(rf"<{tag}>.*?</{tag}>".encode(), document, re.S) for tag in ("SDOBI", "SDOAB"))
    return b"<PATDOC>" + b"".join(part[0] for part in parts if part) + b"</PATDOC>"


def _patent(root: etree._Element, page: Page) -> Patent:
    named = number(text_of(root.find(".//B110")))
    if named is None:
        raise ValueError("has no publication number")
    application = number(text_of(root.find(".//B210")))
    owners = [text_of(each.find(".//ONM")) for tag in ("B731", "B711") for each in root.iterfind(f".//{tag}")]
    classes = (text_of(each) for tag in ("B511", "B512") for each in root.iterfind(f".//{tag}"))
    return Patent(
        office=text_of(root.find(".//B190")) or "US",
        number=named,
        kind_code=text_of(root.find(".//B130")),
        title=text_of(root.find(".//B540")),
        published=day(text_of(root.find(".//B140")), "uspto:B140", page.fetched_at),
        filed=day(text_of(root.find(".//B220")), "uspto:B220", page.fetched_at),
        application=application,
        family=f"US:{application}" if application else None,
        applicants=organisations(owners),
        classes=tuple(dict.fromkeys(filter(None, classes))),
        abstract=text_of(root.find(".//SDOAB")),
    )
