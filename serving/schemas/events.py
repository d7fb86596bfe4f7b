"""What POST /v1/events takes and answers."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from history.tables import TABLES

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
MOST_EVENTS = 1_000
TYPE_PREFIX = "leadcast."
JSON_MEDIA = re.compile(r"(application|text)/([\w.-]+\+)?json", re.ASCII)
_Attribute = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
_ROW = {"order_id": "O-1042", "account_id": "A-0042", "ordered_at": "2026-11-21T15:58:00Z", "amount": 12800.0}
_EVENT = {
    "specversion": "1.0",
    "id": "5b1f",
    "source": "/crm/orders",
    "type": "leadcast.orders",
    "time": "2026-11-21T15:58:01Z",
    "data": _ROW,
}
_MOVE = {"lead_id": "L-000317", "stage": "won", "changed_at": "2026-11-21T15:59:00Z"}
ANSWER: dict[str, Any] = {
    "accepted": 1,
    "duplicates": 0,
    "rejected": 1,
    "events": [
        {"id": "5b1f", "status": "accepted", "errors": []},
        {"id": "5b20", "status": "rejected", "errors": ["stage: is missing"]},
    ],
}


class CloudEvent(BaseModel):
    """One event in structured mode. `source` and `id` together name it for good."""

    model_config = ConfigDict(extra="allow", frozen=True)

    specversion: Literal["1.0"]
    id: _Attribute
    source: _Attribute
    type: _Attribute = Field(description=f"one of {', '.join(TYPE_PREFIX + name for name in TABLES)}")
    data: dict[str, Any] = Field(description="a row of that table, under the names of its columns; null is unknown")
    datacontenttype: Annotated[str, Field(pattern=JSON_MEDIA.pattern)] | None = None
    dataschema: _Attribute | None = None
    subject: _Attribute | None = None
    time: datetime | None = None


class EventOut(BaseModel):
    """What became of one event."""

    id: str | None = Field(description="the event's own; null where it has none")
    status: Literal["accepted", "duplicate", "rejected"]
    errors: list[str] = Field(description="why it was rejected: a field of the event or of its row, and what is wrong")


class EventsAnswer(BaseModel):
    """What became of the events, in their order. All of it is committed."""

    accepted: int
    duplicates: int
    rejected: int
    events: list[EventOut]


def _examples(summary: str, value: Any) -> dict[str, Any]:
    return {"example": {"summary": summary, "value": value}}


def request_body() -> dict[str, Any]:
    """The request body of the call for OpenAPI, in its three modes."""
    event = CloudEvent.model_json_schema()
    many = [_EVENT, _EVENT | {"id": "5b20", "type": "leadcast.stage_changes", "data": _MOVE}]
    return {
        "required": True,
        "content": {
            STRUCTURED: {"schema": event, "examples": _examples("An order", _EVENT)},
            BATCH: {
                "schema": {"type": "array", "items": event, "maxItems": 1_000},
                "examples": _examples("An order, and a lead that is won", many),
            },
            "application/json": {
                "schema": {"type": "object", "description": "the row alone; the attributes are ce- headers"},
                "examples": _examples("An order, its attributes in ce- headers", _ROW),
            },
        },
    }
