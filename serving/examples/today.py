"""One example of the morning list, for the OpenAPI document."""

from typing import Any

from serving.examples.calls import INTENT
from serving.today.csv import MARK, NAMES

_REP = {"id": "R-07", "name": "王芳"}
_QUOTE: dict[str, Any] = {
    "table": "activities",
    "key": ["T-88213"],
    "kind": "quote",
    "at": "2026-11-16T02:30:00Z",
    "recorded_at": "2026-11-16T02:41:00Z",
    "title": None,
    "url": None,
    "quote": None,
    "before": None,
    "after": None,
}
_NOTICE: dict[str, Any] = {
    "table": "signals",
    "key": ["S-5120"],
    "kind": "news",
    "at": "2026-11-20T11:00:00Z",
    "recorded_at": "2026-11-20T23:12:00Z",
    "title": "华东精工有限公司设备维护系统采购公告",
    "url": "https://www.example.com/notices/5120",
    "quote": "拟采购设备预测性维护系统一套",
    "before": None,
    "after": None,
}
TODAY: dict[str, Any] = {
    "as_of": "2026-11-21T00:30:00Z",
    "model": "3",
    "entity": "account",
    "horizon_days": 7.0,
    "simulated": False,
    "currency_known": True,
    "at_risk_by": "value",
    "signals_since": "2026-11-20T10:00:00Z",
    "total": 2000,
    "top": [
        {
            "id": "A-0042",
            "name": "华东精工有限公司",
            "region": "华东",
            "industry": "制造业",
            "rep": _REP,
            "probability": 0.187,
            "interval": {"low": 0.161, "high": 0.204},
            "grade": "A",
            "trend": "improving",
            "value": 120000.0,
            "value_told": True,
            "at_stake": 22440.0,
            "reason": INTENT["results"][0]["reasons"][0],
        }
    ],
    "at_risk": [
        {
            "lead_id": "L-000317",
            "account_id": "A-0107",
            "name": "Shenlan Machinery Ltd.",
            "region": "华东",
            "rep": _REP,
            "stage": "方案报价",
            "stage_name": {"en": "proposal", "zh": "方案报价"},
            "since": "2026-11-12T07:10:00Z",
            "value": 85000.0,
            "value_told": True,
            "before": 0.31,
            "now": 0.22,
            "at_stake": 7650.0,
            "causes": [
                {
                    "key": "quote-unanswered",
                    "en": "The quote of 16 Nov 2026 has had no answer for 4 days.",
                    "zh": "2026年11月16日发出的报价已有4天没有回音。",
                    "evidence": [_QUOTE],
                }
            ],
        }
    ],
    "signals": [
        _NOTICE
        | {
            "account_id": "A-0042",
            "name": "华东精工有限公司",
            "region": "华东",
            "rep": _REP,
            "topics": ["procurement"],
            "relevance": 0.62,
            "probability": 0.187,
            "copies": 1,
        }
    ],
    "regions": [
        {
            "region": "华北",
            "from": "2026-11-09",
            "to": "2026-11-15",
            "ended": 48,
            "won": 2,
            "rate": 0.042,
            "usual": 0.236,
            "lower": 0.052,
            "upper": 0.42,
            "en": "From 9 Nov 2026 to 15 Nov 2026, 2 of 48 leads that ended in 华北 were won (4.2%). That is below "
            "5.2%, the lower limit that its own past sets (usual: 24%).",
            "zh": "2026年11月9日至2026年11月15日，华北了结的48条线索中赢单2条（4.2%），"
            "低于按该区域自身历史算出的下限5.2%（平时为24%）。",
        }
    ],
    "remarks": [
        {
            "part": "regions",
            "key": "regions-untold",
            "en": "Too few leads end in 西北, 西南 to tell a fall from chance.",
            "zh": "西北、西南了结的线索太少，分不清是下滑还是偶然。",
        }
    ],
}
CSV = (
    f"{MARK}{','.join(NAMES)}\r\n"
    "A-0042,华东精工有限公司,华东,制造业,R-07,王芳,0.187,0.161,0.204,A,improving,120000.0,True,22440.0,,\r\n"
)
