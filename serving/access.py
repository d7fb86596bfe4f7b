"""Which scope a call needs."""

from typing import Literal

from serving.keys import Scope

# `any` is a key of whatever scope: what every page loads tells nothing of the history. `open` needs none.
Needed = Scope | Literal["any", "open"]

# Whatever is not named here needs `admin`, so that a new route is closed until somebody decides otherwise.
_BELOW: tuple[tuple[str, Needed], ...] = (
    ("/v1/intent", "score"),
    ("/v1/win", "score"),
    ("/v1/accounts", "score"),
    ("/v1/leads", "score"),
    ("/v1/export", "score"),
    ("/v1/models", "score"),
    ("/v1/today", "score"),
    ("/v1/today.csv", "score"),
    ("/v2", "score"),
    ("/v1/events", "ingest"),
    ("/v1/outreach", "ingest"),
    ("/v1/sandbox", "plan"),
    ("/v1/scenarios", "plan"),
    ("/v1/regions", "plan"),
    ("/accounts", "score"),
    ("/leads", "score"),
    ("/today", "score"),
    ("/static", "any"),
)
# Probes have no key, and learn nothing but whether the server can answer.
OPEN = frozenset({"/healthz", "/readyz", "/v2/health/live", "/v2/health/ready", "/session"})
# Calls that only ask, although they are no GET.
ASKING = ("/v1/intent", "/v1/win", "/v1/sandbox", "/v2")
_UNNOTED = (*ASKING, "/v1/events", "/session")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# All others are called `OTHER` in logs: a caller cannot make up new ones.
METHODS = SAFE | {"POST", "PUT", "PATCH", "DELETE"}


def scope_of(path: str) -> Needed:
    """The scope that a key needs for `path`; `open` where no key is needed."""
    if path in OPEN:
        return "open"
    if path == "/":
        return "plan"
    return next((scope for prefix, scope in _BELOW if _is_below(path, prefix)), "admin")


def is_page(path: str) -> bool:
    """Whether a person looks at `path` in a browser."""
    return path in ("/", "/today") or path.startswith(("/accounts/", "/leads/"))


def is_change(method: str, path: str) -> bool:
    """Whether a call changes something that stays, and so has its row in the audit.

    Events are no change in this sense: each is a row of the history itself, too many to be written twice.
    """
    if method in SAFE:
        return False
    return not path.startswith(_UNNOTED) or not any(_is_below(path, each) for each in _UNNOTED)


def _is_below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix}/")
