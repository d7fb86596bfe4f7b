"""From the text of a question to a scenario, step by step: names, numbers, terms, times, reps, leads and their mix."""

import difflib
import re
from datetime import date, timedelta

from features.calendar import is_working_day
from history.errors import UserError
from models.question.arrival import Arrival, take_arrival
from models.question.asides import leave_asides
from models.question.mixes import check_sums, leads_of, mark_counts, take_mix
from models.question.names import mark_names
from models.question.numbers import NUMBER, mark_shares, spell_out
from models.question.reading import SAY_IT_SO, SAY_IT_SO_EN, SAY_IT_SO_ZH, Reading, contradictory, plain, puzzled
from models.question.reps import mark_reps, rep_changes, take_reps
from models.question.spans import mark_times
from models.question.splits import mark_splits
from models.question.terms import take_horizon, take_pace, take_quota, take_response
from models.question.vague import refuse_bounds, refuse_totals, refuse_vague
from models.question.vocabulary import CALLED, Vocabulary
from models.question.wording import unknown_words
from models.sandbox.plan.scenario import Scenario

LONGEST_TEXT = 500
# Full-width forms may become several letters each.
_LONGEST_PLAIN = 1_000
_AVERAGE_MONTH = 365.25 / 12
_WHOLE_MONTH_WITHIN = 3
_NOTHING = 1e-6
_LEADS = rf"{NUMBER}\s*[条笔]|{NUMBER}(?:\s+[a-z]+){{0,2}}\s+leads?\b"
_SAY_NUMBER = "请写明条数，例如：下周新增200条线索。 Give a number, for example: 200 more leads next week."

# A plan adds leads: one below zero is asked back, not read without its sign. 12-week and dates are no such numbers.
_BELOW_ZERO = r"(?<![0-9a-z])[-−](?=\d)[\d,.]*\d"
_RATES = {
    "working day": r"工作日每[天日]|每个?工作日|"
    r"\b(?:a|per|each|every)\s+(?:(?:working|work|business)[ -]?day|weekday)\b",
    "week": r"每(?:一个?)?(?:周|星期|礼拜)|一(?:周|星期)(?=\s*[多有来新增加\d])|周均|"
    r"\b(?:a|per|each|every)\s+week\b|\bweekly\b|/\s*week\b",
    "month": r"每(?:一个?|个)?月|\b(?:a|per|each|every)\s+month\b|\bmonthly\b|/\s*month\b|月均",
    "day": r"每(?:一)?[天日]|\b(?:a|per|each|every)\s+day\b|\bdaily\b|/\s*day\b|日均",
}
_LEADS_A = re.compile(r"\b(leads?|opportunities)\s+an?\s+(day|week|month)\b", re.IGNORECASE)
_RELATIVE = (
    r"翻[倍番了]+|翻[一两三]番|加倍|[\d一两二三四五六七八九十]+倍|"
    r"\b(?:twice|three times|double|triple)\b(?:\s+(?:as many|the|our|leads?))*"
)


def understand(text: str, vocabulary: Vocabulary, today: date) -> Scenario:
    """Read `text` as a scenario; `today` is the local day that "next week" is counted from.

    Where it says no time, the leads come next week; where it says no place, in the recent mix; where it says no
    number of leads but a change of reps, quota or response time, there are none.

    Raises:
        UserError: something in it is not understood, contradicts itself or is missing.
    """
    if len(text) > LONGEST_TEXT or len(plain(text)) > _LONGEST_PLAIN:
        raise UserError(
            f"问题超过 {LONGEST_TEXT} 个字。 The question is longer than {LONGEST_TEXT} characters.",
            "请写短一些，或使用表单。 Shorten it, or use the form.",
        )
    reading = Reading(text, today, vocabulary.country)
    _refuse_relative(reading)
    mark_names(reading, vocabulary)
    leave_asides(reading)
    mark_splits(reading, vocabulary)
    spell_out(reading)
    # "50 leads a week next month" names a rate, not a week as well.
    reading.rest = _LEADS_A.sub(r"\1 per \2", reading.rest)
    mark_shares(reading)
    terms = {"quota": take_quota(reading), "response_hours": take_response(reading)}
    horizon = take_horizon(reading)
    mark_times(reading)
    _refuse_negative(reading)
    return _plan(reading, vocabulary, horizon or 12, terms)


