"""Recruitee's public offers, `<company>.recruitee.com/api/offers/`."""

from scrapers.jobs.items import Job, document, known, listed, needed, parsed, places, within
from scrapers.records import Page, Parsed, Posting
from scrapers.texts import dated, line, plain

NAME = "recruitee"


def parse(page: Page) -> Parsed[Posting]:
    """Every published offer. Its moments are written as `2026-05-04 09:12:00 UTC`."""

    def one(job: Job) -> Posting:
        others = [within(each, "name") or within(each, "city") for each in job.get("locations") or ()]
        parts = (plain(job.get(name)) for name in ("description", "requirements"))
        return Posting(
            board=NAME,
            posting_id=needed(job, "id"),
            opening=known(job, "id"),
            title=needed(job, "title"),
            url=line(job.get("careers_url")),
            company=line(job.get("company_name")),
            department=line(job.get("department")),
            locations=places(job.get("location"), *([] if job.get("location") else others)),
            remote=job.get("remote") if isinstance(job.get("remote"), bool) else None,
            employment=line(job.get("employment_type_code")),
            published=dated(_iso(job.get("published_at")), "recruitee:published_at", page.fetched_at),
            text="\n".join(filter(None, parts)) or None,
        )

    offers = listed(document(page, NAME), "offers", NAME)
    hidden = ("draft", "archived", "closed", "internal")
    return parsed((job for job in offers if not (isinstance(job, dict) and job.get("status") in hidden)), one)


def _iso(value: object) -> str | None:
    text = line(value)
    return text.replace(" UTC", "+00:00") if text else None
