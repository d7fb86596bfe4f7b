"""A plan that has not happened yet: how many extra leads, when, in which mix, and who is there to work on them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

from history.errors import UserError

MOST_LEADS = 10_000_000
LONGEST_WEEKS = 26
# July to December.
MOST_DAYS = 184
MOST_REPS = 1_000
MOST_OPEN_LEADS = 10_000
LONGEST_RESPONSE_HOURS = 24 * 14
# Three minutes.
SHORTEST_RESPONSE_HOURS = 0.05
MIXES = ("regions", "industries", "sources", "products")


@dataclass(frozen=True)
class RepChange:
    """`change` reps more (or, below 0, fewer) in `region` from `start` on (None: from the scenario's start).

    A move is two of them: one fewer here, one more there.
    """

    region: str
    change: int
    start: date | None = None


@dataclass(frozen=True)
class Scenario:
    """`leads` extra leads, arriving over `days` local days from `start` on, beside the usual inflow.

    `arrival` says how: "even", or "ramp", rising evenly from day to day; `weekly`, where it is not empty, how many of
    them in each of the weeks from `start` on, and then `days` are all days of these weeks. `regions`, `industries`,
    `sources` and `products` are shares by name; what they leave of 1 goes to the names not given, by the recent mix,
    so that an empty one stands for the recent mix. `horizon_weeks` is how far the forecast looks, 1 to 26. `reps`
    change who is there, `quota` is the most open leads that a rep works on at a time (the others wait),
    `response_hours` how soon a new lead is first touched; None leaves the last two as they were.

    Raises:
        UserError: a number is out of range, shares sum to more than 1, or the weeks are not those of the leads.
    """

    leads: int
    start: date
    days: int = 7
    regions: Mapping[str, float] = field(default_factory=dict)
    industries: Mapping[str, float] = field(default_factory=dict)
    horizon_weeks: int = 12
    sources: Mapping[str, float] = field(default_factory=dict)
    products: Mapping[str, float] = field(default_factory=dict)
    arrival: Literal["even", "ramp"] = "even"
    reps: tuple[RepChange, ...] = ()
    quota: float | None = None
    response_hours: float | None = None
    weekly: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        _within("leads", self.leads, 0, MOST_LEADS)
        _within("horizon_weeks", self.horizon_weeks, 1, LONGEST_WEEKS)
        _within("days", self.days, 1, MOST_DAYS)
        for change in self.reps:
            _within("reps", change.change, -MOST_REPS, MOST_REPS)
        if self.quota is not None:
            _within("quota", self.quota, 0.1, MOST_OPEN_LEADS)
        if self.response_hours is not None:
            _within("response_hours", self.response_hours, SHORTEST_RESPONSE_HOURS, LONGEST_RESPONSE_HOURS)
        for name in MIXES:
            _check_shares(name, getattr(self, name))
        if self.weekly:
            _check_weeks(self)

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data, dates as ISO 8601."""
        plain = asdict(self) | {name: dict(getattr(self, name)) for name in MIXES}
        reps = [asdict(change) | {"start": change.start and change.start.isoformat()} for change in self.reps]
        return plain | {"start": self.start.isoformat(), "reps": reps, "weekly": list(self.weekly)}


# What each number is called where it is refused, in English and Chinese.
NAMED = {
    "leads": ("The number of leads", "线索数量"),
    "horizon_weeks": ("The horizon in weeks", "预测周数"),
    "days": ("The days of arrival", "到达天数"),
    "reps": ("A change of reps", "销售人数的变化"),
    "quota": ("The quota of open leads per rep", "每位销售的在跟上限"),
    "response_hours": ("The hours to the first response", "首次响应小时数"),
}


def _within(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        english, chinese = NAMED[name]
        raise UserError(
            f"{chinese}超出范围：{value:,.10g}。 {english} is out of range: {value:,.10g}.",
            f"请给出{least:g}到{most:,.10g}之间的数。 Give {least:g} to {most:,.10g}.",
        )


def _check_weeks(scenario: Scenario) -> None:
    for leads in scenario.weekly:
        _within("leads", leads, 0, MOST_LEADS)
    leads, days = sum(scenario.weekly), 7 * len(scenario.weekly)
    if (leads, days) != (scenario.leads, scenario.days):
        raise UserError(
            f"各周共{days}天{leads:,}条，不是{scenario.days}天{scenario.leads:,}条。 "
            f"The weeks have {days} days and {leads:,} leads, not {scenario.days} and {scenario.leads:,}.",
            "请让各周的条数之和等于总数，到达天数为周数的7倍。 "
            "Let the weeks sum to the leads, and the days be seven for each week.",
        )
    if scenario.arrival == "ramp":
        raise UserError(
            "已经写明每周的条数，不能再逐步增加。 "
            "The leads of each week are given; they cannot rise from day to day as well.",
            "请只保留一种到达方式。 Keep one way of arriving.",
        )


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
    """Refuse names that the history does not know; `known` lists them by the name of the mix.

    Raises:
        UserError: a region, industry, source or product is unknown.
    """
    named = {kind: list(getattr(scenario, kind)) for kind in MIXES}
    named["regions"] += [change.region for change in scenario.reps]
    for kind, names in known.items():
        if unknown := [name for name in named[kind] if name not in names]:
            listed = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
            raise UserError(f"The history knows no {kind} called {', '.join(unknown)}.", f"It knows: {listed}.")
