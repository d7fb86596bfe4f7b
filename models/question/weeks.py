"""Leads that come in other numbers from week to week: listed, in weeks that are named, rising to a number, every other
week."""

import re
from dataclasses import dataclass
from datetime import timedelta

from models.question.arrival import Arrival
from models.question.dates import Span, week_of
from models.question.numbers import NUMBER, number_of
from models.question.rates import Rate
from models.question.reading import COUNT, NAME, SHARE, TIME, TOKEN, Reading, contradictory, puzzled

# Not the number of "12-week horizon", which may follow.
_ONE = rf"{NUMBER}\s*条?(?![-0-9a-z])"
_LIST = rf"(?P<list>{NUMBER}\s*条?(?:(?:\s*/\s*{_ONE})+|(?:\s*[、,]\s*{_ONE})*(?:\s*(?:和|,?\s*and\b)\s*{_ONE})?))"
_LISTED = (rf"(?:逐周|各周|每周分别)(?:为|是|:|\s)*{_LIST}(?:线索)?", rf"\b(?:week by week|by week)\b[\s:]*{_LIST}")
_NOUN = r"(?:\s*[条个笔])?(?:\s*(?:线索|商机|(?:(?:more|new|extra)\s+)?leads?\b))?"
_GAP = r"[\s|]*"
_RISES_ZH = r"(?:逐步|逐渐|逐周|慢慢|稳步)?(?:增加|增长|增|提高|提升|上升|升|涨|爬坡|爬升|扩大|减少|下降|降|减|回落)"
_RISES_EN = r"(?:ramp|ris|grow|increas|build|climb|scal|go|fall|drop|declin|decreas|reduc)[a-z]*(?:\s+(?:up|down))?"
_RAMPS = (
    rf"(?:从|由)?{_GAP}(?P<first>{NUMBER}){_NOUN}{_GAP}{_RISES_ZH}(?:到|至){_GAP}(?P<last>{NUMBER}){_NOUN}",
    rf"\b{_RISES_EN}\b[^,;.{TOKEN[1:-1]}]{{0,20}}?\bfrom{_GAP}(?P<first>{NUMBER}){_NOUN}{_GAP}(?:(?:up|down)\s+)?to{_GAP}(?P<last>{NUMBER}){_NOUN}",
    rf"(?P<first>{NUMBER}){_NOUN}[\s|,]*(?:(?:and|then)\s+)*{_RISES_EN}{_GAP}to{_GAP}(?P<last>{NUMBER}){_NOUN}",
)
_FOLLOWING = (
    r"再下(?:一个?)?(?:周|星期|礼拜)|(?:之后|随后|接着)的?(?:下一|一)?个?(?:周|星期)|"
    r"\b(?:the )?(?:following week|week (?:after|following)(?: that)?)\b"
)
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth")
_NTH = (
    rf"第(?P<zh>{NUMBER})个?(?:周|星期)|\bweek\s+(?P<en>\d{{1,2}})\b|"
    rf"\b(?:the )?(?P<nth>{'|'.join(_PLACES)}) week\b"
)
_BESIDE = rf"[^,;。{TIME[1:-1]}{COUNT[1:-1]}]*?"
_PAIR = rf"(?P<t>{TIME}){_BESIDE}(?P<q>{COUNT})|(?P<q2>{COUNT}){_BESIDE}(?P<t2>{TIME})"
_TIMES = rf"{TIME}(?:\s*(?:,|、|和|与|and\b)\s*(?:in\s+|the\s+)*{TIME})+"
_EACH = (
    rf"{_TIMES}\s*各自?(?:来|新增|增加|\s)*{COUNT}|{_TIMES}[\s,:]*{COUNT}\s*each\b|"
    rf"{COUNT}\s*each\s+(?:in\s+|the\s+)*{_TIMES}"
)
_WEEK = timedelta(days=7)
_BY_WEEK = (
    "不同的数量可以按整周给，例如：下周200条，下下周300条。 "
    "Different numbers can be given by whole weeks, for example: 200 next week, 300 the week after."
)


