"""A sentence of a reason as a person reads it: its words for values, and whether it says no more than these."""

import re
from datetime import date
from typing import Any

from models.evidence import Text
from models.reasons import Reason

WORDS = {
    "call": Text("call", "电话"),
    "email": Text("e-mail", "邮件"),
    "meeting": Text("meeting", "会议"),
    "demo": Text("demonstration", "产品演示"),
    "site_visit": Text("visit", "上门拜访"),
    "quote": Text("quote", "报价"),
    "web_visit": Text("visit to our website", "访问我方网站"),
    "新建": Text("new", "新建"),
    "已联系": Text("contacted", "已联系"),
    "需求确认": Text("needs confirmed", "需求确认"),
    "方案报价": Text("proposal", "方案报价"),
    "商务谈判": Text("negotiation", "商务谈判"),
    "won": Text("won", "赢单"),
    "lost": Text("lost", "输单"),
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# What messages say without a value: windows, a hundred, and the minutes of an hour.
FIXED = {
    "en": r"last 7 days|last 14 days|last 30 days|last 90 days|next 7 days|per 100|:00|:59",
    "zh": r"[近来]\d+天|每100",
}
TENTHS = ("each", "usual", "orders", "wins")


def agrees(key: str, expected: Any, told: Any) -> bool:
    """Whether a value of a sentence is what was found; what is a name in words is looked up in words."""
    if key in ("kind", "stage", "end"):
        return bool(told == WORDS.get(expected, Text(*2 * [expected if key != "kind" else f"“{expected}”"])))
    if key == "weekday":
        return bool(told.en == WEEKDAYS[expected])
    if key in ("kinds", "span"):
        counts = [int(number) for number in re.findall(r"(?<![\w“])\d+(?![\w”])", told.en)]
        return counts == (expected if key == "kinds" else [expected])
    if key in ("rep", "name", "region", "title"):
        # One language has the history's own name, the other may have that of its readers.
        return str(expected) in (told if isinstance(told, Text) else (told,))
    if key == "rate":
        return bool(abs(told - expected) <= (0.51 if told >= 10 else 0.051))
    return bool(abs(told - expected) <= 0.051) if key in TENTHS else bool(told == expected)


def check_readable(found: Reason, says: str) -> None:
    """No name of a feature, nothing unknown, nothing left to fill in, and no number but those that were given."""
    for language, text in found.text._asdict().items():
        plain = re.sub(FIXED[language], "", text)
        for value in sorted(map(str, _spoken(found, language)), key=len, reverse=True):
            plain = re.sub(rf"(?<!\d){re.escape(value)}(?!\d)", "", plain)
        assert not re.search(r"nan|None|NaN|[{}]|_|\d", plain), f"{says}: {plain}"
        assert language == "zh" or text[0].upper() == text[0], says
        assert text.endswith("." if language == "en" else "。"), says


def _spoken(found: Reason, language: str) -> list[Any]:
    said: list[Any] = []
    for value in found.values.values():
        if isinstance(value, Text):
            said.append(getattr(value, language))
        elif isinstance(value, date):
            english = f"{value.day} {value:%b} {value.year}"
            said.append(english if language == "en" else f"{value.year}年{value.month}月{value.day}日")
        else:
            said += (
                [value] if isinstance(value, str) else [f"{value:,}", f"{value:,.0f}" if value == int(value) else value]
            )
    return said
