"""What every request passes before it is answered, and what every response carries."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.problems import answer, plain

# A page from elsewhere can point its own name at 127.0.0.1 (DNS rebinding); only these names are ours.
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})

# Plotly sets styles from its script, so inline styles are allowed; scripts come from this origin alone.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Gate:
    """Refuses requests to other host names (421) and bodies that are too large (413); adds the security headers."""

    def __init__(self, app: ASGIApp, max_body_bytes: int) -> None:
        self.app = app
        self.most = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        guarded = _with_headers(send)
        if refused := self._refusal(Headers(scope=scope)):
            await answer(plain(refused))(scope, receive, guarded)
            return
        await self.app(scope, self._counted(receive), guarded)

    def _refusal(self, headers: Headers) -> int | None:
        name = headers.get("host", "")
        host = name if name.endswith("]") else name.rpartition(":")[0] or name
        if host.lower() not in LOOPBACK_NAMES:
            return 421
        length = headers.get("content-length", "0")
        return 413 if not length.isdecimal() or int(length) > self.most else None

    def _counted(self, receive: Receive) -> Receive:
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.most:
                raise HTTPException(413)
            return message

        return counted


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return guarded
