"""The plays that plans are made from: a YAML file, checked before it is used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from history.errors import UserError
from models.evidence import Text
from models.plans.channels import ROLES
from models.plans.play import Play, Wording

STARTER = Path(__file__).with_name("plays.yaml")
_HINT = "`leadcast plays check FILE` looks at a file; docs/plays.md says how to write one."


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
