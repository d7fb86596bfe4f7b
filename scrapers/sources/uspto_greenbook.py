"""USPTO grants of 1976 to 2001 as text (the "green book"): tags of four letters, one or many documents a file."""

import re
from collections.abc import Iterator

from scrapers.charset import decode
from scrapers.patents.fields import day, number, organisations
from scrapers.records import Page, Parsed, Patent, Problem, UnreadablePage
from scrapers.texts import line

NAME = "uspto_greenbook"
# Kinds of document by the first letter of their number.
_KINDS = {"D": "S", "P": "P", "R": "E", "H": "H"}


def parse(page: Page) -> Parsed[Patent]:
    """Every document of the file."""
    text = decode(page.body, page.content_type)
    parts = re.split(r"(?m)^PATN\s*$", text)[1:]
    if not parts:
        raise UnreadablePage("There is no PATN in the document.")
    records, problems = [], []
    for place, part in enumerate(parts):
        try:
            records.append(_patent(list(_fields(part)), page))
        except ValueError as error:
            problems.append(Problem(f"document {place + 1}", str(error)))
    return Parsed(tuple(records), tuple(problems))


def _fields(part: str) -> Iterator[tuple[str, str, str]]:
    """(section, tag, value) of every field; a line that begins with blanks goes on from the one before."""
    section, tag, value = "PATN", "", ""
    for each in part.splitlines():
        if each.startswith("  ") and tag:
            value += f" {each.strip()}"
            continue
        if tag:
            yield section, tag, value
        tag, value = each[:4].strip(), each[4:].strip()
        if tag and not value and len(tag) == 4:
            section, tag = tag, ""
    if tag:
        yield section, tag, value


def _patent(fields: list[tuple[str, str, str]], page: Page) -> Patent:
    front = {tag: value for section, tag, value in reversed(fields) if section == "PATN"}
    named = number(front.get("WKU", "")[:8])
    if named is None:
        raise ValueError("has no number (WKU)")
    application = number(front.get("APN", "")[:6])
    series = front.get("SRC", "").zfill(2)
    classes = (line(value) for section, tag, value in fields if section == "CLAS" and tag in ("ICL", "OCL"))
    paragraphs = (value for section, tag, value in fields if section == "ABST" and tag.startswith("PA"))
    return Patent(
        office="US",
        number=named,
        kind_code=_KINDS.get(named[:1], "A"),
        title=line(front.get("TTL")),
        published=day(front.get("ISD"), "uspto:ISD", page.fetched_at),
        filed=day(front.get("APD"), "uspto:APD", page.fetched_at),
        application=application,
        family=f"US:{series}{application.zfill(6)}" if application else None,
        applicants=organisations(value for section, tag, value in fields if (section, tag) == ("ASSG", "NAM")),
        classes=tuple(dict.fromkeys(filter(None, classes))),
        abstract=line(" ".join(paragraphs)),
    )
