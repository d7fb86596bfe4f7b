"""The outermost layer: measures every request and logs it, gives it an id, and answers for those that crash."""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.layers.headers import HEADERS, NOT_KEPT
from serving.problems import answer, plain
from serving.telemetry import request_id
from serving.telemetry.metrics import Metrics
from serving.telemetry.record import GONE, Record

errors = logging.getLogger("leadcast.error")


class Exchange(Record):
    """A record that is filled in as request and answer pass."""

    __slots__ = ("_receive", "_send")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        super().__init__(scope)
        self._receive, self._send = receive, send

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
            exchange.end(self.metrics)

    async def _answer_crash(self, exchange: Exchange, scope: Scope) -> None:
        if not exchange.is_answered:
            await answer(plain(500), {**HEADERS, "cache-control": NOT_KEPT})(scope, exchange.receive, exchange.send)
