"""The EPO's Open Patent Services: bibliographic data as XML, one or many `exchange-document` an answer."""

import re

from lxml import etree

from scrapers.patents.fields import day, number, organisations, text_of, xml
from scrapers.records import Page, Parsed, Patent, Problem, UnreadablePage
from scrapers.texts import line

NAME = "epo_ops"
NS = {"ex": "http://www.epo.org/exchange"}
_COUNTRY = re.compile(r"\s*\[[A-Z]{2}\]\s*$")


def parse(page: Page) -> Parsed[Patent]:
    """Every publication. `family` is the DOCDB simple family, so that A1 and B1 are one invention."""
    try:
        root = xml(page.body)
    except ValueError as error:
        raise UnreadablePage(f"The answer is no XML: {error}.") from None
    found = root.findall(".//ex:exchange-document", NS)
    if not found and etree.QName(root).localname != "world-patent-data":
        raise UnreadablePage("The answer is none of Open Patent Services.")
    records, problems = [], []
    for place, document in enumerate(found):
        try:
            records.append(_patent(document, page))
        except ValueError as error:
            problems.append(Problem(f"document {place + 1}", str(error)))
    return Parsed(tuple(records), tuple(problems))


def _patent(document: etree._Element, page: Page) -> Patent:
    named = number(document.get("doc-number"))
    if named is None:
        raise ValueError("has no publication number")
    data = document.find("ex:bibliographic-data", NS)
    public = _dated(data, "publication-reference")
    family = line(document.get("family-id"))
    return Patent(
        office=line(document.get("country")) or "EP",
        number=named,
        kind_code=line(document.get("kind")),
        title=_in_english(document, ".//ex:invention-title"),
        published=day(public, "ops:publication-reference", page.fetched_at),
        filed=day(_dated(data, "application-reference"), "ops:application-reference", page.fetched_at),
        application=number(document.findtext(".//ex:application-reference/ex:document-id/ex:doc-number", None, NS)),
        family=f"docdb:{family}" if family else None,
        applicants=organisations(_applicants(document)),
        classes=_classes(document),
        abstract=_in_english(document, "ex:abstract"),
    )


def _dated(data: etree._Element | None, reference: str) -> str | None:
    found = () if data is None else data.iterfind(f"ex:{reference}/ex:document-id/ex:date", NS)
    return next((text for each in found if (text := line(each.text))), None)


def _in_english(document: etree._Element, path: str) -> str | None:
    """The text in English, else the first."""
    found = document.findall(path, NS)
    return text_of(next((each for each in found if each.get("lang") == "en"), found[0] if found else None))


def _applicants(document: etree._Element) -> list[str]:
    """As they were written on the application where that is known. Whoever is an inventor too is a person."""
    people = {
        _folded(name) for name in _names(document, "inventor", "original") + _names(document, "inventor", "epodoc")
    }
    for form in ("original", "epodoc", "docdb"):
        if names := [name for name in _names(document, "applicant", form) if _folded(name) not in people]:
            return names
    return []


def _names(document: etree._Element, party: str, form: str) -> list[str]:
    path = f".//ex:{party}[@data-format='{form}']/ex:{party}-name/ex:name"
    texts = (text_of(each) for each in document.iterfind(path, NS))
    return [_COUNTRY.sub("", text).rstrip(" ,;") for text in texts if text]


def _folded(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", name.casefold()))


def _classes(document: etree._Element) -> tuple[str, ...]:
    texts = (text_of(each) for each in document.iterfind(".//ex:classification-ipcr/ex:text", NS))
    symbols = (re.match(r"([A-H]\d\d[A-Z])\s*(\d+)\s*/\s*(\d+)", text) for text in texts if text)
    return tuple(dict.fromkeys(f"{found[1]} {found[2]}/{found[3]}" for found in symbols if found))
