"""What all board answers have in common: a JSON document with a list of jobs in it, read job by job."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from scrapers.charset import decode
from scrapers.records import Page, Parsed, Posting, Problem, UnreadablePage
from scrapers.texts import line

Job = dict[str, Any]


def document(page: Page, board: str) -> Any:
    """The JSON in a page.

    Raises:
        UnreadablePage: it is none.
    """
    try:
        return json.loads(decode(page.body, page.content_type))
    except (ValueError, RecursionError):
        raise UnreadablePage(f"The answer of {board} is no JSON; it begins with {page.body[:40]!r}.") from None


def listed(found: Any, name: str, board: str) -> list[Any]:
    """The list under `name`, or the document itself where `name` is empty.

    Raises:
        UnreadablePage: there is none.
    """
    held = found if not name else found.get(name) if isinstance(found, dict) else None
    if not isinstance(held, list):
        raise UnreadablePage(f"The answer of {board} holds no list of jobs{f' named {name!r}' if name else ''}.")
    return held


def parsed(jobs: Iterable[Any], one: Callable[[Job], Posting]) -> Parsed[Posting]:
    """Each job that can be read, and a problem for each that cannot."""
    records, problems = [], []
    for number, job in enumerate(jobs):
        try:
            records.append(one(job))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            problems.append(Problem(f"job {number + 1}", f"{type(error).__name__}: {error}"))
    return Parsed(tuple(records), tuple(problems))


def needed(job: Job, *names: str) -> str:
    """The first of the fields that says something, as one line.

    Raises:
        ValueError: none does.
    """
    for name in names:
        value = job.get(name)
        if found := line(str(value) if isinstance(value, int) else value):
            return found
    raise ValueError(f"has no {' or '.join(names)}")


def known(job: Job, *names: str) -> str | None:
    """The first of the fields that says something, as one line; None where none does."""
    try:
        return needed(job, *names)
    except ValueError:
        return None


def places(*given: Any) -> tuple[str, ...]:
    """Places as lines of text, each once, without the unknown ones."""
    return tuple(dict.fromkeys(found for each in given if (found := line(each))))


def within(job: Job, *path: str) -> Any:
    """What stands at the path in nested objects; None where it ends early."""
    held: Any = job
    for name in path:
        held = held.get(name) if isinstance(held, dict) else None
    return held
