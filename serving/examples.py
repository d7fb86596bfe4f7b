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
    "probability": 0.187,
    "interval": {"low": 0.161, "high": 0.204},
    "grade": "A",
    "percentile": 98.6,
    "trend": "improving",
    "reasons": [{"en": "buying rhythm", "zh": "购买节奏", "effect": "raises", "odds_factor": 2.1}],
}
_UNKNOWN: dict[str, Any] = {
    "id": "A-9999",
    "status": "unknown",
    "name": None,
    "region": None,
    "industry": None,
    "probability": None,
    "interval": None,
    "grade": None,
    "percentile": None,
    "trend": None,
    "reasons": [],
}

INTENT_REQUESTS: dict[str, Example] = {
    "accounts": {"summary": "Accounts, explained", "value": {"account_ids": ["A-0042", "A-9999"], "reasons": True}},
    "leads": {"summary": "Leads, where the model scores leads", "value": {"lead_ids": ["L-000317"]}},
}
INTENT: dict[str, Any] = _SHARED | {"results": [_SCORE, _UNKNOWN]}
RANKED: dict[str, Any] = _SHARED | {
    "total": 2000,
    "next_cursor": "WzAuMTg3LCAiQS0wMDQyIl0",
    "results": [_SCORE | {"reasons": []}],
}

SANDBOX_REQUESTS: dict[str, Example] = {
    "words": {"summary": "In Chinese", "value": {"text": "下周新增200条线索"}},
    "english": {"summary": "In English", "value": {"text": "200 more leads next week"}},
    "numbers": {
        "summary": "In numbers",
        "value": {
            "leads": 200,
            "start": "2026-11-23",
            "days": 7,
            "regions": {"华东": 0.6, "华南": 0.4},
            "horizon_weeks": 12,
        },
    },
}
FORECAST: dict[str, Any] = {
    "scenario": {
        "leads": 200,
        "start": "2026-11-23",
        "days": 7,
        "regions": {},
        "industries": {},
        "horizon_weeks": 12,
    },
    "as_of": _AS_OF,
    "cells": [
        {
            "region": "华东",
            "industry": "制造业",
            "leads": 200.0,
            "win_probability": {"value": 0.118, "low": 0.102, "high": 0.135},
            "wins": {"value": 23.6, "low": 17.0, "high": 30.0},
            "base": 0.121,
            "mix": 0.012,
            "load": -0.015,
            "evidence": 412.0,
        }
    ],
    "regions": [
        {
            "region": "华东",
            "leads": 200.0,
            "win_probability": {"value": 0.118, "low": 0.102, "high": 0.135},
            "probability_without": 0.133,
            "wins": {"value": 23.6, "low": 17.0, "high": 30.0},
            "open_leads": 263.0,
            "open_wins": {"value": 14.2, "low": 9.0, "high": 20.0},
            "open_wins_without": 15.6,
            "load_now": 26.3,
            "load_reached": 44.1,
            "load_seen": 41.0,
            "overloaded": True,
        }
    ],
    "weeks": [{"start": "2026-11-22", "wins": {"value": 9.1, "low": 5.0, "high": 13.0}, "wins_without": 9.4}],
    "wins": {"value": 23.6, "low": 17.0, "high": 30.0},
    "net_wins": {"value": 19.8, "low": 15.1, "high": 24.9},
    "load_effect": {"value": -0.19, "low": -0.28, "high": -0.09},
    "notes": [{"en": "Load goes beyond anything seen in 华东.", "zh": "华东的人均在跟线索超过历史上的最高水平。"}],
    "understood": {
        "en": "200 extra leads from 2026-11-23 for 7 days, 12-week horizon",
        "zh": "从2026-11-23起连续7天新增200条线索，展望12周",
    },
    "model": _MODEL,
    "simulated": False,
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
    ]
}
HEALTH: dict[str, Any] = {"status": "ok"}
READINESS: dict[str, Any] = {"status": "ready", "model": _MODEL, "as_of": _AS_OF}
