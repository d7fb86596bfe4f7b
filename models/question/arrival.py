"""When the leads come."""

from dataclasses import dataclass
from datetime import date

from history.errors import UserError
from models.question.dates import Span, week_of
from models.question.reading import LASTING, TIME, Reading, contradictory


@dataclass(frozen=True)
class Arrival:
    """First local day, and over how many days; `said` is False where the question names no time at all, `lasts` where
    it does not say how long they come, `lasting` is how it says that, if in weeks or days."""

    start: date
    days: int
    said: bool
    lasts: bool
    lasting: str = ""


def take_arrival(reading: Reading) -> Arrival:
    """When the leads come: next week where nothing is said, or what is said, which must be one time.

    Raises:
        UserError: two different times are named, or what is named is over.
    """
    spans = {reading.meaning(token): token for token in reading.tokens(TIME)}
    lasting = {reading.meaning(token): token for token in reading.tokens(LASTING)}
    if ends := _from_until(list(spans)):
        spans = {ends: "".join(spans.values())}
    for found in (spans, lasting):
        if len(found) > 1:
            raise _two_times(reading, list(found.values()))
    long = reading.said(next(iter(lasting.values()), ""))
    for token in [*reading.tokens(TIME), *reading.tokens(LASTING)]:
        reading.take(token)
    span, days = next(iter(spans), None), next(iter(lasting), None)
    if span is None:
        return Arrival(week_of(reading.today, 1).first, days or 7, bool(lasting), bool(lasting), long)
    whole = (span.last - span.first).days + 1
    if days and not span.opens and whole not in (1, days):
        raise _two_times(reading, [*spans.values(), *lasting.values()])
    return Arrival(span.first, days or (7 if span.opens else whole), True, bool(days) or not span.opens, long)


def _from_until(spans: list[Span]) -> Span | None:
    """What two times make of which one is only a start, and the other only an end."""
    opens, closes = ([span for span in spans if getattr(span, edge)] for edge in ("opens", "closes"))
    if len(spans) == 2 and opens and closes and opens[0].first <= closes[0].last:
        return Span(opens[0].first, closes[0].last)
    return None


def _two_times(reading: Reading, tokens: list[str]) -> UserError:
    first, second = (reading.said(token) for token in tokens[:2])
    return contradictory(
        f"有两个时间：“{first}”和“{second}”",
        f'There are two times: "{first}" and "{second}"',
        "请只保留一个，例如：从12月1日起连续3周。 Keep one, for example: from 1 December for 3 weeks.",
    )