@dataclass(frozen=True)
class Course:
    """What each week brings, as it was `said`: `numbers` of leads, or from the first to the last of them evenly."""

    said: str
    numbers: tuple[float, ...]
    ramp: bool = False

    @property
    def number(self) -> float:
        """All leads; those of a usual week of a ramp."""
        return sum(self.numbers) / (2 if self.ramp else 1)


def mark_list(reading: Reading) -> Course | None:
    """The weeks that "week by week 200 / 300" lists; a number, their sum, in its place."""
    for pattern in _LISTED:
        if match := re.search(pattern, reading.rest, re.IGNORECASE):
            numbers = tuple(number_of(each) for each in re.findall(NUMBER, match["list"], re.IGNORECASE))
            return _put(reading, match, Course(reading.said(match[0]), numbers))
    return None


def mark_ramp(reading: Reading, rate: Rate) -> Course | None:
    """From 10 to 100 a week, once that rate is taken out; a number, their mean, in its place."""
    for pattern in _RAMPS if rate.unit == "week" and rate.every == 1 else ():
        if match := re.search(pattern, reading.rest, re.IGNORECASE):
            ends = number_of(match["first"]), number_of(match["last"])
            return _put(reading, match, Course(reading.said(match[0]), ends, ramp=True))
    return None


def _refuse_others(reading: Reading, course: Course) -> None:
    others = [token for token in reading.tokens(COUNT) if reading.meaning(token) != course.number]
    if others:
        other = reading.said(others[0])
        raise contradictory(
            f"“{course.said}”之外还有一个线索数量：“{other}”",
            f'There is another number of leads beside "{course.said}": "{other}"',
            "请只保留一个。 Keep one of them.",
        )


def _put(reading: Reading, match: re.Match[str], course: Course) -> Course:
    token = reading.token("COUNT", course.number, course.said)
    reading.rest = f"{reading.rest[: match.start()]}{token}{reading.rest[match.end() :]}"
    return course


def mark_following(reading: Reading) -> None:
    """Put a token in place of "the week after", and of the first and second week of a plan."""
    while (match := re.search(_FOLLOWING, reading.rest, re.IGNORECASE)) and (
        before := re.findall(TIME, reading.rest[: match.start()])
    ):
        _put_week(reading, match, week_of(reading.meaning(before[-1]).last, 1))
    named, times = re.findall(_NTH, reading.rest, re.IGNORECASE), reading.tokens(TIME)
    if len(named) + len(times) < 2 or len(times) > 1:
        return
    base: Span = reading.meaning(times[0]) if times else week_of(reading.today, 1)
    if base.opens:
        reading.rest = reading.rest.replace(times[0], "")
    elif base.last - base.first != _WEEK - timedelta(days=1):
        return
    while match := re.search(_NTH, reading.rest, re.IGNORECASE):
        first = base.first + _WEEK * (_place(match) - 1)
        _put_week(reading, match, Span(first, first + _WEEK - timedelta(days=1)))


def _put_week(reading: Reading, match: re.Match[str], week: Span) -> None:
    token = reading.token("TIME", week, reading.said(match[0]))
    reading.rest = f"{reading.rest[: match.start()]}{token}{reading.rest[match.end() :]}"


def _place(match: re.Match[str]) -> int:
    if match["nth"]:
        return 1 + _PLACES.index(match["nth"].lower())
    return min(int(number_of(match["zh"] or match["en"])), 100)


def mark_weeks(reading: Reading, course: Course | None) -> Course | None:
    """The weeks of a question that gives several a number each; one time and one number in their place. Or `course`.

    Raises:
        UserError: they are no whole weeks, or are of different places, or there is another number beside the course.
    """
    if course:
        _refuse_others(reading, course)
        return course
    pairs = _pairs(reading)
    spans = sorted((reading.meaning(time) for time in pairs), key=lambda span: span.first)
    if len(set(spans)) < 2 or pairs.keys() | set(pairs.values()) < {*reading.tokens(TIME), *reading.tokens(COUNT)}:
        return None
    _refuse_mixed(reading, "".join((*pairs, *pairs.values())))
    said = ", ".join(f"{reading.said(time)} {reading.said(count)}" for time, count in pairs.items())
    course = Course(said, tuple(_by_week(reading, pairs, said)))
    for token in (*pairs, *pairs.values()):
        reading.rest = reading.rest.replace(token, " | ")
    time = reading.token("TIME", Span(spans[0].first, spans[-1].last), said)
    reading.rest += f", {time} {reading.token('COUNT', sum(course.numbers), said)}"
    return course


