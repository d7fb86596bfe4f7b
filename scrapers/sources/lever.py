"""Lever's public postings, `api.lever.co/v0/postings/<company>?mode=json`."""

from scrapers.jobs.items import Job, document, known, listed, needed, parsed, places, within
from scrapers.records import Page, Parsed, Posting
from scrapers.texts import dated, line, plain

NAME = "lever"
REMOTE = {"remote": True, "hybrid": False, "onsite": False, "on-site": False}


def parse(page: Page) -> Parsed[Posting]:
    """Every posting. `createdAt` is in milliseconds since 1970."""

    def one(job: Job) -> Posting:
        kinds = job.get("categories") or {}
        return Posting(
            board=NAME,
            posting_id=needed(job, "id"),
            opening=known(job, "id"),
            title=needed(job, "text"),
            url=line(job.get("hostedUrl")),
            department=line(kinds.get("department")) or line(kinds.get("team")),
            locations=places(*(kinds.get("allLocations") or ())) or places(within(kinds, "location")),
            remote=REMOTE.get(str(job.get("workplaceType")).lower()),
            employment=line(kinds.get("commitment")),
            published=dated(job.get("createdAt"), "lever:createdAt", page.fetched_at),
            text=plain(job.get("description")) or plain(job.get("descriptionPlain")),
        )

    return parsed(listed(document(page, NAME), "", NAME), one)
