"""A planner's question, in Chinese or English, read as a scenario. What is not understood is named, never guessed."""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

import cn2an
from number_parser import parse

from history.errors import UserError
from models.scenario import Scenario

CN = "零一二两三四五六七八九十百千万亿半"
NUMBER = rf"(?P<number>\d[\d,]*(?:\.\d+)?\s*[百千万亿k]?|[{CN}]+)"
LEADS_ZH = rf"{NUMBER}\s*(?:条|个|笔)\s*(?:新增?)?(?:的)?\s*(?:销售)?(?:线索|商机|潜客)?"
LEADS_EN = rf"{NUMBER}\s*(?:(?:more|extra|new|additional|further|fresh|sales)\s+)*(?:leads?|opportunities)\b"
WEEKLY = r"每周|每星期|一周|(?:a|per|each|every)\s+week|weekly"
SHARE = r"(?P<share>\d+(?:\.\d+)?\s*(?:%|percent\b|per cent\b)|百分之[" + CN + r"]+|[一二三四五六七八九]成半?)"
# A plan adds leads: one below zero is asked back, not read without its sign. 12-week and dates are no such numbers.
BELOW_ZERO = r"(?<![0-9a-z])[-−]\d[\d,.]*"

FILLER = re.compile(
    r"如果|假如|假设|要是|倘若|若|我们|会怎么样|会怎样|怎么样|怎样|会如何|如何|会发生什么|会|将|新增|增加|再来|多来|来了?|"
    r"新的?|多|加|有|的|其中|占比?|分布|在|来自|线索|商机|潜客|和|以及|及|与|或|分别|各|到|呢|吗|呀|啊|情况|结果|影响|对|"
    r"赢单|赢率|成交|概率|转化率|区域|地区|大区|行业|为|是|每周|带来|进来|进入|预测|请问|请|帮我|看看|一下|什么|"
    r"\b(?:what|happens?|if|would|will|we|get|got|come|comes|came|coming|in|arrive|from|more|extra|additional|further|"
    r"new|leads?|the|an?|of|with|are|is|to|and|add|adding|suppose|there|be|were|effect|impact|on|for|how|does|do|our|"
    r"win|probability|rate|region|regions|industry|industries|them|which|it|that|all|each|plus|us|show|me|please|"
    r"bring|gets?|receive|having|have|had|about|during|over|at|sales)\b"
)


@dataclass(frozen=True)
class Vocabulary:
    """The names that a question may use."""

    regions: tuple[str, ...]
    industries: tuple[str, ...]
    sources: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


def _plain(text: str) -> str:
    """Small letters, half-width forms, and English numbers in digits."""
    return str(parse(unicodedata.normalize("NFKC", text).lower(), language="en"))


class _Text:
    """The text that is still to be understood: every match is taken out of it."""

    def __init__(self, text: str) -> None:
        self.rest = _plain(text)

    def take(self, pattern: str) -> re.Match[str] | None:
        """The first match of `pattern`, which is thereby understood."""
        match = re.search(pattern, self.rest)
        if match:
            self.rest = f"{self.rest[: match.start()]} \0 {self.rest[match.end() :]}"
        return match

    def unknown(self) -> list[str]:
        """What stays when all that carries no meaning of its own is taken away."""
        left = FILLER.sub(" ", self.rest)
        return re.findall(r"[^\W_]+(?:[.%][^\W_]*)*%?", left)


def understand(text: str, vocabulary: Vocabulary, today: date) -> Scenario:
    """Read `text` as a scenario; `today` is the local day that "next week" is counted from.

    Where it says no time, the leads come next week; where it says no place, in the recent mix.

    Raises:
        UserError: there is no number of leads, or something in it is not understood.
    """
    reading = _Text(text)
    horizon = _horizon(reading)
    regions, counted = _regions(reading, vocabulary.regions)
    industries = _shares(reading, vocabulary.industries)
    start, days = _arrival(reading, today)
    if below := reading.take(BELOW_ZERO):
        raise _puzzled([below[0]])
    weekly = bool(reading.take(WEEKLY)) if not counted else False
    leads = counted or _leads(reading, weekly, days)
    if unknown := reading.unknown():
        raise _puzzled(unknown)
    return Scenario(leads, start, days, regions, industries, horizon or 12)


def _puzzled(words: list[str]) -> UserError:
    listed = "、".join(words)
    return UserError(
        f"没有看懂：{listed}。Not understood: {listed}.",
        "请换一种说法，或使用表单。例如：下周华东新增200条线索，其中制造业占60%。 "
        "Say it another way, or use the form, e.g.: 200 more leads in North next week.",
    )


def number_of(text: str) -> float:
    """A number written as 1,200, 1.5万, 2k, 两百 or 三成.

    Raises:
        UserError: it is no number, such as 亿 without one before it.
    """
    plain = re.sub(r"[,\s]", "", text)
    if plain.endswith("k"):
        return float(plain[:-1]) * 1000
    if plain == "半":
        return 0.5
    try:
        return float(cn2an.cn2an(plain, "smart"))
    except ValueError:
        raise _puzzled([text]) from None


