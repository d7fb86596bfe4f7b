"""From the text of a question to a scenario, step by step: names, numbers, terms, times, reps, leads and their mix."""

import re
from datetime import date

from history.errors import UserError
from models.question.arrival import take_arrival
from models.question.asides import leave_asides
from models.question.counts import mark_counts
from models.question.hints import did_you_mean, say_it_so
from models.question.mixes import take_mix
from models.question.names import mark_names
from models.question.numbers import mark_shares, spell_out
from models.question.rates import number_in_all, take_rate
from models.question.reading import Reading, contradictory, plain, puzzled
from models.question.reps import mark_reps, rep_changes, take_reps
from models.question.spans import mark_times
from models.question.splits import mark_splits
from models.question.sums import check_sums, leads_of
from models.question.terms import take_horizon, take_pace, take_quota, take_response
from models.question.vague import refuse_bounds, refuse_totals, refuse_vague
from models.question.vocabulary import Vocabulary
from models.question.weeks import Course, mark_following, mark_list, mark_ramp, mark_weeks, weekly_of
from models.question.wording import unknown_words
from models.sandbox.plan.scenario import Scenario

LONGEST_TEXT = 500
# Full-width forms may become several letters each.
_LONGEST_PLAIN = 1_000
_SAY_NUMBER = "请写明条数，例如：下周新增200条线索。 Give a number, for example: 200 more leads next week."

# A plan adds leads: one below zero is asked back, not read without its sign. 12-week and dates are no such numbers.
_BELOW_ZERO = r"(?<![0-9a-z])[-−](?=\d)[\d,.]*\d"
_LEADS_A = re.compile(r"(\d|\b(?:leads?|opportunities))\s+an?\s+(day|week|month)\b", re.IGNORECASE)
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
    try:
        return _read(Reading(text, today, vocabulary))
    except UserError as refused:
        raise UserError(refused.message, refused.hint or say_it_so(vocabulary)) from None


def _read(reading: Reading) -> Scenario:
    _refuse_relative(reading)
    mark_names(reading)
    leave_asides(reading)
    listed = mark_list(reading)
    mark_splits(reading)
    spell_out(reading)
    # "50 leads a week next month" names a rate, not a week as well.
    reading.rest = _LEADS_A.sub(r"\1 per \2", reading.rest)
    mark_shares(reading)
    terms = {"quota": take_quota(reading), "response_hours": take_response(reading)}
    horizon = take_horizon(reading)
    mark_times(reading)
    mark_following(reading)
    _refuse_negative(reading)
    return _plan(reading, horizon or 12, terms, listed)


def _plan(reading: Reading, horizon: int, terms: dict[str, float | None], listed: Course | None) -> Scenario:
    rate = take_rate(reading)
    mark_reps(reading)
    course = listed or mark_ramp(reading, rate)
    refuse_vague(reading)
    mark_counts(reading)
    refuse_bounds(reading)
    refuse_totals(reading)
    found = take_reps(reading)
    course = mark_weeks(reading, course)
    pace, mix, arrival = take_pace(reading), take_mix(reading), take_arrival(reading)
    leads = leads_of(reading, mix)
    if leads is None and not found and set(terms.values()) == {None}:
        raise _no_leads(reading)
    if unknown := unknown_words(reading):
        raise puzzled(unknown, did_you_mean(unknown, reading.vocabulary))
    if leads is None and arrival.lasting:
        raise _without_leads(arrival.lasting)
    check_sums(reading, mix)
    idle = [name for shares in mix.shares.values() for name in shares]
    if leads is None and idle and all(change.region for change in found):
        raise puzzled(idle, _SAY_NUMBER)
    weekly = weekly_of(course, leads or 0.0, rate, arrival)
    return Scenario(
        leads=sum(weekly) if weekly else number_in_all(leads or 0.0, rate, arrival, reading.country),
        start=arrival.start,
        days=7 * len(weekly) or arrival.days,
        horizon_weeks=horizon,
        arrival="even" if course and course.ramp else pace,
        weekly=weekly,
        reps=rep_changes(reading, found, list(mix.shares["regions"])),
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


def _without_leads(lasting: str) -> UserError:
    return contradictory(
        f"没有说“{lasting}”之内来多少线索；人手、上限和响应时间的变化一直有效",
        f'No leads are named to come in "{lasting}", and changes of reps, quota and response last',
        "请写明线索数量，或删去这段时间。 Give a number of leads, or leave the time out.",
    )


def _no_leads(reading: Reading) -> UserError:
    unknown = unknown_words(reading)
    listed = f"（没有看懂“{'、'.join(unknown)}”）" if unknown else ""
    english = f" (not understood: {', '.join(unknown)})" if unknown else ""
    return UserError(f"问题里没有线索数量{listed}。 The question names no number of leads{english}.", _SAY_NUMBER)
