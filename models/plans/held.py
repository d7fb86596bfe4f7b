"""That a condition holds, and what that counts for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from models.dossier import Row
from models.phrases import Value
from models.plans.situation import Situation


class Held(NamedTuple):
    """A condition that holds: how freshly (0.5 … 1), and which row it is that says so (None where none does)."""

    degree: float
    row: Row | None = None
    said: Mapping[str, Value] = {}


NO: None = None
YES = Held(1.0)


@dataclass(frozen=True)
class Meaning:
    """What a condition counts for (`weight`), the name that its row is cited by, and what else texts may say of it.

    Of a row that is cited as `x`, texts may say `{x_date}`, `{x_ago}` and `{x_for}`.
    """

    weight: float
    cite: str | None = None
    says: tuple[str, ...] = ()
    dated: bool = True


@dataclass(frozen=True)
class Asked:
    """One condition as it is asked: by which function, and what it means."""

    check: Callable[[Any, Situation], Held | None]
    meaning: Meaning = field(default_factory=lambda: Meaning(0.0))


def _fresh(age: float, within: float) -> float:
    return 1.0 - 0.5 * max(age, 0.0) / max(within, 1e-9)


def recent(row: Row | None, within: float, now: Situation, at: datetime | None = None, **said: Value) -> Held | None:
    """That the row is of the last `within` days, by the time `at` or else its own; the fresher, the better it holds."""
    age = None if row is None else now.days_since(at or row.at)
    return NO if age is None or age > within else Held(_fresh(age, within), row, said)
