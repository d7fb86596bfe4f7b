"""Examples of calls about saved scenarios, for the OpenAPI document."""

from typing import Any

from fastapi.openapi.models import Example

from serving.schemas.plan import Plan

SAVED: dict[str, Any] = {
    "id": "3f9c1b62d07a45e8",
    "name": "展会季：华东加两人",
    "author": "李敏",
    "saved_at": "2026-11-22T02:14:09.281736Z",
    "plan": Plan.model_validate({"leads": 200, "start": "2026-11-23", "regions": {"华东": 0.6}}).model_dump(
        mode="json"
    ),
    "question": "下周新增200条线索，其中华东占60%",
}
SAVED_LIST: dict[str, Any] = {"scenarios": [SAVED], "next_cursor": None}
SAVE_REQUESTS: dict[str, Example] = {
    "plan": {
        "summary": "A plan with a name",
        "value": {key: SAVED[key] for key in ("name", "author", "question")}
        | {"plan": {"leads": 200, "start": "2026-11-23", "regions": {"华东": 0.6}}},
    },
}
