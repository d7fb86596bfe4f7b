"""Ashby's public board, `api.ashbyhq.com/posting-api/job-board/<board>`."""

from scrapers.jobs.items import Job, document, known, listed, needed, parsed, places, within
from scrapers.records import Page, Parsed, Posting
from scrapers.texts import dated, line, plain

NAME = "ashby"


def parse(page: Page) -> Parsed[Posting]:
    """Every listed job; those that the board itself hides are left out."""

    def one(job: Job) -> Posting:
        others = [within(place, "location") for place in job.get("secondaryLocations") or ()]
        return Posting(
            board=NAME,
            posting_id=needed(job, "id"),
            opening=known(job, "id"),
            title=needed(job, "title"),
            url=line(job.get("jobUrl")),
            department=line(job.get("department")) or line(job.get("team")),
            locations=places(job.get("location"), *others),
            remote=job.get("isRemote") if isinstance(job.get("isRemote"), bool) else None,
            employment=line(job.get("employmentType")),
            published=dated(job.get("publishedAt"), "ashby:publishedAt", page.fetched_at),
            text=plain(job.get("descriptionHtml")) or plain(job.get("descriptionPlain")),
        )

    jobs = listed(document(page, NAME), "jobs", NAME)
    return parsed((job for job in jobs if not (isinstance(job, dict) and job.get("isListed") is False)), one)
