"""Bodies as they come in: within their size, their time, and nested no deeper than anything that the API takes."""

import asyncio
import re

import numpy as np
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.problems import answer, plain
from serving.settings import Settings

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_STEPS = np.zeros(256, dtype=np.int32)
_STEPS[list(b"[{")] = 1
_STEPS[list(b"]}")] = -1


def nesting(body: bytes) -> int:
    """How deep the brackets of a JSON text stand within each other at the most, those in strings left out.

    Takes time in proportion to the length, whatever the text.
    """
    bare = np.frombuffer(_STRING.sub(b"", body), dtype=np.uint8)
    return int(np.cumsum(_STEPS[bare]).max(initial=0))


class Bodies:
    """Takes each body in whole before the call is made: else 408, 413, or 400 where it is nested too deep."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not _has_body(headers := Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._settings.body_seconds):
                body = await self._read(receive)
        except TimeoutError:
            await answer(plain(408), {"connection": "close"})(scope, receive, send)
            return
        if body is None:
            # Nobody is there any more to be answered.
            return
        if refused := self._refusal(body, headers):
            detail = "" if refused == 413 else f"The body is nested deeper than {self._settings.most_nesting} levels."
            await answer(plain(refused, detail))(scope, receive, send)
            return
        await self.app(scope, given(body, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        """All of it, or a little more than may be taken; None if the caller went away."""
        parts, taken, more = [], 0, True
        while more and taken <= self._settings.max_body_bytes:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            parts.append(message.get("body", b""))
            taken += len(parts[-1])
            more = message.get("more_body", False)
        return b"".join(parts)

    def _refusal(self, body: bytes, headers: Headers) -> int | None:
        if len(body) > self._settings.max_body_bytes:
            return 413
        most = self._settings.most_nesting
        # Nearly every body has fewer brackets than may stand within each other, which is quickly counted.
        if body.count(b"[") + body.count(b"{") <= most or not _is_json(headers):
            return None
        return 400 if nesting(body) > most else None


def _has_body(headers: Headers) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _is_json(headers: Headers) -> bool:
    return "json" in headers.get("content-type", "json").lower()


def given(body: bytes, receive: Receive) -> Receive:
    """Hands `body` out in one piece; what comes after it is as it comes."""
    message: Message | None = {"type": "http.request", "body": body, "more_body": False}

    async def once_again() -> Message:
        nonlocal message
        if message is None:
            return await receive()
        once, message = message, None
        return once

    return once_again
