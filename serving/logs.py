"""What the server says while it runs: a line for each request and each event, as JSON or as text, on stderr.

Nothing that a caller sends is logged but a well-formed request id: no path, query, header or body.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

import msgspec

from serving import request_id

Form = Literal["json", "text"]
Level = Literal["debug", "info", "warning", "error"]


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """What a record tells, in the order that it is written in; what is unknown is left out."""
    said: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC),
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
        said = fields_of(record)
        try:
            return msgspec.json.encode(said, enc_hook=repr).decode()
        except UnicodeEncodeError:  # half of a surrogate pair, which json can escape
            return json.dumps(said, default=str)


class Text(logging.Formatter):
    """One line for a person to read; a traceback follows on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level and message, then the rest as `name=value`."""
        said = fields_of(record)
        time, level, traceback = said.pop("time"), said.pop("level"), said.pop("traceback", None)
        del said["logger"]
        head = f"{time:%Y-%m-%d %H:%M:%S} {level:<7} {said.pop('message')}"
        rest = "".join(f" {name}={value}" for name, value in said.items())
        return head + rest + (f"\n{traceback}" if traceback else "")


FORMS: dict[Form, type[logging.Formatter]] = {"json": Json, "text": Text}


def configure(form: Form, level: Level, stream: TextIO | None = None) -> None:
    """Let all loggers of this process, the server's among them, write to `stream` (default: stderr) in that form."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(FORMS[form]())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Of libraries, only what goes wrong.
    root.setLevel(max(logging.getLevelNamesMapping()[level.upper()], logging.WARNING))
    for ours in ("leadcast", "uvicorn"):
        logging.getLogger(ours).setLevel(level.upper())
    # Its lines hold paths and queries; ours replace them.
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
