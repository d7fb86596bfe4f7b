"""Lines of the log as JSON, or as text for a person."""

import json
import logging
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

import msgspec

from serving.telemetry import request_id

Form = Literal["json", "text"]


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

    def moment(self, seconds: float) -> str:
        """A time as lines have it."""
        whole = int(seconds)
        return f"{_second(whole, 'T')}.{int(1e6 * (seconds - whole)):06}Z"

    def line(self, said: dict[str, Any]) -> str:
        """The line of what `fields_of` gives, which is used up."""
        said["time"] = self.moment(said["time"])
        try:
            return msgspec.json.encode(said, enc_hook=repr).decode()
        except UnicodeEncodeError:  # half of a surrogate pair, which json can escape
            return json.dumps(said, default=str)


class Text(logging.Formatter):
    """One line for a person to read; a traceback follows on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level and message, then the rest as `name=value`."""
        return self.line(fields_of(record))

    def moment(self, seconds: float) -> str:
        """A time as lines have it."""
        return _second(int(seconds), " ")

    def line(self, said: dict[str, Any]) -> str:
        """The line, or lines, of what `fields_of` gives, which is used up."""
        moment, level, traceback = said.pop("time"), said.pop("level"), said.pop("traceback", None)
        del said["logger"]
        head = f"{self.moment(moment)} {level:<7} {said.pop('message')}"
        rest = _template(tuple(said)) % tuple(said.values())
        return head + rest + (f"\n{traceback}" if traceback else "")


# Busy servers write thousands of lines in one.
@lru_cache(maxsize=10)
def _second(moment: int, between: str) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(between)[:19]


# Names are this service's own, and few: values fill what was made of them once.
@lru_cache(maxsize=100)
def _template(names: tuple[str, ...]) -> str:
    return "".join(f" {name.replace('%', '%%')}=%s" for name in names)


FORMS: dict[Form, type[Json] | type[Text]] = {"json": Json, "text": Text}
