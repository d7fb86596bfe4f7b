"""Numbers of leads by the day, the week or the month, and how many they are in all."""

import re
from dataclasses import dataclass
from datetime import timedelta

from features.calendar import is_working_day
from models.question.arrival import Arrival
from models.question.numbers import NUMBER, number_of
from models.question.reading import Reading, contradictory, puzzled

_LEADS = rf"{NUMBER}\s*[条笔]|{NUMBER}(?:\s+[a-z]+){{0,2}}\s+leads?\b"
_AVERAGE_MONTH = 365.25 / 12
_WHOLE_MONTH_WITHIN = 3
_NOTHING = 1e-6
_WEEK = r"(?:周|星期|礼拜)"
_EVERY = (
    rf"隔(?:一个?)?{_WEEK}|每隔一个?{_WEEK}|每(?P<zh>[两二三四五六2-6])个?{_WEEK}|"
    r"\b(?:every|each) (?:(?P<nth>other|second|third|fourth) week|(?P<en>[2-6])(?:nd|rd|th)? weeks?)\b|\bfortnightly\b"
)
_PLACES = ("other", "second", "third", "fourth")
_RATES = {
    "working day": r"工作日每[天日]|每个?工作日|"
    r"\b(?:a|per|each|every)\s+(?:(?:working|work|business)[ -]?day|weekday)\b",
    "week": r"每(?:一个?)?(?:周|星期|礼拜)|一(?:周|星期)(?=\s*[多有来新增加\d])|周均|"
    r"\b(?:a|per|each|every)\s+week\b|\bweekly\b|/\s*(?:week\b|周)",
    "month": r"每(?:一个?|个)?月|\b(?:a|per|each|every)\s+month\b|\bmonthly\b|/\s*(?:month\b|月)|月均",
    "day": r"每(?:一)?[天日]|\b(?:a|per|each|every)\s+day\b|\bdaily\b|/\s*(?:day\b|天)|日均",
}


@dataclass(frozen=True)
class Rate:
    """The unit of time that the numbers of leads are given by, "" for numbers in all; as it was `said`.

    Leads come every so many weeks only, all else every day.
    """

    unit: str = ""
    said: str = ""
    every: int = 1


def take_rate(reading: Reading) -> Rate:
    """The one rate that the question names.

    Raises:
        UserError: there are several.
    """
    if match := re.search(_EVERY, reading.rest, re.IGNORECASE):
        reading.drop(match)
        return Rate("week", match[0], _every(match))
    found: dict[str, str] = {}
    for unit, words in _RATES.items():
        while match := re.search(words, reading.rest, re.IGNORECASE):
            _refuse_a_rate_of_some(reading, match)
            reading.drop(match)
            found[unit] = match[0].strip()
    if len(found) > 1:
        first, second = list(found.values())[:2]
        raise contradictory(
            f"“{first}”和“{second}”不能同时用",
            f'"{first}" and "{second}" do not go together',
            "请只保留一个。 Keep one of them.",
        )
    return next((Rate(unit, said) for unit, said in found.items()), Rate())


def _every(match: re.Match[str]) -> int:
    if match["nth"]:
        return max(2, 1 + _PLACES.index(match["nth"].lower()))
    return int(number_of(match["zh"] or match["en"] or "2"))


def _refuse_a_rate_of_some(reading: Reading, rate: re.Match[str]) -> None:
    """A rate between two numbers of leads is that of the second, and the first is one in all."""
    before, after = re.match(r"(.*)[,;。](.*)", reading.rest[: rate.start()]), reading.rest[rate.end() :]
    if before and re.search(_LEADS, before[1]) and not re.search(_LEADS, before[2]) and re.search(_LEADS, after):
        raise contradictory(
            f"“{rate[0].strip()}”前面另有一个线索数量",
            f'There is a number of leads before "{rate[0].strip()}" that is not by it',
            "请统一写总数或每周、每天的数量。 Give all numbers in all, or all by the week or day.",
        )


def number_in_all(leads: float, rate: Rate, arrival: Arrival, country: str) -> int:
    """How many leads come in all if `leads` come by the `rate`, in a country with its working days.

    Raises:
        UserError: it is no whole number, or nothing says for how long the rate holds.
    """
    if not rate.unit:
        if abs(leads - round(leads)) > _NOTHING:
            raise puzzled([f"{leads:,.10g}"], "线索数请给整数。 Give a whole number of leads.")
        return round(leads)
    if not arrival.said:
        raise contradictory(
            "没有说持续多久",
            "The question does not say for how long",
            "请补充时间，例如：未来四周每周50条。 Add a time, for example: 50 leads a week for four weeks.",
        )
    days = [arrival.start + timedelta(days=ahead) for ahead in range(arrival.days)]
    times = {
        "working day": float(sum(is_working_day(day, country) for day in days)),
        "day": float(arrival.days),
        "week": arrival.days / 7,
        "month": _months(arrival.days),
    }
    return round(leads * times[rate.unit])


def _months(days: int) -> float:
    """Days in months; a few days more or less than whole months are whole months."""
    whole = round(days / _AVERAGE_MONTH)
    return (
        float(whole) if whole and abs(days - whole * _AVERAGE_MONTH) <= _WHOLE_MONTH_WITHIN else days / _AVERAGE_MONTH
    )
