"""What the server says while it runs: a line for each request and each event, as JSON or as text, on stderr.

Nothing that a caller sends is logged but a well-formed request id: no path, query, header or body.
"""

import logging
import sys
import threading
from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import nullcontext, suppress
from time import time
from typing import Any, Literal, TextIO

from serving.telemetry import request_id
from serving.telemetry.forms import FORMS, Form

ACCESS = "leadcast.access"
# Seconds that a line may wait for others, since each writing costs a busy server more than the line itself.
LATE = 0.2
Level = Literal["debug", "info", "warning", "error"]
# The name of a logger, the message, and the fields.
Line = tuple[str, str, Mapping[str, Any]]
# What stands for values that are filled in later; no field that stays says so.
_MARK, _EPOCH = "@%s@", 0.0
_MOST_KINDS = 1_000
# Requests wait while lines are written: so many at a time, and so many seconds between, in which they get their turn.
_AT_A_TIME, _REST = 500, 0.002


class Buffered(logging.Handler):
    """Writes the lines of requests to a stream many at a time, a fifth of a second late; all others at once."""

    def __init__(self, stream: TextIO, form: Form = "json") -> None:
        super().__init__()
        self._stream = stream
        self._form = FORMS[form]()
        self.setFormatter(self._form)
        self._lines: deque[str] = deque()
        self._templates: dict[Hashable, str] = {}
        self._closed = threading.Event()
        # A daemon, so that it holds up no end; what is kept then is written by `logging.shutdown`.
        threading.Thread(target=self._write_often, name="log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record's line; write all that is kept unless it is that of a request."""
        try:
            self._lines.append(self.format(record))
        except Exception:
            self.handleError(record)
        if record.name != ACCESS:
            self.flush()

    def keep(self, name: str, message: str, fields: Mapping[str, Any]) -> None:
        """Keep the line of a request, as `emit` does with a record of level info: making that takes longer."""
        said: dict[str, Any] = {"time": time(), "level": "info", "logger": name, "message": message}
        if current := request_id.current.get():
            said["request_id"] = current
        said.update(fields)
        self._lines.append(self._form.line(said))

    def keep_alike(
        self, kind: Hashable, lines: Callable[[], Sequence[Line]], varying: Mapping[str, str | float]
    ) -> None:
        """Keep lines that say the same for all of a kind, but for their time, which they share, and `varying`."""
        template = self._templates.get(kind)
        if template is None:
            template = self._template(kind, lines(), varying)
        self._lines.append(template % {**varying, "moment": self._form.moment(time())})

    def _template(self, kind: Hashable, lines: Sequence[Line], varying: Mapping[str, str | float]) -> str:
        if len(self._templates) >= _MOST_KINDS:
            self._templates.clear()
        made = "\n".join(self._blank(line, varying) for line in lines)
        for name, value in varying.items():
            mark, filled = _MARK % name, f"%({name})s"
            # Texts stay within the quotes that JSON puts them in, numbers do not.
            made = (made if isinstance(value, str) else made.replace(f'"{mark}"', filled)).replace(mark, filled)
        self._templates[kind] = made
        return made

    def _blank(self, line: Line, varying: Mapping[str, str | float]) -> str:
        """A line with marks where what varies is filled in."""
        name, message, fields = line
        said = {"time": _EPOCH, "level": "info", "logger": name, "message": message, "request_id": "", **fields}
        said |= {each: _MARK % each for each in varying.keys() & said.keys()}
        return self._form.line(said).replace("%", "%%").replace(self._form.moment(_EPOCH), "%(moment)s", 1)

    def flush(self, rest: float = 0.0) -> None:
        """Write what is kept, with so many seconds between the parts."""
        left = len(self._lines)
        while left := min(left, len(self._lines)):
            left -= self._write_part(left)
            if left and rest:
                self._closed.wait(rest)

    def _write_part(self, most: int) -> int:
        """Write lines, `most` or as many as are written at a time; how many."""
        with self.lock or nullcontext():
            # Not the whole deque for a new one: a thread may just be adding to it.
            lines = [self._lines.popleft() for _ in range(min(most, len(self._lines), _AT_A_TIME))]
            self._write(lines)
        return len(lines)

    def _write(self, lines: Sequence[str]) -> None:
        # The reader of a pipe may be gone: that ends no request.
        with suppress(OSError, ValueError):
            self._stream.write("\n".join([*lines, ""]))
            self._stream.flush()

    def close(self) -> None:
        """Write what is kept, and no more."""
        self.flush()
        self._closed.set()
        super().close()

    def _write_often(self) -> None:
        while not self._closed.wait(LATE):
            self.flush(_REST)


def tell_alike(
    loggers: Sequence[logging.Logger],
    kind: Hashable,
    lines: Callable[[], Sequence[Line]],
    varying: Mapping[str, float],
) -> None:
    """`tell` for lines of these loggers that come together, again and again.

    Those of a kind differ in `varying` alone, which are fields of theirs; `lines` makes them. Texts among these, and
    the id of the request, need no escaping in JSON.
    """
    handler, current = _only(loggers), request_id.current.get()
    if handler is not None and current:
        handler.keep_alike(kind, lines, {"request_id": current, **varying})
    elif any(logger.isEnabledFor(logging.INFO) for logger in loggers):
        for name, message, fields in lines():
            tell(logging.getLogger(name), message, fields)


def _only(loggers: Sequence[logging.Logger]) -> Buffered | None:
    """Our handler, where it is told of all of them, and nobody else is."""
    handlers = logging.root.handlers
    if len(handlers) != 1 or type(handlers[0]) is not Buffered:
        return None
    for logger in loggers:
        if logger.handlers or not logger.isEnabledFor(logging.INFO):
            return None
    return handlers[0]


def tell(logger: logging.Logger, message: str, fields: Mapping[str, Any]) -> None:
    """A line at level info that belongs to a request; other handlers than ours find `fields` in the record."""
    if not logger.isEnabledFor(logging.INFO):
        return
    if (handler := _only((logger,))) is not None:
        handler.keep(logger.name, message, fields)
        return
    # Not by `logger.info`, which looks through the stack for who called it.
    extra = {"fields": fields}
    logger.handle(logger.makeRecord(logger.name, logging.INFO, "", 0, message, (), None, extra=extra))


def configure(form: Form, level: Level, stream: TextIO | None = None) -> None:
    """Let all loggers of this process, the server's among them, write to `stream` (default: stderr) in that form."""
    handler = Buffered(stream or sys.stderr, form)
    root = logging.getLogger()
    for former in root.handlers[:]:
        root.removeHandler(former)
    root.addHandler(handler)
    # Of libraries, only what goes wrong.
    root.setLevel(max(logging.getLevelNamesMapping()[level.upper()], logging.WARNING))
    for ours in ("leadcast", "uvicorn"):
        logging.getLogger(ours).setLevel(level.upper())
    # Its lines hold paths and queries; ours replace them.
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
