"""USPTO bulk XML since 2005, `us-patent-grant` and `us-patent-application`, one or many documents a file."""

from lxml import etree

from scrapers.patents.fields import day, documents, number, organisations, text_of, xml
from scrapers.records import Page, Parsed, Patent, Problem
from scrapers.texts import line

NAME = "uspto_xml"
ROOTS = ("us-patent-grant", "us-patent-application")


def parse(page: Page) -> Parsed[Patent]:
    """Every document of the file."""
    root = next((each for each in ROOTS if f"<{each}".encode() in page.body), ROOTS[0])
    records, problems = [], []
    for place, document in enumerate(documents(page.body, root)):
        try:
            records.append(_patent(xml(document), page))
        except ValueError as error:
            problems.append(Problem(f"document {place + 1}", str(error)))
    return Parsed(tuple(records), tuple(problems))


def _patent(root: etree._Element, page: Page) -> Patent:
    public = root.find(".//publication-reference/document-id")
    named = None if public is None else number(public.findtext("doc-number"))
    if public is None or named is None:
        raise ValueError("has no publication number")
    application = number(root.findtext(".//application-reference/document-id/doc-number"))
    parties = ("assignees/assignee", "us-parties/us-applicants/us-applicant", "parties/applicants/applicant")
    names = [each.findtext(".//orgname") for party in parties for each in root.iterfind(f".//{party}")]
    return Patent(
        office=line(public.findtext("country")) or "US",
        number=named,
        kind_code=line(public.findtext("kind")),
        title=text_of(root.find(".//invention-title")),
        published=day(public.findtext("date"), "uspto:publication-reference", page.fetched_at),
        filed=day(root.findtext(".//application-reference/document-id/date"), "uspto:application", page.fetched_at),
        application=application,
        family=f"US:{application}" if application else None,
        applicants=organisations(names),
        classes=_classes(root),
        abstract=text_of(root.find("abstract")),
    )


def _classes(root: etree._Element) -> tuple[str, ...]:
    """IPC or CPC symbols such as `A61B 5/0205`, each once."""
    found = []
    for path in (".//classification-ipcr", ".//classification-cpc"):
        for each in root.iterfind(path):
            parts = [line(each.findtext(name)) for name in ("section", "class", "subclass", "main-group", "subgroup")]
            if all(parts):
                section, group, subclass, main, sub = parts
                found.append(f"{section}{group}{subclass} {main}/{sub}")
    return tuple(dict.fromkeys(found or filter(None, map(_locarno, root.iterfind(".//classification-locarno")))))


def _locarno(element: etree._Element) -> str | None:
    return line(element.findtext("main-classification"))
