"""Rows of a CRM as events (CloudEvents 1.0)."""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from serving.client.call import Call, reading
from serving.schemas.events import BATCH, STRUCTURED, TYPE_PREFIX, CloudEvent, EventsAnswer

_PATH = "/v1/events"


def event(table: str, row: Mapping[str, Any], *, source: str, id: str | None = None) -> CloudEvent:
    """A row of one of the seven tables as an event; None and NaN are unknown.

    `source` says where it comes from. An event is taken once by `source` and `id`; without an `id` it is made from the
    row, so that the same row sent again counts once.

    Raises:
        ValueError: a time in it has no time zone.
    """
    data = {name: _plain(name, value) for name, value in row.items()}
    said = json.dumps([table, data], sort_keys=True, ensure_ascii=False).encode()
    named = id or hashlib.sha256(said).hexdigest()[:32]
    return CloudEvent(specversion="1.0", id=named, source=source, type=TYPE_PREFIX + table, data=data)


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"{name} is a time without a time zone: give one, as in datetime.now(UTC)")
    return value.isoformat() if isinstance(value, date) else value


def send_event(one: CloudEvent) -> Call[EventsAnswer]:
    """Store one event; an event is taken once, however often it is sent."""
    return Call("POST", _PATH, reading(EventsAnswer), body=_json(one), media=STRUCTURED)


def send_events(events: Sequence[CloudEvent]) -> Call[EventsAnswer]:
    """Store up to 1,000 events in one call; what became of each is told in their order."""
    return Call("POST", _PATH, reading(EventsAnswer), body=[_json(each) for each in events], media=BATCH)


def _json(one: CloudEvent) -> dict[str, Any]:
    return one.model_dump(mode="json", exclude_none=True, exclude={"data"}) | {"data": one.data}
