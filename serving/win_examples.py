"""Examples of `POST /v1/win` for the OpenAPI document."""

from typing import Any

from fastapi.openapi.models import Example

WIN_REQUESTS: dict[str, Example] = {
    "open": {"summary": "Leads of the history", "value": {"lead_ids": ["L-000317", "L-999999"], "days": [30, 90]}},
    "inline": {
        "summary": "A lead that comes in now",
        "value": {"leads": [{"region": "华东", "industry": "制造业", "source": "广告"}], "days": [30, 90]},
    },
}
_FACTS = {"region": "华东", "industry": "制造业", "source": "广告", "product": None}
_NOTHING: dict[str, Any] = {
    "region": None,
    "industry": None,
    "source": None,
    "product": None,
    "stage": None,
    "unseen": [],
}
WIN: dict[str, Any] = {
    "as_of": "2026-11-21T16:00:00Z",
    "model": "3",
    "simulated": False,
    "results": [
        {
            "id": "L-000317",
            "status": "open",
            **_FACTS,
            "stage": "报价",
            "unseen": [],
            "win": [
                {"day": 30, "probability": 0.21, "low": None, "high": None},
                {"day": 90, "probability": 0.38, "low": None, "high": None},
            ],
            "parts": None,
        },
        {"id": "L-999999", "status": "unknown", **_NOTHING, "win": [], "parts": None},
        {
            "id": None,
            "status": "new",
            **_FACTS,
            "stage": None,
            "unseen": [],
            "win": [
                {"day": 30, "probability": 0.061, "low": 0.049, "high": 0.074},
                {"day": 90, "probability": 0.172, "low": 0.149, "high": 0.196},
            ],
            "parts": {"base": 0.161, "mix": 0.018, "season": 0.004, "load": -0.011},
        },
    ],
}
