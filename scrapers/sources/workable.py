"""Workable's public account page, `apply.workable.com/api/v1/widget/accounts/<account>?details=true`."""

from scrapers.jobs.items import Job, document, known, listed, needed, parsed, places
from scrapers.records import Page, Parsed, Posting
from scrapers.texts import dated, line, plain

NAME = "workable"


def parse(page: Page) -> Parsed[Posting]:
    """Every job of the account."""
    found = document(page, NAME)
    company = line(found.get("name")) if isinstance(found, dict) else None

    def one(job: Job) -> Posting:
        return Posting(
            board=NAME,
            posting_id=needed(job, "shortcode"),
            opening=known(job, "code", "shortcode"),
            title=needed(job, "title"),
            url=line(job.get("url")) or line(job.get("shortlink")),
            company=company,
            department=line(job.get("department")),
            locations=places(*(_place(each) for each in job.get("locations") or ())) or places(_place(job)),
            remote=job.get("telecommuting") if isinstance(job.get("telecommuting"), bool) else None,
            employment=line(job.get("employment_type")),
            published=dated(job.get("published_on"), "workable:published_on", page.fetched_at),
            text=plain(job.get("description")),
        )

    return parsed(listed(found, "jobs", NAME), one)


def _place(given: Job) -> str:
    parts = (line(given.get(name)) for name in ("city", "region", "state", "country"))
    return ", ".join(dict.fromkeys(filter(None, parts)))
