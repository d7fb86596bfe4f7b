"""A home page: a page like others, and where everything else on the website is found."""

from dataclasses import replace

from scrapers.discover import discover
from scrapers.readers import Surroundings, page
from scrapers.reading import Outcome, Reading
from scrapers.records import Page
from scrapers.targets import Target


def read(target: Target, answer: Page, known: Surroundings) -> Reading:
    """The changes of the page, and what it leads to."""
    reading = page.read(target, answer, known)
    if reading.outcome is Outcome.BAD_CAPTURE:
        return reading
    return replace(reading, found=discover(answer, known.robots))
