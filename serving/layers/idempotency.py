"""`Idempotency-Key` (IETF draft-ietf-httpapi-idempotency-key-header): a change that is asked twice is made once.

A caller that got no answer asks again with the same key, and gets the answer of the first time.
"""

import asyncio
import logging
import re
from collections.abc import Callable
from datetime import datetime

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from history.errors import UserError
from serving import access
from serving.layers.bodies import given
from serving.layers.headers import sent
from serving.layers.repeats import Answer, Former, Repeats, digest
from serving.problems import answer, plain
from serving.settings import Settings

HEADER = b"idempotency-key"
REPLAYED = b"idempotency-replayed"
_log = logging.getLogger(__name__)
_KEY = re.compile(r"[!-~]{1,255}", re.ASCII)


class Idempotency:
    """Answers POSTs that have a key: by the first answer, 409 while there is none, 422 where something else is asked.

    Keys are the caller's own, and hold for 24 hours. A call that fails, with 4xx or 5xx, has changed nothing: it is
    forgotten, and may be made again, or mended. The draft would have errors repeated as well, but an account that is
    unknown now may be known in a minute; Stripe keeps no call either that was refused before anything was done.
    One whose server was killed is never made again by the same key: the caller has to see whether it was made.
    """

    def __init__(self, app: ASGIApp, settings: Settings, clock: Callable[[], datetime]) -> None:
        self.app = app
        self._url = settings.database_url
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        keys = sent(scope, HEADER) if _is_meant(scope) else []
        if not keys:
            await self.app(scope, receive, send)
            return
        if len(keys) > 1 or not _KEY.fullmatch(keys[0]):
            said = "An Idempotency-Key is 1 to 255 letters, digits or signs of ASCII, without spaces."
            await answer(plain(400, said))(scope, receive, send)
            return
        body = await _read(receive)
        if body is None:
            # Nobody is there any more to be answered.
            return
        call_id = digest(scope["state"]["caller"].encode(), keys[0].encode())
        asked = digest(scope["method"].encode(), scope["path"].encode(), scope["query_string"], body)
        try:
            former = await asyncio.to_thread(self._begin, call_id, asked)
        except UserError:
            said = "Whether this was asked before cannot be seen now."
            await answer(plain(503, said), {"retry-after": "5"})(scope, receive, send)
            return
        if former is None:
            await self._first(call_id, scope, given(body, receive), send)
        else:
            await _again(former, asked)(scope, receive, send)

    async def _first(self, call_id: str, scope: Scope, receive: Receive, send: Send) -> None:
        messages: list[Message] = []

        async def held(message: Message) -> None:
            messages.append(message)

        try:
            await self.app(scope, receive, held)
        except Exception:
            await asyncio.to_thread(self._end, call_id, None)
            raise
        # Kept before it leaves: who has the answer can rely on getting it again.
        await asyncio.to_thread(self._end, call_id, _kept(messages))
        for message in messages:
            await send(message)

    def _begin(self, call_id: str, asked: str) -> Former | None:
        with Repeats.open(self._url) as repeats:
            return repeats.begin(call_id, asked, self._clock())

    def _end(self, call_id: str, kept: Answer | None) -> None:
        try:
            with Repeats.open(self._url) as repeats:
                if kept is None:
                    repeats.forget(call_id)
                else:
                    repeats.end(call_id, kept)
        except UserError as error:
            # What was done cannot be taken back; the key stays as one that was not answered.
            _log.warning("An answer could not be kept: %s", error)


def _is_meant(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] == "POST" and access.is_change("POST", scope["path"])


async def _read(receive: Receive) -> bytes | None:
    """All of the body, which is within its limits already; None if the caller went away."""
    parts, more = [], True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def _kept(messages: list[Message]) -> Answer | None:
    """The answer that these are, None where it says that nothing was done."""
    start, *rest = messages
    if start["status"] >= 400:
        return None
    headers = Headers(raw=start.get("headers", []))
    body = b"".join(message.get("body", b"") for message in rest).decode()
    return Answer(start["status"], headers.get("location"), headers.get("content-type"), body)


def _again(former: Former, asked: str) -> ASGIApp:
    """What a repeated call is answered."""
    if former.fingerprint != asked:
        said = plain(422, "This Idempotency-Key was used for another request.")
        return answer(said.model_copy(update={"hint": "Take a new key for each change."}))
    if former.answer is None:
        said = plain(409, "The first request with this Idempotency-Key has not been answered.")
        hint = "Wait and ask again. If it stays so, the server was stopped: see whether the change was made."
        return answer(said.model_copy(update={"hint": hint}), {"retry-after": "1"})
    kept = former.answer
    told = {"location": kept.location, "content-type": kept.media_type, REPLAYED.decode(): "true"}
    return Response(kept.body, kept.status, {name: value for name, value in told.items() if value})
