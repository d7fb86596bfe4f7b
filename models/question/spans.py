"""Times made of others: from one day to another, before and after a day, and how long something lasts."""

import re
from dataclasses import replace
from datetime import date

import pandas as pd

from models.question.dates import DAY, WEEK, Span, mark_days, week_of
from models.question.numbers import NUMBER, number_of
from models.question.periods import mark_periods
from models.question.reading import TIME, Reading, contradictory

_UNIT = rf"个?(?:{WEEK}|月|季度)|天|日(?!起)|年|weeks?\b|months?\b|days?\b|quarters?\b|years?\b"
_NEXT = (
    r"未来的?|接下来的?|今后|往后|连续|持续|为期|用|花|分|"
    r"(?:\b(?:over|in|during|within|for|across|through)\s+)?(?:\bthe\s+)?\b(?:next|coming|following)|"
    r"\b(?:over|for|within|across|during|lasting)(?:\s+a\s+period\s+of)?(?:\s+the\s+course\s+of)?"
)


def mark_times(reading: Reading) -> None:
    """Put a token in place of every time (a `Span`) and of every duration (days)."""
    mark_days(reading)
    mark_periods(reading)
    _beside(reading)
    _ends(reading)
    _between(reading)
    _edges(reading)
    _lasting(reading)


def _span(reading: Reading, match: re.Match[str], name: str = "t") -> Span:
    found: Span = reading.meaning(match[name])
    return found


def _beside(reading: Reading) -> None:
    """The week of 7 December, two weeks after Spring Festival, 国庆前一周, 春节后两周."""

    def week(match: re.Match[str]) -> Span:
        return week_of(_span(reading, match).first)

    def after(match: re.Match[str]) -> Span:
        first = _span(reading, match).last + DAY
        return Span(first, first + DAY * (_length(match) - 1))

    def before(match: re.Match[str]) -> Span:
        last = _span(reading, match).first - DAY
        return Span(last - DAY * (_length(match) - 1), last)

    many = rf"(?P<n>{NUMBER}|半|[第首]一?)\s*(?P<unit>个?{WEEK}|个?月|天)"
    counted = r"\b(?:the )?(?:first |last )?(?:(?P<n>\d+) )?(?P<unit>weeks?|days?|months?)"
    # "50 a week starting in August" names no week of August.
    no_rate = r"(?<!per )(?<!every )(?<!each )(?<!other )(?<!second )"
    week_of_it = rf"\b(?:the )?week (?:of|commencing|beginning|starting)(?: on)?\s*(?:the )?(?P<t>{TIME})"
    reading.mark("TIME", no_rate + week_of_it, week)
    reading.mark("TIME", rf"(?P<t>{TIME})\s*(?:剩下|剩余)的?(?:时间|日子|几天)?", lambda match: _span(reading, match))
    reading.mark(
        "TIME", rf"\b(?:the )?(?:rest|remainder) of (?:the )?(?P<t>{TIME})", lambda match: _span(reading, match)
    )
    reading.mark("TIME", rf"(?P<t>{TIME})\s*(?:当|那|所在的?|的那?)一?{WEEK}", week)
    reading.mark("TIME", rf"{counted} (?:after|following)\s*(?:the )?(?P<t>{TIME})", after)
    reading.mark("TIME", rf"{counted} before\s*(?:the )?(?P<t>{TIME})", before)
    reading.mark("TIME", rf"(?P<t>{TIME})(?:之|以)?后的?{many}", after)
    reading.mark("TIME", rf"(?P<t>{TIME})(?:之|以)?前的?{many}", before)


def _length(match: re.Match[str]) -> int:
    """Days of `n` of `unit`; a month has 30, a quarter 91, a year 364, so that six months are within 26 weeks."""
    said, unit = (match["n"] or "1").lower(), match["unit"].lower()
    many = (
        0.5
        if said in ("半", "half a", "half an")
        else 1.0
        if said in ("a", "an") or said[0] in "第首"
        else number_of(said)
    )
    for word, days in {
        "季": 91,
        "quarter": 91,
        "月": 30,
        "month": 30,
        "年": 364,
        "year": 364,
        "天": 1,
        "日": 1,
        "day": 1,
    }.items():
        if word in unit:
            return _whole(many * days)
    return _whole(many * 7)


def _whole(days: float) -> int:
    # Far beyond any plan; the scenario refuses it with words, dates would overflow.
    return max(1, min(round(days), 10_000))


def _ends(reading: Reading) -> None:
    def end(match: re.Match[str]) -> Span:
        last = _span(reading, match).last
        return Span(last, last)

    reading.mark("TIME", rf"(?P<t>{TIME})月?[底末]", end)
    reading.mark("TIME", rf"\b(?:the )?end of\s+(?:the )?(?P<t>{TIME})", end)


