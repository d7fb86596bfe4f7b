"""Examples of POST /v1/sandbox, for the OpenAPI document."""

from typing import Any

from fastapi.openapi.models import Example

_AS_OF = "2026-11-21T16:00:00Z"

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
            "sources": {"广告": 1.0},
            "reps": [{"region": "华东", "change": 2}],
            "horizon_weeks": 12,
        },
    },
    "weeks": {
        "summary": "Different numbers in different weeks",
        "value": {"leads": 500, "start": "2026-11-23", "weekly": [200, 300]},
    },
}


def _range(value: float, *ends: float) -> dict[str, float]:
    names = ("value", "low_95", "low", "low_50", "high_50", "high", "high_95")
    return dict(zip(names, (value, *ends), strict=True))


_CHANCE = _range(0.118, 0.093, 0.102, 0.109, 0.126, 0.135, 0.145)
_WINS = _range(23.6, 14, 17, 20, 26, 30, 34)
_REVENUE = _range(1_180_000, 640_000, 790_000, 960_000, 1_360_000, 1_610_000, 1_880_000)
_LOT = {
    "region": "华东",
    "leads": 200.0,
    "win_probability": _CHANCE,
    "standard": 0.133,
    "wins": _WINS,
    "revenue": _REVENUE,
    "base": 0.121,
    "mix": 0.014,
    "season": -0.002,
    "load": -0.015,
    "evidence": 412.0,
}
FORECAST: dict[str, Any] = {
    "scenario": {
        "leads": 200,
        "start": "2026-11-23",
        "days": 7,
        "regions": {"华东": 1.0},
        "industries": {},
        "horizon_weeks": 12,
        "sources": {},
        "products": {},
        "arrival": "even",
        "reps": [{"region": "华东", "change": 2, "start": None}],
        "quota": None,
        "response_hours": None,
        "weekly": [],
    },
    "as_of": _AS_OF,
    "cells": [_LOT | {"industry": "制造业"}],
    "sources": [_LOT | {"source": "广告"}],
    "region_weeks": [
        {
            "region": "华东",
            "start": "2026-11-22",
            "arriving": 200.0,
            "win_probability": _CHANCE,
            "wins": _range(9.1, 3, 5, 7, 11, 13, 16),
            "wins_without": 9.4,
            "revenue": _range(455_000.0, 110_000, 210_000, 310_000, 570_000, 730_000, 960_000),
            "load": 38.2,
        }
    ],
    "regions": [
        {
            "region": "华东",
            "leads": 200.0,
            "win_probability": _CHANCE,
            "standard": 0.133,
            "probability_without": 0.133,
            "wins": _WINS,
            "net_wins": _range(19.8, 12.2, 15.1, 17.4, 22.0, 24.9, 27.6),
            "revenue": _REVENUE,
            "open_leads": 263.0,
            "open_wins": _range(14.2, 7, 9, 12, 17, 20, 22),
            "open_wins_without": 15.6,
            "reps_now": 10.0,
            "reps_planned": 12.0,
            "load_now": 26.3,
            "load_reached": 44.1,
            "load_seen": 41.0,
            "overloaded": True,
            "enough": 340.0,
        }
    ],
    "weeks": [
        {
            "start": "2026-11-22",
            "arriving": 200.0,
            "wins": _range(9.1, 3, 5, 7, 11, 13, 16),
            "wins_without": 9.4,
            "revenue": _range(455_000, 130_000, 230_000, 330_000, 560_000, 690_000, 860_000),
            "revenue_without": 470_000.0,
        }
    ],
    "split": {
        "wins": 19.8,
        "best": 21.3,
        "regions": [{"region": "华东", "leads": 200.0, "best": 160.0}],
        "reps": [{"rep_id": "R-07", "name": "王芳", "region": "华东", "open": 21.0, "leads": 17.5}],
    },
    "wins": _WINS,
    "revenue": _REVENUE,
    "net_wins": _range(19.8, 12.2, 15.1, 17.4, 22.0, 24.9, 27.6),
    "load_effect": _range(-0.19, -0.33, -0.28, -0.24, -0.14, -0.09, -0.04),
    "notes": [{"en": "Load goes beyond anything seen in 华东.", "zh": "华东的人均在跟线索超过历史上的最高水平。"}],
    "understood": {
        "en": "200 extra leads from 23 Nov 2026 for 7 days; regions: 华东 100%; 2 more reps in 华东; 12-week horizon",
        "zh": "从2026年11月23日起连续7天新增200条线索；区域：华东 100%；华东增加2名销售；展望12周",
    },
    "model": "3",
    "simulated": False,
}
