"""The USPTO's Open Data Portal: applications as JSON (`patentBag` or `patentFileWrapperDataBag`)."""

import json
import re
from typing import Any

from scrapers.charset import decode
from scrapers.patents.fields import day, number, organisations
from scrapers.records import Page, Parsed, Patent, Problem, UnreadablePage
from scrapers.texts import line

NAME = "uspto_odp"
_PUBLICATION = re.compile(r"^(?P<office>[A-Z]{2})\s*(?P<number>[\d/-]+)\s*(?P<kind>[A-Z]\d?)?$")


def parse(page: Page) -> Parsed[Patent]:
    """Every application that has been published or granted; what nobody outside has seen yet is no signal."""
    try:
        found = json.loads(decode(page.body, page.content_type))
    except (ValueError, RecursionError):
        raise UnreadablePage("This is no JSON.") from None
    held = [found.get(name) for name in ("patentBag", "patentFileWrapperDataBag")] if isinstance(found, dict) else []
    bag = next((each for each in held if isinstance(each, list)), None)
    if bag is None:
        raise UnreadablePage("The answer holds no list of applications.")
    records, problems = [], []
    for place, each in enumerate(bag):
        try:
            records += _patents(each, page)
        except (ValueError, AttributeError, TypeError) as error:
            problems.append(Problem(f"application {place + 1}", str(error)))
    return Parsed(tuple(records), tuple(problems))


def _patents(item: dict[str, Any], page: Page) -> list[Patent]:
    # Newer answers keep the same fields one level down.
    data = item | (item.get("applicationMetaData") or {})
    application = number(line(str(item.get("applicationNumberText") or "")))
    if application is None:
        raise ValueError("has no application number")
    common: dict[str, Any] = {
        "title": line(data.get("inventionTitle")),
        "filed": day(data.get("filingDate"), "odp:filingDate", page.fetched_at),
        "application": application,
        "family": f"US:{application}",
        "applicants": organisations(_names(data)),
        "classes": tuple(dict.fromkeys(filter(None, map(line, data.get("cpcClassificationBag") or ())))),
    }
    return [*_published(data, common, page), *_granted(data, common, page)]


def _names(data: dict[str, Any]) -> list[str | None]:
    """Applicants and assignees; an applicant who is an inventor is a person."""
    people = {line(each.get("inventorNameText")) for each in data.get("inventorBag") or ()}
    applicants = [
        line(each.get("applicant") or each.get("applicantNameText")) for each in data.get("applicantBag") or ()
    ]
    assignees = [
        line(each.get("assigneeNameText"))
        for assignment in data.get("assignmentBag") or ()
        for each in assignment.get("assigneeBag") or ()
    ]
    return [name for name in (*applicants, *assignees) if name not in people]


def _published(data: dict[str, Any], common: dict[str, Any], page: Page) -> list[Patent]:
    named = _PUBLICATION.match(line(data.get("earliestPublicationNumber")) or "")
    if not named:
        return []
    published = day(data.get("earliestPublicationDate"), "odp:earliestPublicationDate", page.fetched_at)
    plain = re.sub(r"\D", "", named["number"])
    return [Patent(office=named["office"], number=plain, kind_code=named["kind"], published=published, **common)]


def _granted(data: dict[str, Any], common: dict[str, Any], page: Page) -> list[Patent]:
    named = number(line(str(data.get("patentNumber") or "")))
    if named is None:
        return []
    published = day(data.get("grantDate"), "odp:grantDate", page.fetched_at)
    return [Patent(office="US", number=named, published=published, **common)]
