"""What every request passes before it is answered, and what every response carries."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.layers.headers import HEADERS, NOT_KEPT, first
from serving.problems import answer, plain
from serving.settings import Settings

# A page from elsewhere can point its own name at 127.0.0.1 (DNS rebinding); only these names are ours.
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
# What browsers may keep, and ask again for by ETag; all else is of the moment, or says who is likely to buy.
_KEPT = ("/static/", "/v1/regions/geojson")
_ALWAYS = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
USUAL = [*_ALWAYS, (b"cache-control", NOT_KEPT.encode())]
_NAMES = frozenset(name for name, _ in USUAL)


class Gate:
    """Refuses, where no keys are needed, requests to other host names (421); adds the security headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        guarded = _with_headers(scope["path"], send)
        if refused := objection(scope, self._settings):
            await answer(plain(refused))(scope, receive, guarded)
            return
        await self.app(scope, receive, guarded)


def objection(scope: Scope, settings: Settings) -> int | None:
    """The status that a request is refused with for its host name or its length, if it is."""
    name = first(scope, b"host")
    host = name if name.endswith("]") else name.rpartition(":")[0] or name
    # Where keys are needed a rebound name gains nothing: browsers send neither key nor cookie to it.
    if not settings.keys_needed and host.lower() not in LOOPBACK_NAMES:
        return 421
    length = first(scope, b"content-length", "0")
    return 413 if not length.isdecimal() or int(length) > settings.max_body_bytes else None


def _with_headers(path: str, send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = list(message.get("headers", ()))
            said = {name for name, _ in given}
            usual = _ALWAYS if path.startswith(_KEPT) else USUAL
            left = usual if _NAMES.isdisjoint(said) else [each for each in usual if each[0] not in said]
            message["headers"] = given + left
        await send(message)

    return guarded
