"""Examples of `POST /v1/win` for the OpenAPI document."""

from typing import Any

from fastapi.openapi.models import Example

WIN_REQUESTS: dict[str, Example] = {
    "open": {
        "summary": "Leads of the history, explained",
        "value": {"lead_ids": ["L-000317", "L-999999"], "days": [30, 90], "reasons": True},
    },
    "inline": {
        "summary": "A lead that comes in now",
        "value": {
            "leads": [{"lead_id": "N-1", "region": "华东", "industry": "制造业", "source": "广告"}],
            "days": [30, 90],
        },
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
            "why": {
                "day": 90,
                "base": 0.29,
                "reasons": [
                    {
                        "group": "stage",
                        "label": {"en": "stage", "zh": "阶段"},
                        "en": "Still in stage “proposal”, since 17 Nov 2026 (5 days).",
                        "zh": "仍停留在“方案报价”阶段，2026年11月17日进入（已5天）。",
                        "effect": "raises",
                        "points": 6.4,
                        "odds_factor": 1.35,
                        "evidence": [
                            {
                                "table": "stage_changes",
                                "key": ["L-000317", "2026-11-17T02:10:00+00:00", "报价"],
                                "kind": "报价",
                                "at": "2026-11-17T02:10:00Z",
                                "recorded_at": "2026-11-17T02:15:00Z",
                                "title": None,
                                "url": None,
                                "quote": None,
                                "before": None,
                                "after": None,
                            }
                        ],
                        "evidence_count": 1,
                    }
                ],
                "other": 2.6,
            },
        },
        {"id": "L-999999", "status": "unknown", **_NOTHING, "win": [], "parts": None, "why": None},
        {
            "id": "N-1",
            "status": "new",
            **_FACTS,
            "stage": None,
            "unseen": [],
            "win": [
                {"day": 30, "probability": 0.061, "low": 0.049, "high": 0.074},
                {"day": 90, "probability": 0.172, "low": 0.149, "high": 0.196},
            ],
            "parts": {"base": 0.161, "mix": 0.018, "season": 0.004, "load": -0.011},
            "why": None,
        },
    ],
}
