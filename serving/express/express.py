"""The calls that a CRM makes all the time, answered without the framework: it takes ten times as long as they do.

A way takes a request only where it is as usual as can be; whatever is not, and whatever is wrong, goes the ordinary
way, which answers the same bytes wherever both could. All that stands around a call (host, key, rate, audit, limits,
metrics, log) stands around this as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from serving.layers.bodies import given

Read = TypeVar("Read")
Take = Callable[[Scope, bytes], list[bytes] | None]
TYPE = (b"content-type", b"application/json")


@dataclass(frozen=True)
class Way:
    """How POSTs to one address are answered: `take` gives the JSON of a 200 in pieces, or None where it does not take
    the body.

    `path` is the template of the route, for logs, metrics and audit, `path_params` what stands in it.
    """

    path: str
    take: Take
    path_params: Mapping[str, str] = field(default_factory=dict)


class Express:
    """Answers by the way of the address, if there is one and it takes the request; else by `app`."""

    def __init__(self, app: ASGIApp, ways: Mapping[str, Way]) -> None:
        self.app = app
        self._ways = ways

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, whose body comes in one piece."""
        way = self._ways.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if way is None:
            await self.app(scope, receive, send)
            return
        body = (await receive()).get("body", b"")
        pieces = way.take(scope, body)
        if pieces is None:
            await self.app(scope, given(body, receive), send)
            return
        scope.update(route=way, path_params=way.path_params)
        answer = b"".join(pieces)
        headers = [(b"content-length", b"%d" % len(answer)), TYPE]
        start: dict[str, Any] = {"type": "http.response.start", "status": 200, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": answer})


def decoded(decoder: msgspec.json.Decoder[Read], body: bytes) -> Read | None:
    """What the body says, None where it is anything but what is expected."""
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeError):
        return None
