"""Usual calls answered as soon as they are read: what the layers do for each request, done for these in one go.

A request comes here before there is a task for it, and has to be as plain as programs make them. Whatever is not, and
whatever is to be refused or has to wait, is left to the layers, which answer the same bytes.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import Scope

from serving import access
from serving.callers import audit_log
from serving.callers.admission import Admission, Caller
from serving.callers.guard import ADMITTED
from serving.callers.noting import Notes
from serving.express.express import TYPE, Way
from serving.express.heads import Headers, Heads
from serving.layers import bodies, gate
from serving.settings import Settings
from serving.telemetry import request_id
from serving.telemetry.logs import Line, tell_alike
from serving.telemetry.metrics import Metrics
from serving.telemetry.record import Record
from serving.telemetry.record import access as access_log

# With other headers, or one of these twice, a request is not plain: a browser's, a proxy's, or one in two parts.
PLAIN = frozenset(
    {
        b"accept",
        b"accept-encoding",
        b"accept-language",
        b"authorization",
        b"connection",
        b"content-length",
        b"content-type",
        b"host",
        request_id.HEADER,
        b"sec-fetch-mode",
        b"traceparent",
        b"tracestate",
        b"user-agent",
    }
)
_LOGS = (audit_log.LOG, access_log)
# Above this a copy costs more than many pieces.
_SHORT = 65_536
errors = logging.getLogger("leadcast.error")


def lines(headers: Headers) -> bytes:
    """Headers as they are sent."""
    return b"".join(b"%b: %b\r\n" % each for each in headers)


_KIND = lines([TYPE])
# The id of the request comes last.
_ALWAYS = lines(gate.USUAL) + request_id.HEADER + b": "


@dataclass(frozen=True)
class Around:
    """What stands around all calls, the very same that the layers have."""

    settings: Settings
    metrics: Metrics
    admission: Admission
    notes: Notes


class Shortcut:
    """Answers POSTs to the addresses of `ways`; `heads` are those that it was led by."""

    def __init__(self, around: Around, ways: Mapping[str, Way]) -> None:
        self.heads = Heads()
        self._around = around
        # The server has the same headers for all answers of a second.
        self._first: Headers | None = None
        self._begin = b""
        self._ways = {path.encode(): (path, way, access.scope_of(path)) for path, way in ways.items()}

    def leads(self, url: bytes, headers: Headers) -> bool:
        """Whether a POST with this target and these headers is one to be answered here, if its body is."""
        if url not in self._ways:
            return False
        names = [name for name, _ in headers]
        is_plain = PLAIN.issuperset(names) and len(set(names)) == len(names)
        return is_plain and gate.objection({"headers": headers}, self._around.settings) is None

    def answer(self, url: bytes, scope: Scope, body: bytes, first: Headers) -> list[bytes] | None:
        """The answer in pieces, `first` the first of its headers; None where it is left to the layers.

        A failure is logged, and left to them as well.
        """
        record = Record(scope)
        before = request_id.current.set(record.id)
        try:
            return self._answer(url, scope, body, record, first)
        except Exception:
            errors.exception("A request crashed.")
            return None
        finally:
            request_id.current.reset(before)

    def _answer(self, url: bytes, scope: Scope, body: bytes, record: Record, first: Headers) -> list[bytes] | None:
        path, way, needed = self._ways[url]
        around = self._around
        if bodies.objection(body, scope, around.settings):
            return None
        scope.update(method="POST", path=path)
        caller = around.admission.admit_at_once(scope, needed)
        if caller is None:
            return None
        # It has been counted, whoever answers.
        scope[ADMITTED] = caller
        said = way.take(scope, body)
        if said is None:
            return None
        scope.update(route=way, path_params=way.path_params)
        length = sum(map(len, said))
        self._tell(scope, caller, record, (len(body), length))
        head = self._head(length, first, caller, record.id)
        return [head, *said] if length > _SHORT else [head + b"".join(said)]

    def _head(self, length: int, first: Headers, caller: Caller, name: str) -> bytes:
        """The head of the answer, its headers in the order that the layers give them."""
        if first is not self._first:
            self._first, self._begin = first, b"HTTP/1.1 200 OK\r\n" + lines(first)
        own = lines(caller.headers) if caller.headers else b""
        return b"%bcontent-length: %d\r\n%b%b%b%b\r\n\r\n" % (self._begin, length, _KIND, own, _ALWAYS, name.encode())

    def _tell(self, scope: Scope, caller: Caller, record: Record, sizes: tuple[int, int]) -> None:
        scope["state"]["caller"] = caller.name
        record.status = 200
        record.bytes_in, record.bytes_out = sizes
        record.stop(self._around.metrics)
        client = (scope.get("client") or (None,))[0]
        tell_alike(
            _LOGS, ("at once", scope["path"], caller.name, client), lambda: self._lines(scope, record), record.varying
        )

    def _lines(self, scope: Scope, record: Record) -> tuple[Line, Line]:
        return self._around.notes.line(scope, scope["state"]["caller"], {"status": 200}), record.line()
