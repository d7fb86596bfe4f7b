"""From the jobs that a board lists to signals: the new ones, each once, and which ones closed."""

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scrapers.jobs import closing
from scrapers.jobs.role import role_of
from scrapers.reading import Jobs, Outcome, Reading
from scrapers.records import Page, Posting
from scrapers.signals import Signal
from scrapers.targets import Target

# At the first look only what is this fresh is news; all other jobs were open before anybody watched.
FRESH = timedelta(days=30)


@dataclass(frozen=True)
class Listed:
    """A job and the page that it was read from."""

    posting: Posting
    page: Page


def reading(target: Target, jobs: Sequence[Listed], kind: str, reason: str | None = None) -> Reading:
    """One signal per job that is new; `kind` is `api` for a whole list, `page` for one that may have gaps."""
    memory = closing.BoardMemory.from_json(target.memory) if target.memory else None
    by_id = {each.posting.posting_id: each for each in jobs}
    seen = closing.look(memory or closing.BoardMemory(), list(by_id), kind)
    new = [by_id[each] for each in seen.new]
    told = new if memory is not None and memory.sizes else [each for each in new if _is_fresh(each)]
    number = _numbered([each.posting for each in jobs], set(seen.new))
    return Reading(
        Outcome.READ,
        tuple(_signal(each, number[each.posting.posting_id]) for each in told),
        jobs=Jobs(tuple(each.posting for each in new), seen.closed),
        memory=seen.memory.to_json(),
        reason=seen.doubt or reason,
    )


def gone(target: Target) -> Reading:
    """The address answers 404 or 410: jobs that were open there are closed."""
    if target.memory is None or not lists_jobs(target):
        return Reading(Outcome.GONE)
    seen = closing.gone(closing.BoardMemory.from_json(target.memory))
    return Reading(Outcome.GONE, jobs=Jobs(closed=seen.closed), memory=seen.memory.to_json())


def lists_jobs(target: Target) -> bool:
    """Whether the target remembers a board rather than a page's text."""
    return target.memory is not None and target.memory.startswith('{"open"')


def _is_fresh(job: Listed) -> bool:
    published = job.posting.published
    return published is not None and job.page.fetched_at - published.at <= FRESH


def _numbered(postings: Sequence[Posting], new: Container[str]) -> dict[str, int]:
    """Which of the openings with one title and place each posting is of, from 1 on, by its id.

    Those that were open before come first, so that a job that is posted again in place of one that closed is that one;
    then those published first, as on any other board. Postings whose board numbers no openings are all of the first.
    """
    found: dict[str, int] = {}
    openings: dict[tuple[str, str], dict[str, int]] = {}
    for posting in sorted(postings, key=lambda each: (each.posting_id in new, _published(each))):
        alike = openings.setdefault(_alike(posting), {})
        opening = posting.opening
        found[posting.posting_id] = 1 if opening is None else alike.setdefault(opening, len(alike) + 1)
    return found


def _published(posting: Posting) -> float:
    return posting.published.at.timestamp() if posting.published else math.inf


def _signal(job: Listed, number: int) -> Signal:
    posting, seen = job.posting, job.page.fetched_at
    return Signal(
        kind="job_posting",
        identity=_identity(posting, number, seen),
        observed_at=seen,
        title=posting.title,
        text=posting.text,
        url=posting.url,
        published_at=posting.published.at if posting.published else None,
        span=posting.title,
        digest=job.page.digest,
        details={name: value for name, value in _details(posting).items() if value not in (None, [])},
    )


def _identity(posting: Posting, number: int, seen: datetime) -> str:
    """The same for one job on several boards, and for one that is posted again within the year."""
    return "\n".join((*_alike(posting), str(seen.year), *([str(number)] if number > 1 else [])))


def _alike(posting: Posting) -> tuple[str, str]:
    """Title and place: boards agree on these alone."""
    return posting.title.casefold(), posting.locations[0].casefold() if posting.locations else ""


def _details(posting: Posting) -> dict[str, Any]:
    role = role_of(posting.title)
    return {
        "board": posting.board,
        "posting_id": posting.posting_id,
        "opening": posting.opening,
        "function": role.function,
        "level": role.level,
        "department": posting.department,
        "locations": list(posting.locations),
        "remote": posting.remote,
        "employment": posting.employment,
        "closes": posting.closes.at.isoformat() if posting.closes else None,
    }
