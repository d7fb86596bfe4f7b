"""SmartRecruiters' public postings, `api.smartrecruiters.com/v1/companies/<company>/postings`, a hundred at a time."""

from scrapers.jobs.items import Job, document, known, listed, needed, parsed, places, within
from scrapers.records import Page, Parsed, Posting
from scrapers.texts import dated, line

NAME = "smartrecruiters"


def parse(page: Page) -> Parsed[Posting]:
    """Every posting of this page of the list. The list has no descriptions."""

    def one(job: Job) -> Posting:
        place = job.get("location") or {}
        parts = (line(place.get(name)) for name in ("city", "region", "country"))
        company, number = line(within(job, "company", "identifier")), needed(job, "id")
        return Posting(
            board=NAME,
            posting_id=number,
            opening=known(job, "refNumber", "id"),
            title=needed(job, "name"),
            url=f"https://jobs.smartrecruiters.com/{company}/{number}" if company else None,
            company=line(within(job, "company", "name")),
            department=line(within(job, "department", "label")),
            locations=places(place.get("fullLocation")) or places(", ".join(filter(None, parts))),
            remote=place.get("remote") if isinstance(place.get("remote"), bool) else None,
            employment=line(within(job, "typeOfEmployment", "label")),
            published=dated(job.get("releasedDate"), "smartrecruiters:releasedDate", page.fetched_at),
        )

    return parsed(listed(document(page, NAME), "content", NAME), one)


def more(page: Page) -> int | None:
    """The offset of the next page of the list; None on the last one."""
    found = document(page, NAME)
    here = int(found.get("offset") or 0) + len(listed(found, "content", NAME))
    total = found.get("totalFound")
    return here if isinstance(total, int) and found["content"] and here < total else None
