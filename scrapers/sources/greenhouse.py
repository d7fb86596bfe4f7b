"""Greenhouse's public board, `boards-api.greenhouse.io/v1/boards/<board>/jobs?content=true`."""

from scrapers.jobs.items import Job, document, known, listed, needed, parsed, places, within
from scrapers.records import Page, Parsed, Posting
from scrapers.texts import dated, line, plain

NAME = "greenhouse"


def parse(page: Page) -> Parsed[Posting]:
    """Every job of the board. It is dated by `first_published`: `updated_at` moves with every edit."""

    def one(job: Job) -> Posting:
        offices = [within(office, "name") for office in job.get("offices") or ()]
        departments = [within(each, "name") for each in job.get("departments") or ()]
        return Posting(
            board=NAME,
            posting_id=needed(job, "id"),
            title=needed(job, "title"),
            url=line(job.get("absolute_url")),
            company=line(job.get("company_name")),
            department=next(iter(places(*departments)), None),
            locations=places(within(job, "location", "name")) or places(*offices),
            published=dated(job.get("first_published"), "greenhouse:first_published", page.fetched_at),
            modified=dated(job.get("updated_at"), "greenhouse:updated_at", page.fetched_at),
            text=plain(job.get("content")),
            opening=known(job, "requisition_id", "internal_job_id", "id"),
        )

    return parsed(listed(document(page, NAME), "jobs", NAME), one)
