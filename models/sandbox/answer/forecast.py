"""What the sandbox answers: plain numbers with intervals, the same for the terminal, the API and the page.

Amounts of money (`revenue`) are in the history's currency, None where won leads have no values.

Rows are left out of garbage collection (`gc=False`): an answer has thousands of them, and none can hold a circle.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from models.sandbox.plan.scenario import Scenario


class Range(msgspec.Struct, frozen=True, gc=False):
    """An expected value and its 80 % interval, `low` to `high`; beside it those of 50 and 95 %."""

    value: float
    low: float
    high: float
    low_50: float
    high_50: float
    low_95: float
    high_95: float

    @classmethod
    def sure(cls, value: float) -> "Range":
        """A value that is known."""
        return cls(*[value] * 7)


class Lot(msgspec.Struct, frozen=True, gc=False):
    """New leads of one kind in one region under the scenario. Probabilities are of a new lead being won within the
    horizon, `win_probability` as staffed, `standard` at the region's usual load ("at standard capacity").

    `base` + `mix` + `season` + `load` = `win_probability.value`: the overall rate at usual load in usual weeks, what
    this region, industry and mix of sources change, what the working days and holidays of the coming weeks change, and
    what the load that the scenario reaches changes (0.05 = 5 points). `leads` are the extra leads, `wins` and `revenue`
    what they bring within the horizon. `evidence` is the number of past leads behind it, small where it leans on its
    region and kind.
    """

    region: str
    leads: float
    win_probability: Range
    standard: float
    wins: Range
    revenue: Range | None
    base: float
    mix: float
    season: float
    load: float
    evidence: float


class Cell(Lot, frozen=True, gc=False):
    """A region × industry."""

    industry: str


class SourceCell(Lot, frozen=True, gc=False):
    """A region × source."""

    source: str


class Region(msgspec.Struct, frozen=True, gc=False):
    """A region as a whole. `probability_without` is the same forecast without the plan.

    `wins` are those of the extra leads; `net_wins` what the plan changes for all of the region's leads in the weeks
    shown; `open_wins` those expected in the weeks shown from the leads open today, and `open_wins_without` the same
    without the plan. Reps at work now and, at the end, with the plan. Loads are open leads per active rep (None without
    reps): today, the most the scenario reaches, and the most seen in history; `overloaded` marks a region that goes
    beyond what was seen. `enough` is the number of extra leads from which on another one adds less than half of what a
    lead at standard capacity is worth; None where that is further away than can be told.
    """

    region: str
    leads: float
    win_probability: Range
    standard: float
    probability_without: float
    wins: Range
    net_wins: Range
    revenue: Range | None
    open_leads: float
    open_wins: Range
    open_wins_without: float
    reps_now: float | None
    reps_planned: float | None
    load_now: float | None
    load_reached: float | None
    load_seen: float | None
    overloaded: bool
    enough: float | None


class Week(msgspec.Struct, frozen=True, gc=False):
    """Wins in the 7 days from `start` on, of all leads: those open today, the usual inflow and the extra ones, of which
    `arriving` come in this week."""

    start: date
    arriving: float
    wins: Range
    wins_without: float
    revenue: Range | None
    revenue_without: float | None


class RegionWeek(msgspec.Struct, frozen=True, gc=False):
    """A week of one region: the same, the chance of a new lead that arrives in it, and its load."""

    region: str
    start: date
    arriving: float
    win_probability: Range
    wins: Range
    wins_without: float
    revenue: Range | None
    load: float | None


class RegionShare(msgspec.Struct, frozen=True):
    """A region's extra leads: `leads` as the scenario has it, `best` as recommended."""

    region: str
    leads: float
    best: float


class RepShare(msgspec.Struct, frozen=True):
    """A rep's part of the recommended leads, beside the `open` ones of today."""

    rep_id: str
    name: str
    region: str
    open: float
    leads: float


class Split(msgspec.Struct, frozen=True):
    """Where the extra leads should go: the expected net `wins` of the scenario's own split over regions, the `best`
    that another one could bring without going beyond loads already seen (as far as there is room), and that one."""

    wins: float
    best: float
    regions: tuple[RegionShare, ...]
    reps: tuple[RepShare, ...]


@dataclass(frozen=True)
class Note:
    """Something a planner should know, in both languages."""

    en: str
    zh: str


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one scenario, as of a moment (aware UTC).

    `wins` are those of the extra leads within the horizon of their arrival; `net_wins` what the plan changes over all
    weeks shown, once the load that it puts on all other leads is counted. `load_effect` is the association found
    between load and the chance to win: the relative change of the hazard when a region's load doubles (−0.2 = a fifth
    less), never positive; None where the history has no reps. `split` is None without extra leads.
    """

    scenario: Scenario
    as_of: datetime
    cells: tuple[Cell, ...]
    sources: tuple[SourceCell, ...]
    region_weeks: tuple[RegionWeek, ...]
    regions: tuple[Region, ...]
    weeks: tuple[Week, ...]
    split: Split | None
    wins: Range
    revenue: Range | None
    net_wins: Range
    load_effect: Range | None
    notes: tuple[Note, ...]

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data, dates as ISO 8601; `None` is unknown."""
        plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return plain
