"""What is known when somebody looks, and an alert that comes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.reasons import Reason
from models.today import AtRisk, NewSignal, Person, RegionBelow, Today, TopEntry
from serving.push.settings import Rule

Why = Callable[[Sequence[str]], Sequence[Reason | None]]
Found = TopEntry | NewSignal | AtRisk | RegionBelow


@dataclass(frozen=True)
class Facts:
    """What is known at a look: the whole list of everybody, and where an alert for a high score begins.

    `today` is that of all reps and regions, without a limit and without reasons; `at_risk` holds the leads at risk of
    each of them. `why` gives the strongest reason of each of some ids, which may take milliseconds each.
    """

    today: Today
    at_risk: Sequence[AtRisk]
    threshold: float
    why: Why


@dataclass(frozen=True)
class Alert:
    """One thing to tell. `key` is of this occasion: the same thing on another is another alert."""

    rule: Rule
    key: str
    found: Found
    rep: Person | None
    region: str | None
