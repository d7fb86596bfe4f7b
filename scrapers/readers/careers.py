"""A careers page: the jobs that it marks up or lists, the boards that it embeds, else its changes like any page's."""

from dataclasses import replace

from scrapers.discover import boards_on
from scrapers.readers import Surroundings, hiring
from scrapers.readers import page as plain_page
from scrapers.reading import Reading
from scrapers.records import Page, Posting, UnreadablePage
from scrapers.sources import listing, markup
from scrapers.targets import Target


def read(target: Target, page: Page, known: Surroundings) -> Reading:
    """Jobs if there are any, or were before; and job boards to watch besides."""
    found = boards_on(page)
    jobs = _jobs(page)
    if not jobs and not hiring.lists_jobs(target):
        return replace(plain_page.read(target, page, known), found=found)
    fresh = target if hiring.lists_jobs(target) else replace(target, memory=None)
    return replace(hiring.reading(fresh, [hiring.Listed(job, page) for job in jobs], "page"), found=found)


def _jobs(page: Page) -> tuple[Posting, ...]:
    marked = markup.parse(page).records
    if marked:
        return marked
    try:
        return listing.parse(page).records
    except UnreadablePage:
        return ()
