"""The words that plans are told in: what fills the placeholders of plays, and what is said beside them."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from models.evidence import Text
from models.phrases import LANGUAGES, Phrases, Value, day

PHRASES = Phrases(Path(__file__).parent)


def told(template: Text, values: Mapping[str, Value]) -> Text:
    """The template in both languages, its placeholders filled."""
    return Text(*(getattr(template, language).format(**_spoken(values, language)) for language in LANGUAGES))


def _spoken(values: Mapping[str, Value], language: str) -> dict[str, str]:
    return {name: _one(value, language) for name, value in values.items()}


def _one(value: Value, language: str) -> str:
    if isinstance(value, Text):
        return str(getattr(value, language))
    return day(value, language) if isinstance(value, date) else str(value)


def forms(name: str, at: datetime, as_of: datetime, zone: ZoneInfo) -> dict[str, Value]:
    """`name` followed by _date, _ago and _for: the local day of `at`, how long ago it was, how long it has been so."""
    local = at.astimezone(zone).date()
    days = (as_of.astimezone(zone).date() - local).days
    return {f"{name}_date": local, f"{name}_ago": PHRASES("ago", n=days), f"{name}_for": PHRASES("for", n=days)}


def percent(share: float) -> str:
    """0.214 as 21 %."""
    return f"{share:.0%}"


def listed(parts: list[Text]) -> Text:
    """The parts in one sentence, as both languages list them."""
    if not parts:
        return PHRASES("why-general")
    english = ", ".join(part.en for part in parts)
    return Text(f"{english[0].upper()}{english[1:]}.", f"{'；'.join(part.zh for part in parts)}。")
