"""Examples of the calls about one account or lead, for the OpenAPI document."""

from typing import Any

_AS_OF = "2026-11-21T16:00:00Z"
_REP = {"id": "R-007", "name": "王芳"}


def _item(table: str, key: str, kind: str, at: str, en: str, zh: str, **more: Any) -> dict[str, Any]:
    row = {"table": table, "key": [key], "kind": kind, "at": at, "recorded_at": at, "en": en, "zh": zh}
    told = dict.fromkeys(("title", "url", "quote", "before", "after", "lead_id", "rep"))
    return {**row, **told, "topics": [], **more}


def _row(item: dict[str, Any]) -> dict[str, Any]:
    words = ("en", "zh", "lead_id", "rep", "topics")
    return {name: value for name, value in item.items() if name not in words}


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
    "stage_name": {"en": "proposal", "zh": "方案报价"},
    "since": "2026-11-12T03:20:00Z",
    "rep": _REP,
    "value": 183_600.0,
    "product": "企业版",
    "win_30d": 0.21,
}
_REASON = {
    "group": "news",
    "label": {"en": "news", "zh": "新闻"},
    "en": "1 news item in the last 30 days, the newest on 18 Nov 2026.",
    "zh": "近30天有1条新闻，最近一条在2026年11月18日。",
    "effect": "raises",
    "points": 3.1,
    "odds_factor": 1.3,
    "evidence": [_row(_SIGNAL)],
    "evidence_count": 1,
}
_PLAN = {
    "play": "tender-call",
    "kind": "tender",
    "title": {"en": "Call the buyer about the tender", "zh": "就招标致电采购"},
    "role": {"key": "buyer", "name": {"en": "buyer", "zh": "采购负责人"}},
    "channel": {"key": "phone", "name": {"en": "phone", "zh": "电话"}},
    "best_time": {
        "start": "2026-11-23T02:00:00Z",
        "end": "2026-11-23T03:00:00Z",
        "time_zone": "Asia/Shanghai",
        "because": {"en": "The next working morning.", "zh": "下一个工作日上午。"},
        "evidence": [],
    },
    "opening": {"en": "I read that you have opened a tender.", "zh": "看到贵公司启动了招标。"},
    "points": [
        {"text": {"en": "The tender is to be done this year.", "zh": "招标计划年内完成。"}, "evidence": [_row(_SIGNAL)]}
    ],
    "next_step": {"en": "Agree on a meeting.", "zh": "约定会面。"},
    "why": {"en": "A tender was announced 3 days ago.", "zh": "3天前发布了招标信息。"},
    "worked": None,
    "fit": 0.83,
    "rewritten": False,
}
_BEFORE = {
    "en": "One contact in the last 30 days, on 10 Nov 2026 (5 days ago): call.",
    "zh": "近30天联系1次：2026年11月10日（5天前）电话。",
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
    "reasons": [_REASON],
    "change": {
        "since": "2026-11-14T16:00:00Z",
        "before": 0.121,
        "now": 0.187,
        "new_facts": 7.2,
        "ageing": -0.6,
        "model": None,
        "model_note": None,
        "because": [_REASON | {"new_facts": 4.1, "ageing": -0.5, "before": _BEFORE}],
    },
    "plans": [_PLAN],
    "held_out": False,
    "cited": [_SIGNAL],
}
LEAD_PROFILE: dict[str, Any] = PROFILE | {
    "entity": "lead",
    "id": "L-000317",
    "account": {"id": "A-0042", "name": "华东精工有限公司"},
    "score": None,
    "scores": [],
    "reasons": [],
    "change": None,
}
TIMELINE: dict[str, Any] = {
    "total": 212,
    "next_cursor": "WyIyMDI2LTExLTE4Il0",
    "counts": {"activities": 171, "stage_changes": 22, "signals": 12, "orders": 4, "leads": 2, "accounts": 1},
    "items": [_CALL, _SIGNAL],
}
_HIT = {"id": "A-0042", "name": "华东精工有限公司", "region": "华东", "probability": 0.187, "grade": "A"}
FOUND: dict[str, Any] = {"entity": "account", "results": [_HIT]}
LEADS_FOUND: dict[str, Any] = {
    "entity": "lead",
    "results": [_HIT | {"id": "L-000317", "region": None, "probability": None, "grade": None}],
}
