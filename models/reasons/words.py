"""What people call kinds of activities and stages. Those that are not known here are shown as they were written."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from models.dossier import Row
from models.evidence import Text
from models.phrases import Phrases

phrases = Phrases(Path(__file__).parent)

MOST_KINDS = 3

# Other names of the kinds and the stages that the texts have words for (`kind-…`, `stage-…`).
_KINDS = {
    "phone": "call",
    "phone_call": "call",
    "电话": "call",
    "e-mail": "email",
    "mail": "email",
    "邮件": "email",
    "会议": "meeting",
    "演示": "demo",
    "visit": "site_visit",
    "拜访": "site_visit",
    "上门拜访": "site_visit",
    "quotation": "quote",
    "报价": "quote",
    "website_visit": "web_visit",
    "page_view": "web_visit",
    "网站访问": "web_visit",
    "备注": "note",
    "im": "chat",
    "wechat": "chat",
    "微信": "chat",
    "text_message": "sms",
    "短信": "sms",
}
_STAGES = {
    "新建": "new",
    "created": "new",
    "已联系": "contacted",
    "需求确认": "qualified",
    "qualification": "qualified",
    "方案报价": "proposal",
    "quoted": "proposal",
    "商务谈判": "negotiation",
    "prospecting": "prospecting",
    "engaging": "engaging",
}


# Workflow logs end the name of an activity with the step of its life (XES, IEEE 1849).
_STEP = re.compile(r":(SCHEDULE|ASSIGN|START|SUSPEND|RESUME|COMPLETE)$")


@cache
def _keyed(prefix: str, value: str) -> str | None:
    """The message that has words for a kind (`kind`, or `kinds` with a number) or a stage; None where there is none."""
    plain = _plain(value)
    others = _STAGES if prefix == "stage" else _KINDS
    key = f"{prefix}-{others.get(plain, plain)}"
    return key if key in _known() else None


@cache
def _known() -> frozenset[str]:
    return phrases.keys("en")


@cache
def kind_name(kind: str) -> Text:
    """One activity of that kind."""
    key = _keyed("kind", kind)
    return phrases(key) if key else Text(*2 * [f"“{_as_one(kind)}”"])


@cache
def stage_name(stage: str) -> Text:
    """An open stage, or how a lead ended."""
    key = _keyed("stage", stage)
    return phrases(key) if key else Text(stage, stage)


def kinds_counted(rows: Iterable[Row]) -> Text:
    """How many activities there are of the most frequent kinds: 3 calls, 2 e-mails, 1 other."""
    counts = Counter((_keyed("kinds", row["kind"]) or "kinds-unknown", _as_one(row["kind"])) for row in rows)
    frequent = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    parts = [phrases(key, n=n, kind=kind) for (key, kind), n in frequent[:MOST_KINDS]]
    if rest := sum(n for _, n in frequent[MOST_KINDS:]):
        parts.append(phrases("kinds-rest", n=rest))
    return listed(parts)


def listed(parts: Iterable[Text]) -> Text:
    """Several things one after the other."""
    some = list(parts)
    return Text(", ".join(part.en for part in some), "、".join(part.zh for part in some))


def _as_one(kind: str) -> str:
    """What kinds that are told together are called: by one of their names, or without the step."""
    return _KINDS.get(plain := _plain(kind), plain) if _keyed("kinds", kind) else _STEP.sub("", kind)


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_")
