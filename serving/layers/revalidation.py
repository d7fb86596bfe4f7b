"""Conditional GET (RFC 9110, 13): who has an answer already and asks by its ETag is told that it is still the same.

An ETag here is of the very bytes. Answers stay `no-store`, since they say who is likely to buy and are for no cache; a
program that asks again and again keeps the ETag beside what it made of the answer, and is spared the rest.
"""

import base64
import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BELOW = "/v1/"
# What a 304 carries of the headers that the answer would have (RFC 9110, 15.4.5).
_STAY = frozenset({"etag", "cache-control", "content-location", "date", "expires", "vary"})


class Revalidation:
    """Answers HEAD as GET without its body; gives JSON of the API an ETag, and answers 304 to who has it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        has_etag = scope["type"] == "http" and scope["path"].startswith(_BELOW) and scope["method"] in ("GET", "HEAD")
        if not is_head and not has_etag:
            await self.app(scope, receive, send)
            return
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        asked = {**scope, "method": "GET"}
        await self.app(asked, receive, hold)
        # What the router found is looked at by logs and metrics.
        scope.update({name: asked[name] for name in ("route", "path_params", "endpoint") if name in asked})
        await _answer(held, Headers(scope=scope) if has_etag else None, is_head, send)


async def _answer(held: list[Message], asked: Headers | None, is_head: bool, send: Send) -> None:
    """Send what was held: with an ETag where it is known what is `asked`, and without its body for HEAD."""
    start, *rest = held
    body = b"".join(message.get("body", b"") for message in rest)
    headers = MutableHeaders(raw=list(start.get("headers", [])))
    if asked is not None and start["status"] == 200 and "json" in headers.get("content-type", ""):
        headers.setdefault("etag", etag_of(body))
        if is_known(headers["etag"], asked.getlist("if-none-match")):
            left = [(name, value) for name, value in headers.raw if name.decode() in _STAY]
            await send({**start, "status": 304, "headers": left})
            await send({"type": "http.response.body", "body": b""})
            return
    await send({**start, "headers": headers.raw})
    await send({"type": "http.response.body", "body": b"" if is_head else body})


def etag_of(body: bytes) -> str:
    """A strong validator of these bytes."""
    digest = hashlib.sha256(body).digest()[:18]
    return f'"{base64.urlsafe_b64encode(digest).decode()}"'


def is_known(etag: str, if_none_match: list[str]) -> bool:
    """Whether `If-None-Match`, which may be there several times, names this ETag; compared weakly, as RFC 9110 asks."""
    named = [each.strip().removeprefix("W/") for line in if_none_match for each in line.split(",")]
    return "*" in named or etag.removeprefix("W/") in named
