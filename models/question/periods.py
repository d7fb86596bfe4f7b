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
    years_of,
)
from models.question.feasts import holiday_patterns, next_holiday
from models.question.numbers import NUMBER, number_of
from models.question.parts_of_years import mark_parts_of_years, mark_weeks_of_months
from models.question.reading import Reading

_AHEAD = {"下下": 2, "下": 1, "next": 1}
_MOST_AHEAD = 400
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
    for marked in (_festive, _counted, mark_parts_of_years, _months, mark_weeks_of_months):
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
