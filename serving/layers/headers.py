"""The headers that every answer carries unless it says otherwise. None of them lets another origin read it."""

from collections.abc import Mapping
from typing import Any

# The planner's page, which needs scripts and styles, sets a policy of its own.
POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
NOT_KEPT = "no-store"


def sent(scope: Mapping[str, Any], name: bytes) -> list[str]:
    """What the caller sent under a name in small letters, as often as it was sent."""
    # Starlette's Headers go through all of them for every look.
    return [str(value, "latin-1") for each, value in scope["headers"] if each == name]


def first(message: Mapping[str, Any], name: bytes, otherwise: str = "") -> str:
    """The first header of that name in a scope or in the start of an answer."""
    for each, value in message.get("headers", ()):
        if each == name:
            return str(value, "latin-1")
    return otherwise
