"""One example of every call and answer, for the OpenAPI document."""

from typing import Any

from fastapi.openapi.models import Example

_AS_OF = "2026-11-21T16:00:00Z"
_MODEL = "3"
_SHARED = {"entity": "account", "as_of": _AS_OF, "model": _MODEL, "horizon_days": 7.0}


def shown(example: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    """`example` as what a call answers with 200."""
    return {200: {"content": {"application/json": {"example": example}}}}


_SCORE: dict[str, Any] = {
    "id": "A-0042",
    "status": "scored",
    "name": "华东精工有限公司",
    "region": "华东",
    "industry": "制造业",
    "as_of": _AS_OF,
    "model": _MODEL,
    "probability": 0.187,
    "interval": {"low": 0.161, "high": 0.204},
    "grade": "A",
    "percentile": 98.6,
    "trend": "improving",
    "reasons": [
        {
            "group": "order_value",
            "label": {"en": "order value", "zh": "订单金额"},
            "en": "The last order, on 18 Nov 2026 (3 days ago), came to 42,600.",
            "zh": "最近一笔订单在2026年11月18日（3天前），金额42,600。",
            "effect": "raises",
            "points": 6.4,
            "odds_factor": 2.1,
            "evidence": [
                {
                    "table": "orders",
                    "key": ["O-005310"],
                    "kind": "order",
                    "at": "2026-11-18T02:10:00Z",
                    "recorded_at": "2026-11-18T02:10:04Z",
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
}
_UNKNOWN: dict[str, Any] = {
    "id": "A-9999",
    "status": "unknown",
    "name": None,
    "region": None,
    "industry": None,
    "as_of": None,
    "model": None,
    "probability": None,
    "interval": None,
    "grade": None,
    "percentile": None,
    "trend": None,
    "reasons": [],
}

INTENT_REQUESTS: dict[str, Example] = {
    "accounts": {"summary": "Accounts, explained", "value": {"account_ids": ["A-0042", "A-9999"]}},
    "plans": {"summary": "One account with three plans", "value": {"account_ids": ["A-0042"], "plans": True}},
    "leads": {
        "summary": "Leads, where the model scores leads, at once",
        "value": {"lead_ids": ["L-000317"], "reasons": False},
    },
}
INTENT: dict[str, Any] = _SHARED | {"results": [_SCORE, _UNKNOWN]}
RANKED: dict[str, Any] = _SHARED | {
    "total": 2000,
    "next_cursor": "WzAuMTg3LCAiQS0wMDQyIl0",
    "results": [_SCORE | {"reasons": []}],
}

MODELS: dict[str, Any] = {
    "models": [
        {
            "id": _MODEL,
            "entity": "account",
            "population": "all",
            "horizon_days": 7.0,
            "scorer": "mean of logistic regression and LightGBM",
            "promoted_at": "2026-11-21T18:20:31Z",
            "serving_since": "2026-11-22T01:00:00Z",
            "as_of": _AS_OF,
            "scored": 2000,
            "sandbox": True,
            "simulated": False,
            "card": {"trained_until": _AS_OF},
        }
    ],
    "refused": None,
}
HEALTH: dict[str, Any] = {"status": "ok"}
READINESS: dict[str, Any] = {"status": "ready", "model": _MODEL, "as_of": _AS_OF}
