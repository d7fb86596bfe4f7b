"""Which job board an address or a page belongs to, and where that board answers programs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

# Sites whose terms forbid it are never fetched, whatever links to them.
FORBIDDEN = ("linkedin.com", "indeed.com", "glassdoor.com")


@dataclass(frozen=True)
class Board:
    """A company's board: the source that reads it, the company's name there, and the addresses to fetch."""

    source: str
    company: str
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class _Form:
    """How addresses of a board look, and where it answers."""

    source: str
    pattern: re.Pattern[str]
    answers: str


_NAME = r"(?P<company>[A-Za-z0-9][A-Za-z0-9_.-]*)"


def _form(source: str, pattern: str, answers: str) -> _Form:
    return _Form(source, re.compile(r"https?:(?:\\?/){2}" + pattern.replace("NAME", _NAME)), answers)


_FORMS = (
    _form(
        "greenhouse",
        r"(?:boards(?:-api)?|job-boards)(?:\.eu)?\.greenhouse\.io/(?:v1/boards/|embed/job_board(?:/js)?\?for=)?NAME",
        "https://boards-api.greenhouse.io/v1/boards/{company}/jobs?content=true",
    ),
    _form("lever", r"jobs\.lever\.co/NAME", "https://api.lever.co/v0/postings/{company}?mode=json"),
    _form("lever", r"api\.lever\.co/v0/postings/NAME", "https://api.lever.co/v0/postings/{company}?mode=json"),
    _form("lever", r"jobs\.eu\.lever\.co/NAME", "https://api.eu.lever.co/v0/postings/{company}?mode=json"),
    _form(
        "ashby",
        r"(?:jobs\.ashbyhq\.com|api\.ashbyhq\.com/posting-api/job-board)/NAME",
        "https://api.ashbyhq.com/posting-api/job-board/{company}",
    ),
    _form(
        "smartrecruiters",
        r"(?:(?:careers|jobs)\.smartrecruiters\.com|api\.smartrecruiters\.com/v1/companies)/NAME",
        "https://api.smartrecruiters.com/v1/companies/{company}/postings?limit=100",
    ),
    _form(
        "workable",
        r"apply\.workable\.com/(?:api/v1/(?:widget/)?accounts/)?NAME",
        "https://apply.workable.com/api/v1/widget/accounts/{company}?details=true",
    ),
    _form("recruitee", r"NAME\.recruitee\.com", "https://{company}.recruitee.com/api/offers/"),
    _form("personio", r"NAME\.jobs\.personio\.(?:de|com)", "https://{company}.jobs.personio.de/xml"),
    _form("teamtailor", r"NAME\.teamtailor\.com", "https://{company}.teamtailor.com/jobs.json"),
)
_NO_COMPANY = frozenset(
    ("www", "api", "help", "support", "app", "embed", "j", "blog", "resources", "scripts", "assets")
)


def board_of(url: str) -> Board | None:
    """The board that an address stands on; None where it is none that can be read."""
    return next(_found(url), None)


def boards_in(text: str, base: str = "") -> tuple[Board, ...]:
    """The boards that a page links to or embeds, each once, in the order of their first mention."""
    del base
    return tuple(dict.fromkeys(_found(text)))


def is_forbidden(url: str) -> bool:
    """Whether an address is on a site that is never fetched."""
    host = (urlsplit(url).hostname or "").lower()
    return any(host == each or host.endswith(f".{each}") for each in FORBIDDEN)


def _found(text: str) -> Iterator[Board]:
    hits = sorted(
        ((match.start(), form, match) for form in _FORMS for match in form.pattern.finditer(text)), key=_first
    )
    for _, form, match in hits:
        company = match["company"].rstrip(".")
        if company.lower() not in _NO_COMPANY:
            yield Board(form.source, company, (form.answers.format(company=company),))


def _first(hit: tuple[int, _Form, re.Match[str]]) -> int:
    return hit[0]
