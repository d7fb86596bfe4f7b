"""What POST /v1/sandbox answers, for its documentation: models.forecast as JSON, with what stands beside it."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RangeOut(_Answer):
    """An expected value; its 80 % interval is `low` to `high`."""

    value: float
    low: float
    high: float
    low_50: float
    high_50: float
    low_95: float
    high_95: float


class LotOut(_Answer):
    """New leads of one kind in a region: `base` + `mix` + `season` + `load` = `win_probability.value`."""

    region: str
    leads: float = Field(description="extra leads")
    win_probability: RangeOut = Field(description="of a new lead, within the horizon, as staffed")
    standard: float = Field(description="the same at the region's usual load: at standard capacity")
    wins: RangeOut = Field(description="of the extra leads, within the horizon")
    revenue: RangeOut | None = Field(description="what these wins bring, in the history's currency; null: unknown")
    base: float = Field(description="the overall rate at usual load in usual weeks")
    mix: float = Field(description="what region, industry and sources change")
    season: float = Field(description="what working days and holidays of the coming weeks change")
    load: float = Field(description="what the load that the plan reaches changes")
    evidence: float = Field(description="number of past leads behind it")


class CellOut(LotOut):
    """A region × industry."""

    industry: str


class SourceCellOut(LotOut):
    """A region × source."""

    source: str


class RegionOut(_Answer):
    """A region as a whole. Loads are open leads per active rep, null where there are no reps."""

    region: str
    leads: float
    win_probability: RangeOut
    standard: float
    probability_without: float = Field(description="the same without the plan")
    wins: RangeOut = Field(description="of the extra leads")
    net_wins: RangeOut = Field(description="what the plan changes for all of the region's leads")
    revenue: RangeOut | None
    open_leads: float
    open_wins: RangeOut = Field(description="expected from leads open today")
    open_wins_without: float
    reps_now: float | None
    reps_planned: float | None = Field(description="reps at work at the end of the plan")
    load_now: float | None
    load_reached: float | None
    load_seen: float | None
    overloaded: bool = Field(description="goes beyond any load seen so far")
    enough: float | None = Field(
        description="extra leads from which on another adds less than half of a lead's worth; null: not within what "
        "can be told"
    )


class WeekOut(_Answer):
    """Wins in the seven days from `start` on, of all leads."""

    start: date
    arriving: float = Field(description="extra leads that come in this week")
    wins: RangeOut
    wins_without: float
    revenue: RangeOut | None
    revenue_without: float | None


class RegionWeekOut(_Answer):
    """A week of one region."""

    region: str
    start: date
    arriving: float
    win_probability: RangeOut = Field(description="of a new lead that arrives in this week")
    wins: RangeOut
    wins_without: float
    revenue: RangeOut | None = Field(description="what all wins of this week bring; null: unknown")
    load: float | None


class RegionShareOut(_Answer):
    """A region's extra leads, as planned and as recommended."""

    region: str
    leads: float
    best: float


class RepShareOut(_Answer):
    """A rep's part of the recommended leads."""

    rep_id: str
    name: str
    region: str
    open: float
    leads: float


class SplitOut(_Answer):
    """The split over regions that brings the most."""

    wins: float = Field(description="expected net wins as planned")
    best: float = Field(description="expected net wins of the recommended split")
    regions: list[RegionShareOut]
    reps: list[RepShareOut]


class NoteOut(_Answer):
    """Something a planner should know."""

    en: str
    zh: str


class RepChangeOut(_Answer):
    """More or fewer reps in a region."""

    region: str
    change: int
    start: date | None


class ScenarioOut(_Answer):
    """The scenario as understood."""

    leads: int
    start: date
    days: int
    regions: dict[str, float]
    industries: dict[str, float]
    horizon_weeks: int
    sources: dict[str, float]
    products: dict[str, float]
    arrival: Literal["even", "ramp"]
    reps: list[RepChangeOut]
    quota: float | None
    response_hours: float | None
    weekly: list[int]


class ForecastOut(_Answer):
    """The answer to a scenario."""

    scenario: ScenarioOut
    as_of: datetime
    cells: list[CellOut]
    sources: list[SourceCellOut]
    region_weeks: list[RegionWeekOut]
    regions: list[RegionOut]
    weeks: list[WeekOut]
    split: SplitOut | None = Field(description="where the leads should go; null without extra leads")
    wins: RangeOut = Field(description="of the extra leads, within the horizon of their arrival")
    revenue: RangeOut | None = Field(description="what these wins bring")
    net_wins: RangeOut = Field(description="what the plan changes over all weeks, other leads included")
    load_effect: RangeOut | None = Field(
        description="relative change of the pace of winning when a region's load doubles; null without reps"
    )
    notes: list[NoteOut]
    understood: NoteOut = Field(description="the scenario restated in a sentence")
    model: str
    simulated: bool = Field(description="true for a model trained on simulated data")
