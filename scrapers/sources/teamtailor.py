"""Teamtailor's public JSON Feed, `<career site>/jobs.json`; each item carries a schema.org JobPosting."""

from typing import Any

from scrapers.jobs.items import Job, document, known, listed, needed, parsed, places, within
from scrapers.records import Page, Parsed, Posting
from scrapers.texts import dated, line, plain

NAME = "teamtailor"


def parse(page: Page) -> Parsed[Posting]:
    """Every job of the feed."""
    found = document(page, NAME)
    title = line(found.get("title")) if isinstance(found, dict) else None

    def one(job: Job) -> Posting:
        marked = job.get("_jobposting") or {}
        return Posting(
            board=NAME,
            posting_id=needed(job, "id", "url"),
            opening=known(job, "id"),
            title=needed(job, "title"),
            url=line(job.get("url")),
            company=line(within(marked, "hiringOrganization", "name")) or title,
            locations=places(*_places(marked.get("jobLocation"))),
            remote=True if marked.get("jobLocationType") == "TELECOMMUTE" else None,
            employment=line(marked.get("employmentType")),
            published=dated(job.get("date_published"), "teamtailor:date_published", page.fetched_at),
            text=plain(job.get("content_html")) or plain(marked.get("description")),
        )

    return parsed(listed(found, "items", NAME), one)


def _places(given: Any) -> list[str]:
    held = given if isinstance(given, list) else [given]
    named = ("addressLocality", "addressRegion", "addressCountry")
    found = ([line(within(place, "address", name)) for name in named] for place in held)
    return [", ".join(filter(None, parts)) for parts in found]
