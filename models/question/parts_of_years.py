"""Quarters and halves of years, and weeks of months, each put down as a span of local days."""

import re
from datetime import date

from models.question.dates import DAY, WEEK, YEAR_ZH, Span, left_of, month_of, week_of, years_of
from models.question.numbers import number_of
from models.question.reading import TIME, Reading

_AHEAD = {"下": 1, "next": 1}
_THURSDAY = 3
_AFTER = r"(?:\s*(?:of\s+)?(?P<after>20\d\d\b|(?:the|this|next) year\b))?"
_ORDINALS = ("first|1st|一", "second|2nd|二", "third|3rd|三", "fourth|4th|四", "fifth|5th|五")
_NTH = "|".join(_ORDINALS)


def mark_parts_of_years(reading: Reading) -> None:
    """Put a token in place of every quarter and half of a year; each means what is left of it, as a `Span`."""
    _quarters(reading)
    _halves(reading)


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


def mark_weeks_of_months(reading: Reading) -> None:
    """8月第一周, the last week of August: a week is of the month in which its Thursday is."""

    def week(match: re.Match[str]) -> Span:
        month, place = reading.meaning(match["t"]), _place(match["nth"] or "")
        first = week_of(month.first + DAY * 3 if month.first.weekday() > _THURSDAY else month.first)
        last = week_of(month.last - DAY * 3 if month.last.weekday() < _THURSDAY else month.last)
        return left_of(last if place is None else week_of(first.first, place - 1), reading.today)

    reading.mark("TIME", rf"(?P<t>{TIME})的?(?:第(?P<nth>[一二三四五])|最后一?)个?{WEEK}", week)
    reading.mark("TIME", rf"\b(?:the )?(?:(?P<nth>{_NTH})|last|final) week (?:of|in) (?:the )?(?P<t>{TIME})", week)


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