def _leads(reading: _Text, weekly: bool, days: int) -> int:
    match = reading.take(LEADS_ZH) or reading.take(LEADS_EN)
    if not match:
        raise UserError(
            "问题里没有线索数量。 The question names no number of leads.",
            "例如：下周新增200条线索，会怎样？ For example: what if 200 leads come in next week?",
        )
    return round(number_of(match["number"]) * (days / 7 if weekly else 1))


def _any_of(names: tuple[str, ...]) -> str:
    """A pattern for any of the names, longer ones first; 地区 or 行业 may follow."""
    plain = sorted(map(_plain, names), key=len, reverse=True)
    # Not \b: Chinese characters are letters too, and stand right beside a Latin name.
    edged = [rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])" if name.isascii() else re.escape(name) for name in plain]
    return "(?P<name>" + "|".join(edged) + ")(?:地区|大区|区域|行业|企业|客户)?"


def _regions(reading: _Text, names: tuple[str, ...]) -> tuple[dict[str, float], int]:
    """Shares of regions, and the number of leads where it is given region by region."""
    counts: dict[str, float] = {}
    while names and (match := reading.take(rf"{_any_of(names)}\s*(?:新增|增加|各?来?|:)?\s*{LEADS_ZH}")):
        counts[_original(match["name"], names)] = number_of(match["number"])
    if not counts:
        return _shares(reading, names), 0
    total = sum(counts.values())
    return {name: count / total if total else 0.0 for name, count in counts.items()}, round(total)


def _shares(reading: _Text, names: tuple[str, ...]) -> dict[str, float]:
    """Shares of the names that are mentioned: as said, or all of it in equal parts where no share is said."""
    found: dict[str, float] = {}
    between = r"\s*(?:占比?|为|是|:|in|from|of|are|be|being|leads in|at|with|will be)*\s*"
    while names and (
        match := reading.take(_any_of(names) + between + SHARE)
        or reading.take(SHARE + r"\s*(?:的|of them|of the leads|are|is|in|from|来自|在|for)*\s*" + _any_of(names))
    ):
        found[_original(match["name"], names)] = _share(match["share"])
    plain = []
    while names and (match := reading.take(_any_of(names))):
        plain.append(_original(match["name"], names))
    rest = 1 - sum(found.values())
    return found | {name: rest / len(plain) for name in plain}


def _original(name: str, names: tuple[str, ...]) -> str:
    return next(each for each in names if _plain(each) == name)


def _share(text: str) -> float:
    if digits := re.match(r"[\d.]+", text):
        return float(digits[0]) / 100
    if text.startswith("百分之"):
        return number_of(text[3:]) / 100
    return number_of(text[0]) / 10 + (0.05 if text.endswith("半") else 0.0)


def _horizon(reading: _Text) -> int | None:
    match = reading.take(rf"(?:看|预测|展望)\s*{NUMBER}\s*周|{NUMBER}-?\s*weeks?\s+horizon".replace("(?P<number>", "("))
    groups = [group for group in match.groups() if group] if match else []
    return round(number_of(groups[0])) if groups else None


def _month(day: date, ahead: int) -> tuple[date, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + ahead, 12)
    return date(year, month + 1, 1), calendar.monthrange(year, month + 1)[1]


def _arrival(reading: _Text, today: date) -> tuple[date, int]:
    """First day and number of days of the leads' arrival."""
    monday = today + timedelta(days=7 - today.weekday())
    if match := reading.take(r"(?:从|自|from|starting)?\s*(\d{4}-\d{1,2}-\d{1,2})\s*(?:起|开始|on)?"):
        year, month, day = (int(part) for part in match[1].split("-"))
        try:
            return date(year, month, day), _lasting(reading) or 7
        except ValueError:
            raise UserError(f"{match[1]} 不是日期。 {match[1]} is no date.", "例如 e.g. 2026-12-01") from None
    if reading.take(r"下下个?(?:周|星期)|(?:the )?week after next"):
        return monday + timedelta(days=7), 7
    if reading.take(r"下个?(?:周|星期|礼拜)|next week"):
        return monday, 7
    if reading.take(r"下个?月|next month"):
        return _month(today, 1)
    if reading.take(r"[本这]个?(?:周|星期)|this week"):
        return today, (monday - today).days
    if reading.take(r"明天|tomorrow"):
        return today + timedelta(days=1), 1
    return monday, _lasting(reading) or 7


def _lasting(reading: _Text) -> int | None:
    span = r"(?:未来|接下来|今后|连续|(?:(?:over|in|during|within) )?(?:the )?next|for)"
    pattern = rf"{span}\s*{NUMBER}\s*(?P<unit>个?(?:周|星期|月)|weeks?|days?|天)"
    if not (match := reading.take(pattern)):
        return None
    unit = match["unit"]
    length = 30 if "月" in unit else 1 if unit.startswith("day") or unit == "天" else 7
    return round(number_of(match["number"]) * length)
