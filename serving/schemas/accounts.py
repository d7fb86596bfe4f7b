"""Answers about one account or lead."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from serving.schemas.evidence import EvidenceOut, TextOut
from serving.schemas.outreach import PlanOut
from serving.schemas.scores import ChangeOut, Interval, ReasonOut
from serving.schemas.today import PersonOut
from serving.schemas.values import Grade


class ItemOut(EvidenceOut):
    """A row of a timeline."""

    en: str
    zh: str
    lead_id: str | None = None
    rep: PersonOut | None = None
    topics: list[str] = Field([], description="of a signal, by key of the taxonomy, the surest first")


class TimelineAnswer(BaseModel):
    """One page of a timeline, the newest first."""

    total: int = Field(description="on all pages together")
    next_cursor: str | None = Field(description="pass it as `cursor` for the next page; null on the last one")
    counts: dict[str, int] = Field(description="rows of each table in the whole timeline, filtered or not")
    items: list[ItemOut]


class ProfileScoreOut(BaseModel):
    """The score, as in GET /v1/intent."""

    probability: float = Field(description="calibrated chance of a purchase within the model's horizon")
    interval: Interval
    grade: Grade
    percentile: float
    trend: Literal["improving", "steady", "declining"] | None


class WeeklyOut(BaseModel):
    """What today's model would have said then."""

    as_of: datetime
    probability: float
    low: float
    high: float


class OpenLeadOut(BaseModel):
    """A lead that has neither been won nor lost."""

    lead_id: str
    stage: str | None
    stage_name: TextOut | None = Field(None, description="what people call that stage")
    since: datetime = Field(description="when it came to that stage; when it was created, where no stage is known")
    rep: PersonOut | None
    value: float | None
    product: str | None
    win_30d: float | None = Field(description="chance to be won within 30 days; null without a model of open leads")


class AccountRef(BaseModel):
    """The account that a lead belongs to."""

    id: str
    name: str | None


class ProfileAnswer(BaseModel):
    """All that is known of one account or lead, as of `as_of`."""

    entity: Literal["account", "lead"]
    id: str
    name: str | None = Field(description="of a lead, that of its account")
    region: str | None
    industry: str | None
    employees: float | None
    website: str | None
    account: AccountRef | None = Field(description="of a lead, the account that it belongs to")
    rep: PersonOut | None = Field(description="who has the newest open lead, else the newest lead")
    as_of: datetime = Field(description="the moment of the score; no row that was recorded later is here")
    model: str
    horizon_days: float
    simulated: bool
    score: ProfileScoreOut | None = Field(description="null for what the model that serves does not score")
    scores: list[WeeklyOut] = Field(description="by week, the oldest first, 26 at the most")
    events: list[ItemOut] = Field(description="orders, wins, losses, meetings and signals of those weeks, newest first")
    open_leads: list[OpenLeadOut]
    reasons: list[ReasonOut] = Field(description="why the score is what it is: at most four raise it, two lower it")
    change: ChangeOut | None = Field(
        description="what moved the score within the week before; null if not scored then, or not asked"
    )
    plans: list[PlanOut] = Field(description="three plans of outreach, best first; none where they were not asked for")
    held_out: bool | None = Field(
        description="true: no plans are made for this account, so that their worth can be told; null: not asked"
    )
    cited: list[ItemOut] = Field(description="the rows that reasons, change and plans cite, in words, newest first")


class FoundOut(BaseModel):
    """One that fits."""

    id: str
    name: str | None
    region: str | None
    probability: float | None = Field(description="null for what is not scored")
    grade: Grade | None


class SearchAnswer(BaseModel):
    """The best fits: the very id first, then what begins so, each with the highest scores first."""

    entity: Literal["account", "lead"]
    results: list[FoundOut]
