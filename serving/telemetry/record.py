"""What metrics and log are told of one request."""

import logging
from time import perf_counter

from starlette.types import Scope

from serving.access import METHODS
from serving.telemetry import request_id
from serving.telemetry.logs import ACCESS, Line, tell_alike
from serving.telemetry.metrics import Metrics

# The caller went away before there was an answer; nginx's number for it.
GONE = 499

access = logging.getLogger(ACCESS)


class Record:
    """One request and its answer: `status` and sizes of bodies are for others to fill in. Its clock runs from now on.

    `id` is what the caller sent as `X-Request-ID` if that is well-formed, else a new one.
    """

    __slots__ = ("_began", "_scope", "bytes_in", "bytes_out", "id", "seconds", "status")

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
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

    def told(self) -> dict[str, str | int | float]:
        """What the log says of it; `caller` is the id of a key, where keys are asked for."""
        caller = self._scope.get("state", {}).get("caller")
        said: dict[str, str | int | float] = {"caller": caller} if caller else {}
        said["method"] = self.method
        said["route"] = self.route
        said["status"] = self.status
        return said | self.varying

    @property
    def varying(self) -> dict[str, float]:
        """What is told of each request that is its own among those of a kind."""
        duration = round(1_000 * self.seconds, 3)
        return {"duration_ms": duration, "bytes_in": self.bytes_in, "bytes_out": self.bytes_out}

    def line(self) -> Line:
        """The line of the log."""
        return ACCESS, "request", self.told()

    def stop(self, metrics: Metrics) -> None:
        """Stop the clock, and count the request."""
        self.seconds = perf_counter() - self._began
        labels = (self.route, self.method, f"{self.status // 100}xx")
        metrics.requests.add(labels, (self.seconds, self.bytes_in, self.bytes_out))

    def end(self, metrics: Metrics) -> None:
        """The same, and log it."""
        self.stop(metrics)
        kind = (self.route, self.method, self.status, self._scope.get("state", {}).get("caller"))
        tell_alike((access,), kind, lambda: (self.line(),), self.varying)
