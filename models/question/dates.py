"""Single days, weeks, months and quarters in a question, each put down as a span of local days."""

import calendar
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import dateparser

from history.errors import UserError
from models.question.numbers import CHINESE, number_of
from models.question.reading import TIME, Reading

WEEK = r"(?:周|星期|礼拜)"
DAY = timedelta(days=1)
_ZH_DAY = r"[一二三四五六日天](?![共起定直些百千万十条个名位笔])"
_EN_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b\.?"
)
YEAR_ZH = r"(?:(?P<year>20\d\d年|今年|明年)\s*)?"
TO = r"\s*(?:到|至|-|~|–|—|until|till|through|thru|to|and)\s*"
MONTH_ZH = r"(?:[1-9]|1[0-2]|十[一二]|[一二三四五六七八九十])"


@dataclass(frozen=True)
class Span:
    """`first` to `last`, both included. `opens`, `closes`: only the start, or the end, is meant. `dated`: the year was
    said, or follows. `weekday`: only a day of the week was said."""

    first: date
    last: date
    opens: bool = False
    dated: bool = True
    weekday: bool = False
    closes: bool = False


def week_of(day: date, ahead: int = 0) -> Span:
    """The week, Monday to Sunday, so many weeks after that of `day`."""
    monday = day + timedelta(days=7 * ahead - day.weekday())
    return Span(monday, monday + timedelta(days=6))