def _plan(reading: Reading, vocabulary: Vocabulary, horizon: int, terms: dict[str, float | None]) -> Scenario:
    rate = _rate(reading)
    mark_reps(reading)
    refuse_vague(reading)
    mark_counts(reading)
    refuse_bounds(reading)
    refuse_totals(reading)
    found = take_reps(reading)
    pace, mix, arrival = take_pace(reading), take_mix(reading), take_arrival(reading)
    leads = leads_of(mix)
    if leads is None and not found and set(terms.values()) == {None}:
        raise _no_leads(reading)
    if unknown := unknown_words(reading):
        raise puzzled(unknown, _did_you_mean(unknown, vocabulary))
    check_sums(mix)
    idle = [name for shares in mix.shares.values() for name in shares]
    if leads is None and idle and all(change.region for change in found):
        raise puzzled(idle, _SAY_NUMBER)
    return Scenario(
        leads=_number(leads or 0.0, rate, arrival, vocabulary.country),
        start=arrival.start,
        days=arrival.days,
        horizon_weeks=horizon,
        arrival=pace,
        reps=rep_changes(reading, found, list(mix.shares["regions"]), vocabulary),
        quota=terms["quota"],
        response_hours=terms["response_hours"],
        regions=mix.shares["regions"],
        industries=mix.shares["industries"],
        sources=mix.shares["sources"],
        products=mix.shares["products"],
    )


def _refuse_relative(reading: Reading) -> None:
    if match := reading.take(_RELATIVE):
        raise puzzled([match[0].strip()], _SAY_NUMBER)


def _refuse_negative(reading: Reading) -> None:
    if match := reading.take(_BELOW_ZERO):
        raise puzzled(
            [match[0]], "数量不能小于零，请写增加多少。 Numbers cannot be below zero; say how many are added."
        )


def _no_leads(reading: Reading) -> UserError:
    unknown = unknown_words(reading)
    listed = f"（没有看懂“{'、'.join(unknown)}”）" if unknown else ""
    english = f" (not understood: {', '.join(unknown)})" if unknown else ""
    return UserError(f"问题里没有线索数量{listed}。 The question names no number of leads{english}.", _SAY_NUMBER)


def _rate(reading: Reading) -> str:
    """The unit of time that the numbers of leads are given by; "" for numbers in all.

    Raises:
        UserError: there are several.
    """
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
    return next(iter(found), "")


def _refuse_a_rate_of_some(reading: Reading, rate: re.Match[str]) -> None:
    """A rate between two numbers of leads is that of the second, and the first is one in all."""
    before, after = re.match(r"(.*)[,;。](.*)", reading.rest[: rate.start()]), reading.rest[rate.end() :]
    if before and re.search(_LEADS, before[1]) and not re.search(_LEADS, before[2]) and re.search(_LEADS, after):
        raise contradictory(
            f"“{rate[0].strip()}”前面另有一个线索数量",
            f'There is a number of leads before "{rate[0].strip()}" that is not by it',
            "请统一写总数或每周、每天的数量。 Give all numbers in all, or all by the week or day.",
        )


def _number(leads: float, rate: str, arrival: Arrival, country: str) -> int:
    if not rate:
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
    return round(leads * times[rate])


def _months(days: int) -> float:
    """Days in months; a few days more or less than whole months are whole months."""
    whole = round(days / _AVERAGE_MONTH)
    return (
        float(whole) if whole and abs(days - whole * _AVERAGE_MONTH) <= _WHOLE_MONTH_WITHIN else days / _AVERAGE_MONTH
    )


def _did_you_mean(unknown: list[str], vocabulary: Vocabulary) -> str:
    """A hint with the names that the unknown words are near to, or with the regions that are known."""
    own = [name for kind in CALLED for name in vocabulary.of(kind)]
    names = {name.lower(): name for name in (*(other for _, other in vocabulary.names.pairs), *own)}
    near = [names[close] for word in unknown for close in difflib.get_close_matches(word.lower(), names, 1, 0.7)]
    if near:
        listed = list(dict.fromkeys(near))
        return f"是不是想说“{'、'.join(listed)}”？ Did you mean {', '.join(listed)}?"
    if not vocabulary.regions:
        return SAY_IT_SO
    zh, en = (vocabulary.shown_regions(language) for language in ("zh", "en"))
    return f"{SAY_IT_SO_ZH}已知区域：{zh}。 {SAY_IT_SO_EN} Known regions: {en}."
