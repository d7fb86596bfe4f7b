"""Which scope a call needs."""

from typing import Literal

from serving.keys import Scope

# Whatever is not named here needs `admin`, so that a new route is closed until somebody decides otherwise.
_BELOW: tuple[tuple[str, Scope], ...] = (
    ("/v1/intent", "score"),
    ("/v1/win", "score"),
    ("/v1/export", "score"),
    ("/v1/models", "score"),
    ("/v2", "score"),
    ("/v1/events", "ingest"),
    ("/v1/sandbox", "plan"),
    ("/v1/scenarios", "plan"),
    ("/v1/regions", "plan"),
    ("/static", "plan"),
)
# Probes have no key, and learn nothing but whether the server can answer.
OPEN = frozenset({"/healthz", "/readyz", "/v2/health/live", "/v2/health/ready", "/session"})
# Calls that only ask, although they are no GET.
ASKING = ("/v1/intent", "/v1/win", "/v1/sandbox", "/v2")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# All others are called `OTHER` in logs: a caller cannot make up new ones.
METHODS = SAFE | {"POST", "PUT", "PATCH", "DELETE"}


def scope_of(path: str) -> Scope | Literal["open"]:
    """The scope that a key needs for `path`; `open` where no key is needed."""
    if path in OPEN:
        return "open"
    if path == "/":
        return "plan"
    return next((scope for prefix, scope in _BELOW if _is_below(path, prefix)), "admin")


def is_change(method: str, path: str) -> bool:
    """Whether a call changes something that stays, and so has its row in the audit.

    Events are no change in this sense: each is a row of the history itself, too many to be written twice.
    """
    return method not in SAFE and not any(_is_below(path, each) for each in (*ASKING, "/v1/events", "/session"))


def _is_below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix}/")
