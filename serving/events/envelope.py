"""CloudEvents 1.0 over HTTP: structured, batch and binary, read into events of the store."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import unquote

import msgspec
from pydantic import ValidationError

from history.events.event import Event
from history.tables import TABLES
from serving.problems import Refused
from serving.schemas.events import BATCH, JSON_MEDIA, MOST_EVENTS, STRUCTURED, TYPE_PREFIX, CloudEvent
from serving.schemas.problem import Fault

MOST_NESTED = 32


@dataclass(frozen=True)
class Received:
    """What one request brought: the parts of each event, not yet known to be one."""

    parts: Sequence[Any]


def read_events(headers: Mapping[str, str], body: bytes) -> Received:
    """The events of a request, by its content type and its `ce-` headers; names of headers are in lower case.

    Raises:
        Refused: 415 for another content type, 422 for what is no JSON or more than 1,000 events.
    """
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == STRUCTURED:
        return Received([_with_data(_decoded(body))])
    if media == BATCH:
        return Received(list(map(_with_data, _listed(_decoded(body)))))
    if "ce-specversion" in headers and JSON_MEDIA.fullmatch(media):
        return Received([_attributes(headers, media) | {"data": _decoded(body)}])
    detail = f"Send {STRUCTURED}, {BATCH}, or JSON with ce- headers."
    raise Refused(415, "unsupported-media-type", Fault(code="media_type", detail=detail))


def to_event(part: Any, received_at: datetime) -> Event:
    """The event of the store that `part` is; where it is none, its `fault` says why, without repeating it."""
    attributes = part if isinstance(part, dict) else {}
    source, name, kind = (str(attributes.get(key) or "") for key in ("source", "id", "type"))
    fault, table = _fault(part), kind.removeprefix(TYPE_PREFIX)
    if not fault and (table not in TABLES or table == kind):
        fault = f"type: is none of {', '.join(TYPE_PREFIX + each for each in TABLES)}"
    row = {} if fault else cast("dict[str, Any]", attributes["data"])
    return Event(source, name, kind, "" if fault else table, row, _raw(part), received_at, fault)


def _fault(part: Any) -> str:
    try:
        CloudEvent.model_validate(part)
    except ValidationError as error:
        return "; ".join(_told(each["loc"], each["msg"]) for each in error.errors(include_input=False))
    return ""


def _told(place: tuple[int | str, ...], message: str) -> str:
    # Deeper places are names of the caller's.
    name = place[0] if place and place[0] in CloudEvent.model_fields else "event"
    return f"{name}: {message.replace('; ', ', ')}"


def _raw(part: Any) -> str:
    return json.dumps(part, ensure_ascii=False)


def _attributes(headers: Mapping[str, str], media: str) -> dict[str, Any]:
    given = {name[3:]: unquote(value) for name, value in headers.items() if name.startswith("ce-")}
    return given | {"datacontenttype": media}


def _decoded(body: bytes) -> Any:
    try:
        value = msgspec.json.decode(body)
        _check_depth(value, MOST_NESTED)
    except (ValueError, RecursionError):
        detail = f"The body is no valid JSON, or nested more than {MOST_NESTED} deep."
        raise Refused(422, "invalid-request", Fault(code="json_invalid", detail=detail, pointer="")) from None
    return value


def _with_data(part: Any) -> Any:
    """An event whose row stands in it as bytes (`data_base64` of the JSON format, 3.1.1), with the row as `data`."""
    if not isinstance(part, dict) or "data" in part or not isinstance(part.get("data_base64"), str):
        return part
    try:
        row = _decoded(base64.b64decode(part["data_base64"], validate=True))
    except (ValueError, Refused):
        return part
    return {name: value for name, value in part.items() if name != "data_base64"} | {"data": row}


def _check_depth(value: Any, most: int) -> None:
    if most == 0:
        raise RecursionError
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            if isinstance(inner, dict | list):
                _check_depth(inner, most - 1)


def _listed(parts: Any) -> list[Any]:
    if not isinstance(parts, list):
        fault = Fault(code="list_type", detail="A batch is a list of events.", pointer="")
        raise Refused(422, "invalid-request", fault)
    if len(parts) > MOST_EVENTS:
        detail = f"A batch holds at most {MOST_EVENTS:,} events."
        fault = Fault(code="too_long", detail=detail, pointer="", params={"max_length": MOST_EVENTS})
        raise Refused(422, "invalid-request", fault, "Send several batches.")
    return parts
