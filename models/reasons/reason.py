"""A reason: one thing that a salesperson knows, what it does to the score, and the rows that it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from models.evidence import Evidence, Text

MOST_EVIDENCE = 5
# Whoever is likely to buy has been in contact: it tells the one from the other least.
COMMON = ("touches", "account_touches")


@dataclass(frozen=True)
class Reason:
    """One group of facts behind a score.

    `group` is its key (`models.reasons.groups.GROUPS`), `label` what a salesperson calls it, `text` a sentence that
    tells the facts. `points` are percentage points that it adds to the probability, below 0 where it lowers it;
    `odds_factor` is what it does to the odds. `evidence` are the newest rows that the sentence speaks of, five at the
    most, `evidence_count` is how many there are; none where it speaks of many accounts together. `message` and `values`
    are what the sentence was made of.
    """

    group: str
    label: Text
    text: Text
    effect: Literal["raises", "lowers"]
    points: float
    odds_factor: float
    evidence: tuple[Evidence, ...] = ()
    evidence_count: int = 0
    message: str = ""
    values: Mapping[str, str | int | float | date | Text | None] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As the API gives it; times stay datetimes."""
        return {
            "group": self.group,
            "label": self.label._asdict(),
            **self.text._asdict(),
            "effect": self.effect,
            "points": self.points,
            "odds_factor": self.odds_factor,
            "evidence": [vars(each) for each in self.evidence],
            "evidence_count": self.evidence_count,
        }


def foremost(why: Sequence[Reason]) -> Reason | None:
    """The one to tell where there is room for one: the strongest that raises the score.

    `why` comes strongest first. Contacts give way to what has at least half of their points. None where nothing raises.
    """
    raising = [each for each in why if each.effect == "raises"]
    others = (each for each in raising if each.group not in COMMON and 2 * each.points >= raising[0].points)
    return next(others, raising[0] if raising else None)
