"""The id of the request that is being answered."""

import re
from contextvars import ContextVar
from random import getrandbits

from starlette.types import Scope

HEADER = b"x-request-id"
_WELL_FORMED = re.compile(rb"[A-Za-z0-9._-]{1,64}")

# None outside of a request; threads that answer one see it too.
current: ContextVar[str | None] = ContextVar("leadcast_request_id", default=None)


def id_of(scope: Scope) -> str:
    """What the caller sent as `X-Request-ID` if that is at most 64 of `A-Z a-z 0-9 . _ -`, else a new id."""
    for name, value in scope["headers"]:
        if name == HEADER and _WELL_FORMED.fullmatch(value):
            return str(value, "ascii")
    return new_id()


def new_id() -> str:
    """An id for a line of a log: another one each time, as far as chance allows, and quickly made."""
    return f"{getrandbits(64):016x}"