def _between(reading: Reading) -> None:
    """12月1日到1月10日, between 1 Dec and 15 Dec, from next week until the end of December, 下周一到周三."""

    def span(match: re.Match[str]) -> Span:
        first, last = _span(reading, match), _span(reading, match, "u")
        if "前" in (match.groupdict().get("end") or ""):
            last = replace(last, last=last.first - DAY)
        if last.weekday:
            last = replace(last, last=first.first + DAY * ((last.last - first.first).days % 7))
        if last.last < first.first and not last.dated:
            last = replace(last, last=(pd.Timestamp(last.last) + pd.DateOffset(years=1)).date())
        if last.last < first.first:
            said = reading.said(match[0])
            raise contradictory(
                f"“{said}”的结束早于开始", f'"{said}" ends before it begins', "请对调两个日期。 Swap the dates."
            )
        return Span(first.first, last.last)

    until = r"(?:直?到|至|-|~|–|—|\b(?:until|till|through|thru|to)\b)\s*(?:the )?"
    start = r"(?:从|自|\b(?:starting )?from\b|\bstarting(?: on| in)?\b|\bbetween\b)?\s*(?:the )?"
    reading.mark("TIME", rf"\bbetween\s+(?:the )?(?P<t>{TIME})\s*and\s*(?:the )?(?P<u>{TIME})", span)
    reading.mark("TIME", rf"(?:在|介于)?(?P<t>{TIME})\s*[和与]\s*(?P<u>{TIME})之间", span)
    reading.mark(
        "TIME",
        rf"{start}(?P<t>{TIME})\s*[起开始]*\s*{until}(?P<u>{TIME})(?P<end>之前|以前|前(?!后)|为止|之间|止)?",
        span,
    )


def _edges(reading: Reading) -> None:
    """国庆前, until 15 December, from 1 December, 春节后."""
    today = reading.today
    _refuse_around(reading)

    def before(match: re.Match[str]) -> Span:
        return _until(today, _span(reading, match).first - DAY, reading.said(match[0]))

    def until(match: re.Match[str]) -> Span:
        return _until(today, _span(reading, match).last, reading.said(match[0]))

    def since(match: re.Match[str]) -> Span:
        return replace(_span(reading, match), opens=True)

    def after(match: re.Match[str]) -> Span:
        first = _span(reading, match).last + DAY
        return Span(first, first, opens=True)

    reading.mark("TIME", rf"(?:在|赶在)?(?P<t>{TIME})(?:之前|以前|前)(?!后)", before)
    reading.mark("TIME", rf"\b(?:before|ahead of|prior to)\s+(?:the )?(?P<t>{TIME})", before)
    reading.mark(
        "TIME",
        r"(?:\b(?:until|till|by|through|up to)\b|(?:持续|一直|延续)?直?到|至|截至|截止到?)\s*(?:the )?"
        rf"(?P<t>{TIME})(?:为止|止)?",
        until,
    )
    reading.mark("TIME", rf"\bafter\s+(?:the )?(?P<t>{TIME})", after)
    reading.mark("TIME", rf"(?P<t>{TIME})(?:之后|以后|过后|后)", after)
    starting = (
        r"\b(?:start(?:ing|s)?|begin(?:ning|s)?|as)(?: from| on| in| of| with)?|\b(?:from|since|effective)(?: on)?"
    )
    reading.mark("TIME", rf"(?:{starting})\s+(?:the )?(?P<t>{TIME})(?:\s*on(?:wards?)?\b)?", since)
    reading.mark("TIME", rf"(?:从|自)\s*(?P<t>{TIME})\s*(?:起|开始)?", since)
    reading.mark("TIME", rf"(?P<t>{TIME})\s*(?:起|开始|on(?:wards?)\b)", since)


def _refuse_around(reading: Reading) -> None:
    if match := reading.take(rf"{TIME}的?前后|\baround\s+(?:the )?{TIME}"):
        said = reading.said(match[0])
        raise contradictory(
            f"“{said}”没有说从哪天到哪天",
            f'"{said}" does not say from which day to which',
            "请写明，例如：春节前一周，或1月20日到2月10日。 "
            "Say it, for example: the week before Christmas, or from 20 January to 10 February.",
        )


def _until(today: date, last: date, said: str) -> Span:
    if last < today:
        raise contradictory(f"“{said}”已经过去", f'"{said}" is over', "请给出将来的时间。 Give a time to come.")
    return Span(today, last, closes=True)


def _lasting(reading: Reading) -> None:
    number = rf"(?P<n>{NUMBER}|半|\b(?:half )?an?)"
    patterns = (
        rf"(?:{_NEXT})\s*{number}[ -]?(?P<unit>{_UNIT})(?:的?时间)?(?:内|里|之内|以内|中)?",
        rf"(?P<n>{NUMBER}|半)(?P<unit>{_UNIT})(?:的?时间)?(?:之内|以内|内|里)",
        rf"(?<={TIME})\s*(?:的|共|,)?\s*(?P<n>{NUMBER}|半)(?P<unit>{_UNIT})",
        rf"(?<!every )(?<!each ){number} (?P<unit>{_UNIT})(?=\s*{TIME})",
        rf"(?<=[,;])\s*(?P<n>{NUMBER}) ?(?P<unit>{_UNIT})(?=\s*(?:$|[,;。.?!]))",
    )
    for pattern in patterns:
        reading.mark("LASTING", pattern, _length)
