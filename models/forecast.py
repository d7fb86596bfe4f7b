"""What the sandbox answers: plain numbers with intervals, the same for the terminal, the API and the page."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from models.scenario import Scenario


@dataclass(frozen=True)
class Range:
    """An expected value and its 80 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Cell:
    """A region × industry under the scenario. Probabilities are of a new lead being won within the horizon.

    `base` + `mix` + `load` = `win_probability.value`: the overall rate at each region's usual load, what this region,
    industry and mix of sources change, and what the load that the scenario reaches changes (0.05 = 5 points).
    `leads` are the extra leads, `wins` what they bring within the horizon. `evidence` is the number of past leads
    behind the cell, small where it leans on its region and industry.
    """

    region: str
    industry: str
    leads: float
    win_probability: Range
    wins: Range
    base: float
    mix: float
    load: float
    evidence: float


@dataclass(frozen=True)
class Region:
    """A region as a whole. `probability_without` is the same forecast without the extra leads.

    `wins` are those of the extra leads; `open_wins` those expected in the weeks shown from the leads open today, and
    `open_wins_without` the same without the extra leads. Loads are open leads per active rep (None without reps):
    today, the most the scenario reaches, and the most seen in history; `overloaded` marks a region that goes beyond
    what was seen.
    """

    region: str
    leads: float
    win_probability: Range
    probability_without: float
    wins: Range
    open_leads: float
    open_wins: Range
    open_wins_without: float
    load_now: float | None
    load_reached: float | None
    load_seen: float | None
    overloaded: bool


@dataclass(frozen=True)
class Week:
    """Wins in the 7 days from `start` on, of all leads: those open today, the usual inflow and the extra ones."""

    start: date
    wins: Range
    wins_without: float


@dataclass(frozen=True)
class Note:
    """Something a planner should know, in both languages."""

    en: str
    zh: str


@dataclass(frozen=True)
class Forecast:
    """The answer to one scenario, as of a moment (aware UTC).

    `wins` are those of the extra leads within the horizon of their arrival; `net_wins` what the plan changes over all
    weeks shown, once the load that it puts on all other leads is counted. `load_effect` is the association found
    between load and the chance to win: the relative change of the hazard when a region's load doubles (−0.2 = a fifth
    less), never positive; None where the history has no reps.
    """

    scenario: Scenario
    as_of: datetime
    cells: tuple[Cell, ...]
    regions: tuple[Region, ...]
    weeks: tuple[Week, ...]
    wins: Range
    net_wins: Range
    load_effect: Range | None
    notes: tuple[Note, ...]

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data; `None` is unknown."""
        plain = asdict(self) | {"scenario": self.scenario.to_json(), "as_of": self.as_of.isoformat()}
        plain["weeks"] = [week | {"start": week["start"].isoformat()} for week in plain["weeks"]]
        return plain
