"""Months, quarters, holidays and days counted from today, each put down as a span of local days."""

import re
from datetime import date
from functools import partial

import pandas as pd

from models.question.dates import (
    DAY,
    MONTH_ZH,
    MONTHS,
    WEEK,
    YEAR_ZH,
    Span,
    left_of,
    month_number,
    month_of,
    week_of,
    years_of,
)
from models.question.feasts import holiday_patterns, next_holiday
from models.question.numbers import NUMBER, number_of
from models.question.reading import TIME, Reading

_AHEAD = {"下下": 2, "下": 1, "next": 1}
_MOST_AHEAD = 400
_THURSDAY = 3
_AFTER = r"(?:\s*(?:of\s+)?(?P<after>20\d\d\b|(?:the|this|next) year\b))?"
_ORDINALS = ("first|1st|一", "second|2nd|二", "third|3rd|三", "fourth|4th|四", "fifth|5th|五")
_NTH = "|".join(_ORDINALS)
_PARTS = {
    **dict.fromkeys(("上旬", "初", "early"), (1, 10)),
    **dict.fromkeys(("中旬", "mid"), (11, 20)),
    **dict.fromkeys(("下旬", "late"), (21, 31)),
    "上半月": (1, 15),
    "下半月": (16, 31),
}
# Days of sales that are no holidays.
_SALES = {r"双(?:十一|11)": (11, 11), r"双(?:十二|12)": (12, 12), r"(?<!\d)618(?=大促|活动|期间|当|之?[前后])": (6, 18)}
_BEFORE_MAY = r"\b(?:in|from|during|until|till|by|of|to|through|and|before|after|starting)\s+$"


def mark_periods(reading: Reading) -> None:
    """Put a token in place of every month, quarter, holiday and day counted from today; each means a `Span`."""
    for marked in (_festive, _counted, _quarters, _halves, _months, _weeks_of_months):
        marked(reading)


def _festive(reading: Reading) -> None:
    for words, (month, day) in _SALES.items():
        reading.mark("TIME", rf"{words}(?:大促|活动)?", partial(_sale, reading.today, month, day))
    for words, parts in holiday_patterns(reading.country, reading.today).items():
        reading.mark("TIME", words, partial(_holiday, reading, parts))


def _holiday(reading: Reading, parts: tuple[str, ...], _: re.Match[str]) -> Span:
    return Span(*next_holiday(parts, reading.country, reading.today))


def _sale(today: date, month: int, day: int, _: re.Match[str]) -> Span:
    this = date(today.year, month, day)
    found = this if this >= today else this.replace(year=today.year + 1)
    return Span(found, found)


def _day(day: date, _: re.Match[str]) -> Span:
    return Span(day, day)


def _counted(reading: Reading) -> None:
    """明天, 3天后, 两周后, in two weeks, three months from now."""
    today = reading.today
    named = {
        r"大后天": 3,
        r"后天|\b(?:the )?day after tomorrow\b": 2,
        r"明天|明日|\btomorrow\b": 1,
        r"今天|今日|\btoday\b": 0,
    }
    for words, ahead in named.items():
        reading.mark("TIME", words, partial(_day, today + DAY * ahead))

    def span(match: re.Match[str]) -> Span | None:
        day = _ahead(today, match["n"], match["unit"].lower())
        return None if day is None else Span(day, day, opens=True)

    reading.mark("TIME", rf"(?P<n>{NUMBER})\s*(?P<unit>个?{WEEK}|个?月|天)(?:之后|以后|后)", span)
    reading.mark("TIME", r"\bin (?P<n>an?|\d+) (?P<unit>weeks?|days?|months?)\b(?:'s?)?(?: time)?", span)
    reading.mark("TIME", r"\b(?P<n>an?|\d+) (?P<unit>weeks?|days?|months?) from (?:now|today)\b", span)


def _ahead(today: date, number: str, unit: str) -> date | None:
    """The day so many days, weeks or months after today; None where it is no whole number, or far beyond any plan."""
    many = 1.0 if number.lower() in ("a", "an") else number_of(number)
    if many != int(many) or many > _MOST_AHEAD:
        return None
    if "月" in unit or unit.startswith("month"):
        day: date = (pd.Timestamp(today) + pd.DateOffset(months=int(many))).date()
        return day
    return today + DAY * int(many) * (1 if unit.startswith("day") or unit == "天" else 7)


def _quarters(reading: Reading) -> None:
    """本季度, 下季度, this quarter, next quarter, 2027年一季度, Q1."""
    today = reading.today
    this = today.month - 1 - (today.month - 1) % 3

    def span(match: re.Match[str]) -> Span:
        ahead = _AHEAD.get(match["which"].lower(), 0)
        return left_of(month_of(date(today.year, this + 1, 1), 3 * ahead, months=3), today)

    def numbered(match: re.Match[str]) -> Span:
        said = match["quarter"]
        return _part_of_year(3, _place(said) or int(number_of(said)), _year(match), today)

    reading.mark("TIME", r"(?P<which>下|本|这)一?个?季度", span)
    reading.mark("TIME", r"\b(?P<which>this|next) quarter\b", span)
    reading.mark("TIME", rf"{YEAR_ZH}第?(?P<quarter>[一二三四1-4])季度", numbered)
    reading.mark("TIME", rf"{YEAR_ZH}(?<![a-z0-9])q(?P<quarter>[1-4])(?![a-z0-9]){_AFTER}", numbered)
    reading.mark("TIME", rf"\b(?:the )?(?P<quarter>{_NTH}) quarter\b{_AFTER}", numbered)


