"""Examples of calls about outreach, for the OpenAPI document."""

from typing import Any

from fastapi.openapi.models import Example

DONE: dict[str, Any] = {
    "id": "crm-task-8812",
    "account_id": "A-0042",
    "lead_id": None,
    "play": "tender-call",
    "role": "buyer",
    "channel": "phone",
    "done_at": "2026-11-23T02:30:00Z",
    "outcome": "meeting",
    "rep_id": "R7",
    "note": "周四下午到厂里看",
    "recorded_at": "2026-11-23T02:41:07Z",
}
DONE_LIST: dict[str, Any] = {"outreach": [DONE]}
DONE_REQUESTS: dict[str, Example] = {
    "call": {
        "summary": "A call that led to a meeting",
        "value": {"outreach_id": DONE["id"]}
        | {key: value for key, value in DONE.items() if key not in ("id", "lead_id", "recorded_at")},
    }
}
