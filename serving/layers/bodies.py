"""Bodies as they come in: within their size, their time, and nested no deeper than anything that the API takes."""

import asyncio
import re
from collections.abc import Coroutine, Generator
from typing import Any

import numpy as np
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.layers.headers import first, sent
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
        if scope["type"] != "http" or not _has_body(scope):
            await self.app(scope, receive, send)
            return
        try:
            body = await self._read(receive)
        except TimeoutError:
            await answer(plain(408), {"connection": "close"})(scope, receive, send)
            return
        if body is None:
            # Nobody is there any more to be answered.
            return
        if refused := objection(body, scope, self._settings):
            detail = "" if refused == 413 else f"The body is nested deeper than {self._settings.most_nesting} levels."
            await answer(plain(refused, detail))(scope, receive, send)
            return
        await self.app(scope, given(body, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        """All of it, or a little more than may be taken; None if the caller went away.

        Raises:
            TimeoutError: it took too long.
        """
        reading = self._all(receive)
        # A small body has come with its head as a rule: then this ends at once, and needs no timer.
        try:
            waited_for = reading.send(None)
        except StopIteration as ended:
            whole: bytes | None = ended.value
            return whole
        async with asyncio.timeout(self._settings.body_seconds):
            return await _Begun(reading, waited_for)

    async def _all(self, receive: Receive) -> bytes | None:
        parts, taken, more = [], 0, True
        while more and taken <= self._settings.max_body_bytes:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            parts.append(message.get("body", b""))
            taken += len(parts[-1])
            more = message.get("more_body", False)
        return b"".join(parts)


def objection(body: bytes, scope: Scope, settings: Settings) -> int | None:
    """The status that a body is refused with for its size or its nesting, if it is."""
    if len(body) > settings.max_body_bytes:
        return 413
    most = settings.most_nesting
    # Nearly every body has fewer brackets than may stand within each other, which is quickly counted.
    if body.count(b"[") + body.count(b"{") <= most or not _is_json(scope):
        return None
    return 400 if nesting(body) > most else None


class _Begun:
    """The rest of a coroutine that has begun, and waits for something."""

    def __init__(self, begun: Coroutine[Any, Any, bytes | None], waited_for: Any) -> None:
        self._begun, self._waited_for = begun, waited_for

    def __await__(self) -> Generator[Any, Any, bytes | None]:
        try:
            yield self._waited_for
        except BaseException:
            self._begun.close()
            raise
        return (yield from self._begun.__await__())


def _has_body(scope: Scope) -> bool:
    return first(scope, b"content-length", "0") != "0" or bool(sent(scope, b"transfer-encoding"))


def _is_json(scope: Scope) -> bool:
    return "json" in first(scope, b"content-type", "json").lower()


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
