"""Answers of the API. Requests are in serving.schemas.requests."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from serving.schemas.evidence import EvidenceOut, TextOut
from serving.schemas.outreach import PlanOut
from serving.schemas.values import Grade


class Interval(BaseModel):
    """Lower and upper bound."""

    low: float
    high: float


class ReasonOut(BaseModel):
    """One group of facts behind a score, in one sentence."""

    group: str = Field(description="stable, for programs; e.g. `touches`")
    label: TextOut
    en: str
    zh: str
    effect: Literal["raises", "lowers"]
    points: float = Field(description="percentage points that it adds to the probability, below 0 where it lowers it")
    odds_factor: float = Field(description="factor on the odds; 2 doubles them, 0.5 halves them")
    evidence: list[EvidenceOut] = Field(description="the newest rows that the sentence speaks of, at most five")
    evidence_count: int = Field(description="how many there are; 0 where it speaks of many accounts together")


class MovedOut(ReasonOut):
    """A group of facts as it reads now, and what it changed: `points` is `new_facts` and `ageing` together."""

    new_facts: float = Field(description="percentage points by what has become known since")
    ageing: float = Field(description="percentage points by time alone")
    before: TextOut | None = Field(description="how it read a week ago; null where nothing could be told then")


class ChangeOut(BaseModel):
    """Why a score is not what it was: the parts are percentage points and sum to `now` less `before`."""

    since: datetime
    before: float
    now: float
    new_facts: float = Field(description="by what has become known since")
    ageing: float = Field(description="by time alone: what was known then, as of now")
    model: float | None = Field(description="by another model; null where the same one served")
    model_note: TextOut | None = Field(None, description="what the other model does, in words; null without one")
    because: list[MovedOut] = Field(description="the groups that new facts or ageing moved most, at most four")


class ScoreOut(BaseModel):
    """One id's score. `null` is unknown; nothing but `id` is known of an id that is not `scored`."""

    id: str
    status: Literal["scored", "out_of_scope", "unknown"] = Field(
        description="`out_of_scope`: in the history, but not among those whom the model scores, such as an ended lead; "
        "`unknown`: not in the history"
    )
    name: str | None = None
    region: str | None = None
    industry: str | None = None
    as_of: datetime | None = Field(None, description="the moment of this score: what was known by then is in it")
    model: str | None = Field(None, description="the version of the model that made it")
    probability: float | None = Field(None, description="calibrated chance of a purchase within the model's horizon")
    interval: Interval | None = Field(
        None, description="80 %: where the share would lie that buys among many with this score"
    )
    grade: Grade | None = None
    percentile: float | None = Field(None, description="share of all scored that score lower, 0–100, ties half")
    trend: Literal["improving", "steady", "declining"] | None = Field(
        None,
        description="whether the odds changed by half or more along a line through the scores of the last four weeks; "
        "null with fewer than three scores, and for minutes after a start with more than 20,000 to score",
    )
    reasons: list[ReasonOut] = Field(
        [], description="at most four that raise it and two that lower it; none where `reasons` is false, and in lists"
    )
    plans: list[PlanOut] = Field([], description="three, best first, where they were asked for")
    held_out: bool | None = Field(
        None, description="true: no plans are made for this account, so that their worth can be told; null: not asked"
    )


class Scored(BaseModel):
    """What all scores in one answer share."""

    entity: Literal["account", "lead"]
    as_of: datetime = Field(description="the moment of the newest score; each says its own")
    model: str
    horizon_days: float


class IntentAnswer(Scored):
    """A result for each id asked, in the order asked."""

    results: list[ScoreOut]


class RankedAnswer(Scored):
    """One page of the list in falling order of probability."""

    total: int = Field(description="on all pages together")
    next_cursor: str | None = Field(description="pass it as `cursor` for the next page; null on the last one")
    results: list[ScoreOut]


class ModelOut(BaseModel):
    """A model that serves."""

    id: str
    entity: Literal["account", "lead"]
    population: Literal["all", "buyers", "open", "new"]
    horizon_days: float
    scorer: str
    promoted_at: datetime
    serving_since: datetime = Field(description="when this process took it up")
    as_of: datetime
    scored: int = Field(description="how many accounts or leads it scores")
    sandbox: bool = Field(description="whether POST /v1/sandbox can answer")
    simulated: bool
    card: dict[str, Any] = Field(description="what it was trained on, and how well it did")


class RefusedModel(BaseModel):
    """A model that was promoted, and failed its check: the one before it goes on serving."""

    id: str
    promoted_at: datetime
    reason: str


class ModelsAnswer(BaseModel):
    """The models that serve."""

    models: list[ModelOut]
    refused: RefusedModel | None = Field(None, description="the promoted model, where it cannot serve")


class Health(BaseModel):
    """`ok` as long as the process answers."""

    status: Literal["ok"]


class Readiness(BaseModel):
    """`ready` while model and scores are loaded and the history's database answers."""

    status: Literal["ready"]
    model: str
    as_of: datetime
