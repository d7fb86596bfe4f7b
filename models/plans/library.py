"""The plays that plans are made from: a YAML file, checked before it is used."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from history.errors import UserError
from models.evidence import Text
from models.plans.channels import CHANNELS, ROLES
from models.plans.conditions import ASKED, Between, Inbound, LostWhen, SignalOf, StageIn, Within

STARTER = Path(__file__).with_name("plays.yaml")
# Who it is about can always be said, and always be cited.
ALWAYS_SAID = frozenset({"company"})
ALWAYS_CITED = frozenset({"profile"})
_HINT = "`leadcast plays check FILE` looks at a file; docs/plays.md says how to write one."

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


@dataclass(frozen=True)
class Library:
    """All plays, by id in the order of the file, and what roles are called."""

    plays: Mapping[str, Play]
    roles: Mapping[str, Text]


def load_library(path: Path | None = None) -> Library:
    """The plays of the file at `path`; without one, those that come along.

    A file that says `extends: default` adds to them, and replaces those of the same id; another stands alone.

    Raises:
        UserError: it cannot be read, or a play is not written as it should be; all faults are named.
    """
    source = path or STARTER
    found = _read(source)
    base = load_library() if found.get("extends") == "default" else Library({}, ROLES)
    roles = {**base.roles, **_roles(source, found.get("roles", {}))}
    plays = _plays(source, found["plays"], roles)
    return Library({**base.plays, **plays}, roles)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        # The safe loader in C, where PyYAML was built with it: eight times as fast.
        found = yaml.load(path.read_text(encoding="utf-8-sig"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The plays {path} cannot be read: {error}.", _HINT) from None
    except yaml.YAMLError as error:
        raise UserError(f"The plays {path} are no YAML: {' '.join(str(error).split())}.", _HINT) from None
    if not isinstance(found, dict) or not isinstance(found.get("plays"), list):
        raise UserError(f"The plays {path} have no list `plays`.", _HINT)
    if unknown := sorted(set(map(str, found)) - {"extends", "roles", "plays"}):
        raise UserError(f"The plays {path}: {unknown[0]!r} is not known there; use extends, roles, plays.", _HINT)
    if found.get("extends", "default") != "default":
        raise UserError(f"The plays {path}: extends can only be `default`.", _HINT)
    return found


def _roles(path: Path, given: Any) -> dict[str, Text]:
    if not isinstance(given, dict):
        raise UserError(f"The plays {path}: roles must be names by key.", _HINT)
    try:
        return {str(key): Wording.model_validate(value).text for key, value in given.items()}
    except ValidationError as error:
        raise UserError(f"The plays {path}, roles: {_told(error)}.", _HINT) from None


def _plays(path: Path, given: Sequence[Any], roles: Mapping[str, Text]) -> dict[str, Play]:
    plays: dict[str, Play] = {}
    faults = []
    for number, each in enumerate(given, start=1):
        name = each.get("id") if isinstance(each, dict) else None
        where = f"play {name or f'number {number}'}"
        try:
            play = Play.model_validate(each)
        except ValidationError as error:
            faults.append(f"{where}: {_told(error)}")
            continue
        if play.role not in roles:
            faults.append(f"{where}: role: {play.role!r} is none of {', '.join(roles)}")
        if play.id in plays:
            faults.append(f"{where}: id: another play has it already")
        plays[play.id] = play
    if faults:
        raise UserError(f"The plays {path}:\n  " + "\n  ".join(faults), _HINT)
    return plays


def _told(error: ValidationError) -> str:
    said = []
    for each in error.errors():
        place = ".".join(str(part) for part in each["loc"])
        said.append(": ".join(part for part in (place, each["msg"].removeprefix("Value error, ")) if part))
    return "; ".join(said)


# What is known of any customer at all: whether a lead is open, and whether it has bought.
STATES: Mapping[str, Mapping[str, bool]] = {
    "an open lead, nothing bought": {"open_lead": True, "buyer": False},
    "an open lead of a buyer": {"open_lead": True, "buyer": True},
    "a buyer without an open lead": {"open_lead": False, "buyer": True},
    "neither lead nor purchase": {"open_lead": False, "buyer": False},
}


def thin_states(library: Library) -> list[str]:
    """The states in which a customer of whom nothing else is known gets fewer than three plans."""
    return [name for name, state in STATES.items() if len(_ways(library, state)) < 3]


def _ways(library: Library, state: Mapping[str, bool]) -> set[tuple[str, str]]:
    fitting = (play for play in library.plays.values() if all(state.get(k) == v for k, v in play.when.asked()))
    return {(play.role, play.channel) for play in fitting}