def month_of(day: date, ahead: int = 0, *, months: int = 1) -> Span:
    """So many months, from the one that is `ahead` of that of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + ahead, 12)
    end = year * 12 + month + months - 1
    last = date(end // 12, end % 12 + 1, calendar.monthrange(end // 12, end % 12 + 1)[1])
    return Span(date(year, month + 1, 1), last)


def mark_days(reading: Reading) -> None:
    """Put a token in place of every day and week that is named; each means a `Span`."""
    for marked in (_numeric, _chinese, _english, _weeks):
        marked(reading)


def left_of(span: Span, today: date) -> Span:
    """The part of the span that is still to come."""
    return replace(span, first=max(span.first, min(today, span.last)))


def _no_date(said: str) -> UserError:
    return UserError(f'“{said}”不是日期。 "{said}" is no date.', "请写成例如 2026-12-01。 Write it as 2026-12-01.")


def _coming(month: int, day: int, years: Iterable[int], today: date, said: str) -> date:
    """That day in the first of the years in which there is one, not before today unless only one year is meant."""
    years = list(years)
    for year in years:
        with suppress(ValueError):
            if (found := date(year, month, day)) >= today or len(years) == 1:
                return found
    raise _no_date(said)


def years_of(said: str | None, today: date) -> range:
    """The year that was said, as 今年, 明年 or in digits; else this one and those up to a leap year."""
    if not said:
        return range(today.year, today.year + 9)
    year = today.year + (said == "明年") if said in ("今年", "明年") else int(said[:4])
    return range(year, year + 1)


def _numeric(reading: Reading) -> None:
    def span(match: re.Match[str]) -> Span:
        year, month, day = (int(part) for part in re.findall(r"\d+", match[0]))
        found = _coming(month, day, [year], reading.today, match[0])
        return Span(found, found)

    reading.mark("TIME", r"(?<!\d)[12]\d{3}([-/.])\d{1,2}\1\d{1,2}(?!\d)", span)


def _chinese(reading: Reading) -> None:
    """12月1日, 明年3月5号, 十二月一日, 12月1日到15日."""

    def span(match: re.Match[str]) -> Span:
        month, day = int(number_of(match["month"])), int(number_of(match["day"]))
        first = _coming(month, day, years_of(match["year"], reading.today), reading.today, match[0])
        until = match["until"] or match["until_too"]
        last = _coming(month, int(number_of(until)), [first.year], reading.today, match[0]) if until else first
        return Span(first, last, dated=bool(match["year"]))

    number = r"(?:[1-3]?\d|[一二三四五六七八九十]{1,3})"
    pattern = (
        rf"{YEAR_ZH}(?<!\d)(?P<month>{MONTH_ZH})月\s*(?P<day>{number})"
        rf"(?:[日号](?:{TO}(?P<until>{number})[日号])?|{TO}(?P<until_too>{number})[日号])"
    )
    reading.mark("TIME", pattern, span)


def _english(reading: Reading) -> None:
    """1 December, Dec 1st, 2027, 1-15 December, between the 1st and the 15th of December."""

    def span(match: re.Match[str]) -> Span:
        year = f" {match['year']}" if match["year"] else ""
        first = _parsed(f"{match['day']} {match['month']}{year}", reading.today, match[0])
        last = first
        if match["until"]:
            last = _parsed(f"{match['until']} {match['month']} {first.year}", reading.today, match[0])
        return Span(first, last, dated=bool(year))

    nth, until = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", rf"(?:{TO}(?:the\s+)?(?P<until>\d{{1,2}})(?:st|nd|rd|th)?)?"
    year = r"(?:,?\s+(?P<year>20\d\d)\b)?"
    between = r"(?:\b(?:between|from)\s+(?:the\s+)?(?=\S+\s*(?:to|and|until|till|-|through)\b))?"
    reading.mark("TIME", rf"{between}(?<![\d.]){nth}{until}\s+(?:of\s+)?(?P<month>{MONTHS}){year}", span)
    reading.mark(
        "TIME", rf"\b(?P<month>{MONTHS})\s+(?:the\s+)?{nth}(?!\d|\s*(?:more|new|extra)?\s*leads?\b){until}{year}", span
    )


def _parsed(said: str, today: date, whole: str) -> date:
    # The package takes only days after its base for coming ones.
    base = datetime.combine(today - DAY, time())
    settings = {
        "RELATIVE_BASE": base,
        "PREFER_DATES_FROM": "future",
        "REQUIRE_PARTS": ["day", "month"],
        "DATE_ORDER": "DMY",
    }
    found = dateparser.parse(said.replace(".", ""), languages=["en"], settings=settings)
    if found is None:
        raise _no_date(whole)
    day: date = found.date()
    return day


def month_number(name: str) -> int:
    """1 to 12 for an English month, shortened or not."""
    return 1 + [month.lower() for month in calendar.month_abbr[1:]].index(name.lower()[:3])


def _weeks(reading: Reading) -> None:
    """下周, 下下周三, 本周, next week, the week after next, next Friday, on Monday."""
    today = reading.today

    def chinese(match: re.Match[str]) -> Span:
        ahead = {"下下": 2, "下": 1}.get(match["which"], 0)
        if match["day"]:
            day = week_of(today, ahead).first + DAY * ("一二三四五六日".find(match["day"].replace("天", "日")))
            return Span(day, day)
        return left_of(week_of(today, ahead), today)

    def english(match: re.Match[str]) -> Span:
        weekday = _EN_DAYS.split("|").index(match["day"].lower())
        which = (match["which"] or "").lower()
        day = week_of(today, 1 if which == "next" else 0).first + DAY * weekday
        day = day if day > today or which == "this" else day + DAY * 7
        return Span(day, day, weekday=not which)

    def following(match: re.Match[str]) -> Span | None:
        # After another time it follows that.
        return None if re.search(TIME, match.string[: match.start()]) else week_of(today, 1)

    reading.mark("TIME", rf"(?P<which>下下|(?<!再)下|本|这)个?{WEEK}(?P<day>{_ZH_DAY})?", chinese)
    reading.mark("TIME", rf"(?<![每\d{CHINESE}个上])(?P<which>){WEEK}(?P<day>{_ZH_DAY})", _upcoming_weekday(today))
    reading.mark("TIME", r"\b(?:the )?week after next\b", lambda _: week_of(today, 2))
    reading.mark("TIME", r"\b(?:the )?(?:next|coming) week\b", lambda _: week_of(today, 1))
    reading.mark("TIME", r"\b(?:the )?following week\b", following)
    reading.mark("TIME", r"\bthis week\b", lambda _: left_of(week_of(today), today))
    reading.mark("TIME", rf"\b(?:(?P<which>next|this|coming)\s+)?(?P<day>{_EN_DAYS})\b", english)


def _upcoming_weekday(today: date) -> Callable[[re.Match[str]], Span]:
    def span(match: re.Match[str]) -> Span:
        weekday = "一二三四五六日".find(match["day"].replace("天", "日"))
        day = today + DAY * ((weekday - today.weekday() - 1) % 7 + 1)
        return Span(day, day, weekday=True)

    return span
