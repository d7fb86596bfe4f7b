"""Numbers of leads that are none: ranges, bounds, and words such as hundreds; they are asked back, not cut to one."""

import re

from models.question.numbers import CHINESE, NUMBER
from models.question.reading import COUNT, SHARE, Reading, contradictory

_LEADS_ZH = r"\s*(?:[条笔]|个(?!月|人|周|星期|季|小时)|线索|商机)"
_VAGUE = (
    rf"(?:[上几数好][十百千万]+|[{CHINESE}]*十几|{NUMBER}\s*(?:[多余几来]|\+)){_LEADS_ZH}",
    rf"{NUMBER}\s*\+(?:\s+[a-z]+){{0,2}}\s+(?:leads?|opportunities)\b",
    r"\b(?:(?:hundreds|dozens|thousands|tens|scores|lots|plenty|loads)(?: of)?|a few|a couple(?: of)?|several)"
    r"(?:\s+[a-z]+){0,2}?\s+(?:leads|opportunities)\b",
)
_TO = r"\s*(?:到|至|或|-|~|–|—|\b(?:to|and|or)\b)\s*"
_LEAST_MOST = (
    r"至少|最少|不少于|不低于|不止|超过|多于|大于|高于|不超过|不多于|不到|不足|至多|最多|少于|小于|低于|"
    r"\b(?:at (?:the )?(?:least|most)|up to|over|above|(?:no |not )?(?:more|fewer|less) than|under|below|"
    r"max(?:imum)?(?: of)?|min(?:imum)?(?: of)?)\b"
)
_BOUNDED = (
    rf"(?:\bbetween\s+|从)?{NUMBER}\s*[条个]?{_TO}{COUNT}",
    rf"{COUNT}\s*(?:到|至|或|-|~|–|—)\s*{COUNT}",
    rf"(?:{_LEAST_MOST})\s*(?:{COUNT}|{SHARE})",
    rf"(?:{COUNT}|{SHARE})\s*(?:以上|以下|以内|起步|\bor (?:more|fewer|less)\b)",
)
_IN_ALL = (
    rf"(?:增加|增长|增|提高|提升|上升|升|涨|减少|下降|降)(?:到|至){COUNT}|达到?{COUNT}|"
    rf"\b(?:increas|rais|ris|grow|go)[a-z]*\b[^,;.|]{{0,20}}?\bto {COUNT}|\breach(?:es|ing)? {COUNT}"
)


def refuse_vague(reading: Reading) -> None:
    """Ask back words for no certain number, such as 上百条 and 200+ leads; before the numbers are marked."""
    _refuse(reading, _VAGUE)


def refuse_bounds(reading: Reading) -> None:
    """Ask back ranges and bounds, such as 150-200条 and at least 200 leads; after the numbers are marked."""
    _refuse(reading, _BOUNDED)


def refuse_totals(reading: Reading) -> None:
    """Ask back how many leads there shall be in all, such as 增加到200条: a plan adds leads to the usual ones."""
    if match := re.search(_IN_ALL, reading.rest, re.IGNORECASE):
        said = reading.said(match[0])
        raise contradictory(
            f"“{said}”说的是总数，而计划说的是在日常之外新增多少",
            f'"{said}" is how many there are in all; a plan says how many come on top of the usual ones',
            "请写明新增多少，例如：下周新增200条线索。 Say how many are added, for example: 200 more leads next week.",
        )


def _refuse(reading: Reading, patterns: tuple[str, ...]) -> None:
    for pattern in patterns:
        if match := re.search(pattern, reading.rest, re.IGNORECASE):
            said = reading.said(match[0])
            raise contradictory(
                f"“{said}”不是一个确定的数",
                f'"{said}" is no single number',
                "请给出一个数；想看一个范围，可以把几个方案放在一起对比。 "
                "Give one number; to see a range, compare several plans side by side.",
            )
