"""Examples of calls about webhooks, and of the events sent to them, for the OpenAPI document."""

from typing import Any

from fastapi.openapi.models import Example

_GIVEN: dict[str, Any] = {
    "url": "https://crm.example.com/leadcast",
    "threshold": 0.15,
    "release": 0.12,
    "direction": "rises",
    "regions": ["华东"],
    "description": "CRM 华东：高意向提醒",
}
WEBHOOK_REQUESTS: dict[str, Example] = {
    "rises": {"summary": "Accounts of one region that become likely buyers", "value": _GIVEN},
}
WEBHOOK: dict[str, Any] = {
    "id": "wh_3f9c1b62d07a45e8",
    **_GIVEN,
    "created_at": "2026-11-22T02:14:09.281736Z",
    "disabled_at": None,
}
# Of the form that a secret has; this one is in the documents of every installation.
WEBHOOK_MADE: dict[str, Any] = WEBHOOK | {"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
WEBHOOK_ROTATED: dict[str, Any] = WEBHOOK_MADE | {"former_until": "2026-11-24T08:00:00Z"}
WEBHOOK_LIST: dict[str, Any] = {"webhooks": [WEBHOOK]}
CROSSING_EVENT: dict[str, Any] = {
    "type": "score.rose",
    "timestamp": "2026-11-22T03:20:00.120000+00:00",
    "data": {
        "entity": "account",
        "id": "A-0042",
        "name": "华东精工有限公司",
        "region": "华东",
        "probability": 0.187,
        "before": 0.094,
        "grade": "A",
        "threshold": 0.15,
        "as_of": "2026-11-22T03:19:59.401332+00:00",
        "model": "3",
    },
}
TRIAL_EVENT: dict[str, Any] = {
    "type": "webhook.test",
    "timestamp": "2026-11-22T02:15:00+00:00",
    "data": {"webhook": WEBHOOK["id"], "description": WEBHOOK["description"]},
}
DELIVERY: dict[str, Any] = {
    "id": "msg_9a41c07be2d3f5168b7d20c4",
    "type": "score.rose",
    "state": "dead",
    "attempts": 10,
    "created_at": "2026-11-22T03:20:00.120000Z",
    "due_at": None,
    "ended_at": "2026-11-25T10:02:51.733214Z",
    "outcome": "HTTP 503",
    "event": CROSSING_EVENT,
}
DELIVERY_LIST: dict[str, Any] = {"deliveries": [DELIVERY], "next_cursor": None}
QUEUED: dict[str, Any] = DELIVERY | {
    "state": "pending",
    "attempts": 0,
    "due_at": "2026-11-26T01:00:00Z",
    "ended_at": None,
}
QUEUED_TRIAL: dict[str, Any] = QUEUED | {"type": "webhook.test", "outcome": None, "event": TRIAL_EVENT}