def _pairs(reading: Reading) -> dict[str, str]:
    """Times with their numbers, in the order in which they were said."""
    pairs = {m["t"] or m["t2"]: m["q"] or m["q2"] for m in re.finditer(_PAIR, reading.rest)}
    if each := re.search(_EACH, reading.rest, re.IGNORECASE):
        pairs |= dict.fromkeys(re.findall(TIME, each[0]), re.findall(COUNT, each[0])[0])
        reading.rest = reading.rest.replace(each[0], re.sub(r"各自?|each", " ", each[0], flags=re.IGNORECASE))
    return {time: pairs[time] for time in reading.tokens(TIME) if time in pairs}


def _refuse_mixed(reading: Reading, tokens: str) -> None:
    for part in re.split("[,;。:]", reading.rest):
        if re.search(f"[{tokens}]", part) and re.search(f"{NAME}|{SHARE}", part):
            said = reading.said(part)
            raise contradictory(
                f"“{said}”没有说其他几周是不是也这样分",
                f'"{said}" does not say whether the other weeks divide like it',
                "各周的占比相同，请与各周分开写：下周200条，下下周300条，再写占比。 "
                "All weeks divide alike; say how apart from them: 200 next week, 300 the week after, then the shares.",
            )


def _by_week(reading: Reading, pairs: dict[str, str], said: str) -> list[float]:
    spans = {reading.meaning(time): reading.meaning(count) for time, count in pairs.items()}
    first = min(span.first for span in spans)
    found: dict[int, float] = {}
    for span, number in spans.items():
        (place, late), (weeks, over) = (divmod(days.days, 7) for days in (span.first - first, span.last - span.first))
        own = range(place, place + weeks + 1)
        if late or over != 6 or set(own) & found.keys() or number % len(own):
            raise contradictory(f"“{said}”不能按整周分", f'"{said}" cannot be told by whole weeks', _BY_WEEK)
        found |= dict.fromkeys(own, number / len(own))
    return [found.get(week, 0.0) for week in range(max(found) + 1)]


def weekly_of(course: Course | None, leads: float, rate: Rate, arrival: Arrival) -> tuple[int, ...]:
    """How many leads each week brings; empty where they all bring the same.

    Raises:
        UserError: it is not said for how many whole weeks, or how many of them.
    """
    if course is None and rate.every == 1:
        return ()
    said = course.said if course else rate.said
    if any(number != int(number) for number in (course.numbers if course else (leads,))):
        raise puzzled([said], "线索数请给整数。 Give whole numbers of leads.")
    weeks, over = divmod(arrival.days, 7)
    if course and not course.ramp:
        weeks, over = (weeks, over) if arrival.lasts else (len(course.numbers), 0)
        numbers = list(course.numbers)
    elif course:
        step = (course.numbers[1] - course.numbers[0]) / max(weeks - 1, 1)
        numbers = [course.numbers[0] + step * week for week in range(weeks)]
    else:
        numbers = [0.0 if week % rate.every else leads for week in range(weeks)]
    if over or weeks != len(numbers) or weeks < 2:
        raise contradictory(
            f"“{said}”没有说清楚是哪几个整周",
            f'"{said}" does not say for which whole weeks',
            "请写明从哪天起几周，例如：从12月1日起连续6周。 "
            "Say from when and for how many weeks, for example: from 1 December for 6 weeks.",
        )
    # Halves go up.
    return tuple(int(number + 0.5) for number in numbers)
