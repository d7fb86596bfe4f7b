"""What the server says while it runs: a line for each request and each event, as JSON or as text, on stderr.

Nothing that a caller sends is logged but a well-formed request id: no path, query, header or body.
"""

import json
import logging
import sys
import threading
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from functools import lru_cache
from time import time
from typing import Any, Literal, TextIO

import msgspec

from serving.telemetry import request_id

Form = Literal["json", "text"]
ACCESS = "leadcast.access"
# Seconds that a line may wait for others, since each writing costs a busy server more than the line itself.
LATE = 0.2
Level = Literal["debug", "info", "warning", "error"]


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """What a record tells, in the order that it is written in; what is unknown is left out. Its time is in seconds."""
    said: dict[str, Any] = {
        "time": record.created,
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": record.getMessage(),
    }
    if current := request_id.current.get():
        said["request_id"] = current
    said |= getattr(record, "fields", {})
    if record.exc_info:
        said["traceback"] = logging.Formatter().formatException(record.exc_info)
    return said


class Json(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON, its line breaks escaped."""
        return self.line(fields_of(record))

    def line(self, said: dict[str, Any]) -> str:
        """The line of what `fields_of` gives, which is used up."""
        said["time"] = datetime.fromtimestamp(said["time"], UTC)
        try:
            return msgspec.json.encode(said, enc_hook=repr).decode()
        except UnicodeEncodeError:  # half of a surrogate pair, which json can escape
            return json.dumps(said, default=str)


class Text(logging.Formatter):
    """One line for a person to read; a traceback follows on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level and message, then the rest as `name=value`."""
        return self.line(fields_of(record))

    def line(self, said: dict[str, Any]) -> str:
        """The line, or lines, of what `fields_of` gives, which is used up."""
        moment, level, traceback = said.pop("time"), said.pop("level"), said.pop("traceback", None)
        del said["logger"]
        head = f"{_second(int(moment))} {level:<7} {said.pop('message')}"
        rest = _template(tuple(said)) % tuple(said.values())
        return head + rest + (f"\n{traceback}" if traceback else "")


# Busy servers write thousands of lines in one.
@lru_cache(maxsize=10)
def _second(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(" ")[:19]


# Names are this service's own, and few: values fill what was made of them once.
@lru_cache(maxsize=100)
def _template(names: tuple[str, ...]) -> str:
    return "".join(f" {name.replace('%', '%%')}=%s" for name in names)


FORMS: dict[Form, type[Json] | type[Text]] = {"json": Json, "text": Text}


class Buffered(logging.Handler):
    """Writes the lines of requests to a stream many at a time, a fifth of a second late; all others at once."""

    def __init__(self, stream: TextIO, form: Form = "json") -> None:
        super().__init__()
        self._stream = stream
        self._form = FORMS[form]()
        self.setFormatter(self._form)
        self._lines: list[str] = []
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

    def flush(self) -> None:
        """Write what is kept."""
        with self.lock or nullcontext():
            lines, self._lines = self._lines, []
            # The reader of a pipe may be gone: that ends no request.
            with suppress(OSError, ValueError):
                self._stream.write("".join(f"{line}\n" for line in lines))
                self._stream.flush()

    def close(self) -> None:
        """Write what is kept, and no more."""
        self.flush()
        self._closed.set()
        super().close()

    def _write_often(self) -> None:
        while not self._closed.wait(LATE):
            if self._lines:
                self.flush()


def tell(logger: logging.Logger, message: str, fields: Mapping[str, Any]) -> None:
    """A line at level info that belongs to a request; other handlers than ours find `fields` in the record."""
    if not logger.isEnabledFor(logging.INFO):
        return
    handlers = logging.root.handlers
    if len(handlers) == 1 and type(handlers[0]) is Buffered and not logger.handlers:
        handlers[0].keep(logger.name, message, fields)
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
