"""From the jobs that a board lists to signals: the new ones, each once, and which ones closed."""

from collections.abc import Sequence
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
    return Reading(
        Outcome.READ,
        tuple(_signal(each) for each in told),
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


def _signal(job: Listed) -> Signal:
    posting, seen = job.posting, job.page.fetched_at
    return Signal(
        kind="job_posting",
        identity=_identity(posting, seen),
        observed_at=seen,
        title=posting.title,
        text=posting.text,
        url=posting.url,
        published_at=posting.published.at if posting.published else None,
        span=posting.title,
        digest=job.page.digest,
        details={name: value for name, value in _details(posting).items() if value not in (None, [])},
    )


def _identity(posting: Posting, seen: datetime) -> str:
    """The same for one job on several boards, and for one that is posted again within the year."""
    place = posting.locations[0].casefold() if posting.locations else ""
    return f"{posting.title.casefold()}\n{place}\n{seen.year}"


def _details(posting: Posting) -> dict[str, Any]:
    role = role_of(posting.title)
    return {
        "board": posting.board,
        "posting_id": posting.posting_id,
        "function": role.function,
        "level": role.level,
        "department": posting.department,
        "locations": list(posting.locations),
        "remote": posting.remote,
        "employment": posting.employment,
        "closes": posting.closes.at.isoformat() if posting.closes else None,
    }
