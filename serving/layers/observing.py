"""The outermost layer: measures every request and logs it, gives it an id, and answers for those that crash."""

import logging
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.access import METHODS
from serving.layers.headers import HEADERS, NOT_KEPT
from serving.problems import answer, plain
from serving.telemetry import request_id
from serving.telemetry.logs import ACCESS, tell
from serving.telemetry.metrics import Metrics

# The caller went away before there was an answer; nginx's number for it.
GONE = 499

access = logging.getLogger(ACCESS)
errors = logging.getLogger("leadcast.error")


class Exchange:
    """One request and its answer, measured as they pass; it satisfies `serving.telemetry.metrics.Request`."""

    __slots__ = ("_began", "_receive", "_scope", "_send", "bytes_in", "bytes_out", "id", "seconds", "status")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._began = perf_counter()
        self.id = request_id.id_of(scope)
        self.status, self.seconds = GONE, 0.0
        self.bytes_in = self.bytes_out = 0

    @property
    def method(self) -> str:
        """One of the usual methods, or `OTHER`: a caller cannot make up new ones."""
        method: str = self._scope["method"]
        return method if method in METHODS else "OTHER"

    @property
    def route(self) -> str:
        """The template of the path, the folder of a static file, or `(none)`."""
        route = self._scope.get("route")
        return str(route.path) if route is not None else self._scope.get("root_path") or "(none)"

    @property
    def is_answered(self) -> bool:
        """Whether an answer has begun."""
        return self.status != GONE

    async def receive(self) -> Message:
        """The next part of the request."""
        message = await self._receive()
        self.bytes_in += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        """Pass a part of the answer on, with the id of the request in its head."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), (request_id.HEADER, self.id.encode())]
        else:
            self.bytes_out += len(message.get("body", b""))
        await self._send(message)

    def told(self) -> dict[str, str | int | float]:
        """What the log says of it; `caller` is the id of a key, where keys are asked for."""
        said: dict[str, str | int | float] = {
            "method": self.method,
            "route": self.route,
            "status": self.status,
            "duration_ms": round(1_000 * self.seconds, 3),
            "bytes_in": self.bytes_in,
            "bytes_out": self.bytes_out,
        }
        caller = self._scope.get("state", {}).get("caller")
        return {"caller": caller, **said} if caller else said

    def end(self) -> None:
        """Stop the clock."""
        self.seconds = perf_counter() - self._began


class Observing:
    """Measures and logs what `app` answers. A crash is logged with its traceback, and answered without."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = Exchange(scope, receive, send)
        request_id.current.set(exchange.id)
        self.metrics.in_flight += 1
        try:
            await self.app(scope, exchange.receive, exchange.send)
        except Exception:
            errors.exception("A request crashed.")
            await self._answer_crash(exchange, scope)
        finally:
            self.metrics.in_flight -= 1
            exchange.end()
            self.metrics.record(exchange)
            if access.isEnabledFor(logging.INFO):
                tell(access, "request", exchange.told())

    async def _answer_crash(self, exchange: Exchange, scope: Scope) -> None:
        if not exchange.is_answered:
            await answer(plain(500), {**HEADERS, "cache-control": NOT_KEPT})(scope, exchange.receive, exchange.send)
