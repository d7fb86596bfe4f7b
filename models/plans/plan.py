"""What a plan of outreach is: whom to reach, how, when, with which words, and what each of them rests on."""

from dataclasses import dataclass
from datetime import datetime

from models.evidence import Evidence, Text


@dataclass(frozen=True)
class Named:
    """A key for programs, and its name for readers."""

    key: str
    name: Text


@dataclass(frozen=True)
class BestTime:
    """When to do it: `start` and `end` (aware UTC) lie in working hours of `time_zone`, on a working day there.

    `because` says what that hour rests on; `evidence` are the customer's own rows, if it rests on them.
    """

    start: datetime
    end: datetime
    time_zone: str
    because: Text
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Point:
    """A talking point, and the rows that it cites."""

    text: Text
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Worked:
    """What followed such outreach in this history: an association, no proof of a cause.

    `rate` is the share of `n` touches that progress followed, shrunk towards `usual`, that of all such touches.
    """

    rate: float
    usual: float
    n: int
    text: Text


@dataclass(frozen=True)
class Plan:
    """One way to approach an account or lead. `fit` (0 … 1) says how well and how freshly the play's conditions hold.

    `play` is the id in the library, `kind` what the play is for. `worked` is None where this history has no such touch.
    `rewritten` tells that a language model has reworded the texts.
    """

    play: str
    kind: str
    title: Text
    role: Named
    channel: Named
    best_time: BestTime
    opening: Text
    points: tuple[Point, ...]
    next_step: Text
    why: Text
    worked: Worked | None
    fit: float
    rewritten: bool = False
