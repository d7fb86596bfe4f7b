"""A job board's answer to programs: what is new on it, and what closed."""

from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from w3lib.url import add_or_replace_parameter

from scrapers.jobs.board import board_of
from scrapers.readers import Surroundings, hiring
from scrapers.reading import Outcome, Reading
from scrapers.records import Page, UnreadablePage
from scrapers.targets import Target


def read(target: Target, page: Page, known: Surroundings) -> Reading:
    """New jobs of the whole list, over all of its pages."""
    source = _source(target.url)
    if following := _more(source, target, page):
        return Reading(Outcome.READ, more=following)
    jobs: list[hiring.Listed] = []
    unread = 0
    for each in (*known.earlier, page):
        parsed = source.parse(each)
        jobs += [hiring.Listed(posting, each) for posting in parsed.records]
        unread += len(parsed.problems)
    return hiring.reading(target, jobs, "api", f"{unread} jobs could not be read" if unread else None)


def _source(url: str) -> Any:
    board = board_of(url)
    # A career site under its own name answers as Teamtailor's do.
    name = board.source if board else "teamtailor" if urlsplit(url).path.endswith("/jobs.json") else None
    if name is None:
        raise UnreadablePage("This is the address of no job board that can be read; watch it as `careers`.")
    return import_module(f"scrapers.sources.{name}")


def _more(source: Any, target: Target, page: Page) -> str | None:
    offset = source.more(page) if hasattr(source, "more") else None
    return None if offset is None else str(add_or_replace_parameter(target.url, "offset", str(offset)))
