"""A play, as the library's file writes it: one way to approach a customer, and when it fits."""

from collections.abc import Iterator
from string import Formatter
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from models.evidence import Text
from models.plans.asked import ASKED
from models.plans.channels import CHANNELS
from models.plans.conditions import Between, Inbound, LostWhen, SignalOf, StageIn, Within

# Who it is about can always be said, and always be cited.
ALWAYS_SAID = frozenset({"company"})
ALWAYS_CITED = frozenset({"profile"})

Words = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,49}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Wording(_Part):
    """The same in English and in Chinese."""

    en: Words
    zh: Words

    @property
    def text(self) -> Text:
        """As a text, its placeholders not yet filled."""
        return Text(self.en, self.zh)


class When(_Part):
    """All that must hold for a play; a play without conditions fits everybody."""

    signal: SignalOf | None = None
    quote_days: Between | None = None
    inbound: Inbound | None = None
    web_visit: Within | None = None
    new_lead: Within | None = None
    new_rep: Within | None = None
    lost: LostWhen | None = None
    overdue: Between | None = None
    untouched: bool | None = None
    stage: StageIn | None = None
    stage_days: Between | None = None
    silence_days: Between | None = None
    order_days: Between | None = None
    contacts: Between | None = None
    value: Between | None = None
    employees: Between | None = None
    industry: tuple[str, ...] | None = None
    buyer: bool | None = None
    open_lead: bool | None = None
    product: bool | None = None

    def asked(self) -> Iterator[tuple[str, Any]]:
        """The conditions that are asked, by name."""
        return ((name, value) for name in ASKED if (value := getattr(self, name)) is not None)

    @property
    def cited(self) -> frozenset[str]:
        """What can be cited where the conditions hold."""
        rows = (ASKED[name].meaning.cite for name, value in self.asked() if value is not False)
        return ALWAYS_CITED | {cite for cite in rows if cite is not None}

    @property
    def said(self) -> frozenset[str]:
        """The placeholders that can be filled where the conditions hold."""
        found = set(ALWAYS_SAID)
        for name, value in self.asked():
            meaning = ASKED[name].meaning
            if value is not False:
                found |= set(meaning.says)
                if meaning.cite and meaning.dated:
                    found |= {f"{meaning.cite}_{form}" for form in ("date", "ago", "for")}
        return frozenset(found)


class Talk(Wording):
    """A talking point; `cite` names what it rests on."""

    cite: str


class Play(_Part):
    """One way to approach a customer. `kind` is what it is for: no two plans of one customer are of one kind.

    `role` and `channel` are keys of the lists that come along, or of those of the file. `weight` moves a play forward
    (above 1) or back among those that fit. What is `urgent` is done at the very next working hour.
    """

    id: Key
    title: Wording
    role: str
    channel: str
    kind: Key
    when: When = When()
    opening: Wording
    points: Annotated[tuple[Talk, ...], Field(min_length=1, max_length=5)]
    next_step: Wording
    weight: float = Field(1.0, gt=0, le=5)
    urgent: bool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.channel not in CHANNELS:
            raise ValueError(f"channel {self.channel!r} is none of {', '.join(CHANNELS)}")
        for place, words in self._wordings():
            _check_placeholders(place, words, self.when.said)
        for number, point in enumerate(self.points):
            if point.cite not in self.when.cited:
                known = ", ".join(sorted(self.when.cited))
                raise ValueError(f"points.{number}.cite: {point.cite!r} is not what the conditions provide ({known})")
        return self

    def _wordings(self) -> Iterator[tuple[str, Wording]]:
        yield from (("title", self.title), ("opening", self.opening), ("next_step", self.next_step))
        yield from ((f"points.{number}", point) for number, point in enumerate(self.points))


def _check_placeholders(place: str, words: Wording, said: frozenset[str]) -> None:
    used = [_placeholders(f"{place}.{language}", getattr(words, language)) for language in ("en", "zh")]
    for language, names in zip(("en", "zh"), used, strict=True):
        if unknown := sorted(names - said):
            known = ", ".join(f"{{{name}}}" for name in sorted(said))
            raise ValueError(f"{place}.{language}: nothing fills {{{unknown[0]}}}; the conditions provide {known}")


def _placeholders(place: str, text: str) -> set[str]:
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        raise ValueError(f"{place}: {error}; a brace that is meant as such is written twice") from None
    if any(spec or conversion or (name is not None and not name.isidentifier()) for _, name, spec, conversion in parts):
        raise ValueError(f"{place}: a placeholder is a plain name in braces, such as {{company}}")
    return {name for _, name, _, _ in parts if name is not None}
