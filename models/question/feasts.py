"""Public holidays as times: 春节, the week after Spring Festival, 国庆前."""

import re
from datetime import date, timedelta
from functools import lru_cache

import holidays

from features.calendar import is_working_day
from history.errors import UserError

# How people call holidays, and a part of the name that the `holidays` package gives them in English.
_CALLED = {
    r"春节|过年|农历新年|新春|\b(?:the )?(?:spring festival|chinese new year|lunar new year|cny)\b": (
        "new year (spring",
        "lunar",
        "chinese new",
    ),
    r"国庆(?:节|小?长假|假期|黄金周)*|(?<![双二三四五六七八九])十一(?:假期|长假|黄金周|(?=[之以]?[前后]|期间))|"
    r"\b(?:the )?(?:national day|golden week)(?: holidays?)?\b": ("national day",),
    r"五一(?:劳动节|假期|长假|黄金周)*|劳动节|\b(?:the )?(?:labou?r|may) day(?: holidays?)?\b": (
        "labor day",
        "labour day",
    ),
    r"元旦(?:节|假期)*|\bnew year(?:'?s)?(?: day)?\b": ("new year's day",),
    r"清明(?:节|假期)*|\b(?:qingming|tomb-sweeping)(?: day| festival)?\b": ("tomb-sweeping",),
    r"端午(?:节|假期)*|\bdragon boat(?: festival)?\b": ("dragon boat",),
    r"中秋(?:节|假期)*|\bmid-autumn(?: festival)?\b": ("mid-autumn",),
    r"圣诞(?:节|假期)*|\b(?:christmas|xmas)(?: day)?\b": ("christmas day",),
    r"感恩节|\bthanksgiving(?: day)?\b": ("thanksgiving",),
}


def holiday_patterns(country: str, today: date) -> dict[str, tuple[str, ...]]:
    """What holidays of the country may be called, as patterns, and what finds them in the calendar."""
    known = {name for _, name in _calendar(country, today.year)}
    found = {words: parts for words, parts in _CALLED.items() if any(part in name for part in parts for name in known)}
    named = {rf"\b{re.escape(name.removesuffix(' day'))}(?: day)?\b": (name,) for name in known if len(name) > 6}
    return found | named


def next_holiday(parts: tuple[str, ...], country: str, today: date) -> tuple[date, date]:
    """First and last day off of the next such holiday, or of the present one, with the days off beside it."""
    days = [day for day, name in _calendar(country, today.year) if any(part in name for part in parts)]
    for day in days:
        first, last = _run(day, country)
        if last >= today:
            return first, last
    raise UserError(
        f"日历里没有这个节日：{parts[0]}。 No such holiday is known: {parts[0]}.", "请写日期。 Give a date instead."
    )


def _run(day: date, country: str) -> tuple[date, date]:
    step = timedelta(days=1)
    first = last = day
    while not is_working_day(first - step, country):
        first -= step
    while not is_working_day(last + step, country):
        last += step
    return first, last


@lru_cache(maxsize=16)
def _calendar(country: str, year: int) -> tuple[tuple[date, str], ...]:
    """The holidays of the year and the next one with their names in small letters, English where there is English."""
    try:
        years = (year, year + 1)
        spoken = holidays.country_holidays(country, years=year).supported_languages
        language = next((each for each in ("en_US", "en_GB", "en") if each in (spoken or ())), None)
        found = holidays.country_holidays(country, years=years, language=language)
    except (KeyError, NotImplementedError):
        return ()
    parts = [(day, part) for day, name in found.items() for part in re.split("; ?", name.lower())]
    return tuple(
        sorted((day, re.sub(r" \(observed\)$", "", part)) for day, part in parts if not part.startswith("day off"))
    )