def _halves(reading: Reading) -> None:
    """下半年, 明年上半年, H2, the second half of the year."""

    def half(match: re.Match[str]) -> Span:
        place = 1 if match["half"].lower() in ("上", "1", "first") else 2
        return _part_of_year(6, place, _year(match), reading.today)

    reading.mark("TIME", rf"{YEAR_ZH}(?P<half>[上下])半年", half)
    reading.mark("TIME", rf"{YEAR_ZH}(?<![a-z0-9])h(?P<half>[12])(?![a-z0-9]){_AFTER}", half)
    reading.mark(
        "TIME", rf"\b(?:the )?(?P<half>first|second) half (?=of (?:the|this|next) year\b|of 20\d\d\b){_AFTER}", half
    )


def _year(match: re.Match[str]) -> str | None:
    """The year that was said before or after a part of it, as `years_of` takes it."""
    groups = match.groupdict()
    said: str | None = groups.get("year") or groups.get("after")
    return {"next year": "明年", "this year": "今年", "the year": None}.get((said or "").lower(), said)


def _part_of_year(months: int, place: int, year: str | None, today: date) -> Span:
    """What is left of the first, second, … part of so many months: of the year said, or the next one to come."""
    spans = [month_of(date(each, months * (place - 1) + 1, 1), months=months) for each in years_of(year, today)[:2]]
    return left_of(next((span for span in spans if span.last >= today), spans[0]), today)


def _place(said: str) -> int | None:
    """1 to 5 for first, 2nd, 三; None for what is no such word."""
    return next((at for at, words in enumerate(_ORDINALS, 1) if said.lower() in words.split("|")), None)


def _weeks_of_months(reading: Reading) -> None:
    """8月第一周, the last week of August: a week is of the month in which its Thursday is."""

    def week(match: re.Match[str]) -> Span:
        month, place = reading.meaning(match["t"]), _place(match["nth"] or "")
        first = week_of(month.first + DAY * 3 if month.first.weekday() > _THURSDAY else month.first)
        last = week_of(month.last - DAY * 3 if month.last.weekday() < _THURSDAY else month.last)
        return left_of(last if place is None else week_of(first.first, place - 1), reading.today)

    reading.mark("TIME", rf"(?P<t>{TIME})的?(?:第(?P<nth>[一二三四五])|最后一?)个?{WEEK}", week)
    reading.mark("TIME", rf"\b(?:the )?(?:(?P<nth>{_NTH})|last|final) week (?:of|in) (?:the )?(?P<t>{TIME})", week)


def _months(reading: Reading) -> None:
    """本月, 下个月, 12月, 明年一月, 12月上旬, in December, next month, 月底, the end of the year."""
    today = reading.today

    def relative(match: re.Match[str]) -> Span:
        month = month_of(today, _AHEAD.get(match["which"].lower(), 0))
        return left_of(_part(month, match.groupdict().get("part")), today)

    def chinese(match: re.Match[str]) -> Span:
        month = _next(int(number_of(match["month"])), match["year"], today)
        return left_of(_part(month, match["part"]), today)

    def english(match: re.Match[str]) -> Span | None:
        # "May" is a verb as well.
        if match["month"].lower() == "may" and not re.search(_BEFORE_MAY, match.string[: match.start()], re.IGNORECASE):
            return None
        month = _next(month_number(match["month"]), match["year"], today)
        return left_of(_part(month, (match["part"] or "").lower()), today)

    part = r"(?:份)?(?P<part>上旬|中旬|下旬|上半月|下半月|初)?"
    reading.mark("TIME", rf"(?P<which>下下|下|本|这)个?月{part}", relative)
    reading.mark("TIME", r"\b(?P<which>this|next) month\b", relative)
    reading.mark("TIME", rf"{YEAR_ZH}(?<![\d十个])(?P<month>{MONTH_ZH})月{part}", chinese)
    reading.mark(
        "TIME", rf"\b(?:(?P<part>early|mid|late)[ -])?(?P<month>{MONTHS})(?:,?\s+(?P<year>20\d\d)\b)?", english
    )
    year, month = Span(today, date(today.year, 12, 31)), month_of(today)
    reading.mark("TIME", r"(?:今年)?年[底末]|\b(?:the )?year[ -]end\b", lambda _: Span(year.last, year.last))
    reading.mark("TIME", r"今年|\b(?:this|the) year\b", lambda _: year)
    reading.mark(
        "TIME",
        r"月[底末]|\b(?:the )?(?:month[ -]end|end of (?:the |this )?month)\b",
        lambda _: Span(month.last, month.last),
    )


def _next(month: int, year: str | None, today: date) -> Span:
    """That month of the year said; else the next one, this month included."""
    this = month_of(date(today.year, month, 1))
    if year:
        return month_of(this.first.replace(year=years_of(year, today)[0]))
    return this if this.last >= today else month_of(this.first, 12)


def _part(month: Span, part: str | None) -> Span:
    """The third or half of a month that is meant: days 1-10, 11-20, 21 to the end; 1-15, 16 to the end."""
    first, last = _PARTS.get(part or "", (1, 31))
    return Span(month.first.replace(day=first), month.first.replace(day=min(last, month.last.day)))
