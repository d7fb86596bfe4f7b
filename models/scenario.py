"""A plan that has not happened yet: how many extra leads, when, and in which mix."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from history.errors import UserError

MOST_LEADS = 10_000_000
LONGEST_WEEKS = 26


@dataclass(frozen=True)
class Scenario:
    """`leads` extra leads, arriving evenly over `days` local days from `start` on, beside the usual inflow.

    `regions` and `industries` are shares by name; what they leave of 1 goes to the names not given, by the recent mix,
    so that an empty one stands for the recent mix.
    `horizon_weeks` is how far the forecast looks, 1 to 26.

    Raises:
        UserError: a number is out of range, or shares sum to more than 1.
    """

    leads: int
    start: date
    days: int = 7
    regions: Mapping[str, float] = field(default_factory=dict)
    industries: Mapping[str, float] = field(default_factory=dict)
    horizon_weeks: int = 12

    def __post_init__(self) -> None:
        if not 0 <= self.leads <= MOST_LEADS:
            raise UserError(f"{self.leads} leads is out of range.", f"Give a number from 0 to {MOST_LEADS}.")
        if not 1 <= self.horizon_weeks <= LONGEST_WEEKS:
            raise UserError(f"A horizon of {self.horizon_weeks} weeks is out of range.", "Give 1 to 26 weeks.")
        if not 1 <= self.days <= LONGEST_WEEKS * 7:
            raise UserError(f"{self.days} days of arrival is out of range.", "Give 1 to 182 days.")
        for name in ("regions", "industries"):
            _check_shares(name, getattr(self, name))

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data, dates as ISO 8601."""
        return {
            "leads": self.leads,
            "start": self.start.isoformat(),
            "days": self.days,
            "regions": dict(self.regions),
            "industries": dict(self.industries),
            "horizon_weeks": self.horizon_weeks,
        }


def _check_shares(name: str, shares: Mapping[str, float]) -> None:
    if any(not 0 <= share <= 1 for share in shares.values()):
        raise UserError(f"A share in {name} is not between 0 and 1.", "Give shares such as 0.6, not 60.")
    if sum(shares.values()) > 1 + 1e-9:
        total = sum(shares.values())
        raise UserError(
            f"{name} 中的占比之和为 {total:.0%}。 The shares in {name} sum to {total:.3f}.",
            "请让占比之和不超过 100%。 Let them sum to 1 at the most.",
        )


def check_names(scenario: Scenario, known: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse names that the history does not know; `known` lists them under regions and industries.

    Raises:
        UserError: a region or industry is unknown.
    """
    for kind, names in known.items():
        if unknown := [name for name in getattr(scenario, kind) if name not in names]:
            listed = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
            raise UserError(f"The history knows no {kind} called {', '.join(unknown)}.", f"It knows: {listed}.")
