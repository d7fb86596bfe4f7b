"""Examples of the calls about one account or lead, for the OpenAPI document."""

from typing import Any

_AS_OF = "2026-11-21T16:00:00Z"
_REP = {"id": "R-007", "name": "王芳"}


def _item(table: str, key: str, kind: str, at: str, en: str, zh: str, **more: Any) -> dict[str, Any]:
    row = {"table": table, "key": [key], "kind": kind, "at": at, "recorded_at": at, "en": en, "zh": zh}
    told = dict.fromkeys(("title", "url", "quote", "before", "after", "lead_id", "rep"))
    return {**row, **told, "topics": [], **more}


_CALL = _item(
    "activities",
    "T-90211",
    "call",
    "2026-11-20T02:15:00Z",
    "Call to the customer, 王芳, 12 min",
    "致电客户，王芳，12 分钟",
    lead_id="L-000317",
    rep=_REP,
)
_SIGNAL = _item(
    "signals",
    "S-5512",
    "news",
    "2026-11-18T01:00:00Z",
    "News: 华东精工有限公司启动生产管理系统招标",
    "新闻：华东精工有限公司启动生产管理系统招标",
    title="华东精工有限公司启动生产管理系统招标",
    url="https://news.example/5512",
    quote="计划年内完成上线",
    topics=["procurement"],
)
_LEAD = {
    "lead_id": "L-000317",
    "stage": "方案报价",
    "since": "2026-11-12T03:20:00Z",
    "rep": _REP,
    "value": 183_600.0,
    "product": "企业版",
    "win_30d": 0.21,
}
PROFILE: dict[str, Any] = {
    "entity": "account",
    "id": "A-0042",
    "name": "华东精工有限公司",
    "region": "华东",
    "industry": "制造业",
    "employees": 320.0,
    "website": "https://www.example",
    "account": None,
    "rep": _REP,
    "as_of": _AS_OF,
    "model": "3",
    "horizon_days": 7.0,
    "simulated": False,
    "score": {
        "probability": 0.187,
        "interval": {"low": 0.161, "high": 0.204},
        "grade": "A",
        "percentile": 98.6,
        "trend": "improving",
    },
    "scores": [
        {"as_of": "2026-11-14T16:00:00Z", "probability": 0.121, "low": 0.104, "high": 0.139},
        {"as_of": _AS_OF, "probability": 0.187, "low": 0.161, "high": 0.204},
    ],
    "events": [_SIGNAL],
    "open_leads": [_LEAD],
}
LEAD_PROFILE: dict[str, Any] = PROFILE | {
    "entity": "lead",
    "id": "L-000317",
    "account": {"id": "A-0042", "name": "华东精工有限公司"},
    "score": None,
    "scores": [],
}
TIMELINE: dict[str, Any] = {"total": 212, "next_cursor": "WyIyMDI2LTExLTE4Il0", "items": [_CALL, _SIGNAL]}
_HIT = {"id": "A-0042", "name": "华东精工有限公司", "region": "华东", "probability": 0.187, "grade": "A"}
FOUND: dict[str, Any] = {"entity": "account", "results": [_HIT]}
LEADS_FOUND: dict[str, Any] = {
    "entity": "lead",
    "results": [_HIT | {"id": "L-000317", "region": None, "probability": None, "grade": None}],
}
