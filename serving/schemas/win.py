"""What callers may ask of `POST /v1/win`, and what it answers."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from models.sandbox.plan.scenario import LONGEST_WEEKS
from serving.schemas.scores import ReasonOut
from serving.schemas.values import MOST_IDS, Id, Ids, one_of, whole

if TYPE_CHECKING:
    from models.win_reasons import WhyWon

MOST_DAYS = 26
LONGEST_DAYS = 7 * LONGEST_WEEKS
USUAL_DAYS = (7, 30, 90, 180)

Days = Annotated[
    list[Annotated[int, Field(ge=1, le=LONGEST_DAYS, strict=True), BeforeValidator(whole)]],
    Field(min_length=1, max_length=MOST_DAYS),
]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class NewLeadIn(BaseModel):
    """A lead that is not in the history, with the columns of `leads`. What is left out counts as unknown, as it does in
    the history; without a region or an industry, those of the account or the rep count where the settings say so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lead_id: Id | None = Field(None, description="your own id of it; given back as `id`")
    region: Name | None = None
    industry: Name | None = None
    source: Name | None = None
    product: Name | None = None
    account_id: Id | None = Field(None, description="an account of the history")
    rep_id: Id | None = Field(None, description="a rep of the history")
    created_at: datetime | None = Field(None, description="taken, and not used: the lead counts as one of now")
    value: float | None = Field(None, allow_inf_nan=False, description="taken, and not used: no part of the chance")


class WinRequest(BaseModel):
    """Whose curve: leads of the history by `lead_ids`, or `leads` that are not in it."""

    model_config = ConfigDict(extra="forbid", frozen=True) | one_of("lead_ids", "leads")

    lead_ids: Ids | None = Field(None, description="at most 1,000; repeats are answered as often as asked")
    leads: Annotated[list[NewLeadIn], Field(max_length=MOST_IDS)] | None = Field(
        None, description="instead of lead_ids: leads that come in now, at most 1,000"
    )
    days: Days = Field(
        list(USUAL_DAYS),
        description="by how many days from `as_of`, 1 … 182, each once",
        json_schema_extra={"uniqueItems": True},
    )
    reasons: bool = Field(
        False, strict=True, description="explain the chance on the latest of the days; takes milliseconds a lead"
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.lead_ids is None) == (self.leads is None):
            raise PydanticCustomError("one_of", "Give either lead_ids or leads.")
        if len(set(self.days)) != len(self.days):
            raise PydanticCustomError("repeated_days", "Name each day once.")
        return self


class WinBy(BaseModel):
    """The chance to be won by one day."""

    day: int = Field(description="days from `as_of`")
    probability: float
    low: float | None = Field(
        None, description="80 % interval of that chance; null for open leads: theirs is not known"
    )
    high: float | None = None


class WinParts(BaseModel):
    """How the chance on the latest day asked comes about; the parts sum to it."""

    base: float = Field(description="a lead of the recent mix, at usual load, in usual weeks")
    mix: float = Field(description="what this region, industry, source and product change")
    season: float = Field(description="what the working days and holidays of the coming weeks change")
    load: float = Field(description="what the present load of the region goes along with: an association")


class WhyOut(BaseModel):
    """Why the chance by `day` is what it is: in percent, it is 100 × `base`, the points of the reasons, and `other`."""

    day: int = Field(description="the latest day asked")
    base: float = Field(
        description="the chance of a lead of which nothing is known: an open one in the same weeks, a new one of the "
        "recent mix in usual weeks"
    )
    reasons: list[ReasonOut] = Field(
        description="of an open lead at most four that raise it and two that lower it; of a new one its parts"
    )
    other: float = Field(description="percentage points of all that is not told")

    @classmethod
    def of(cls, day: int, why: "WhyWon") -> Self:
        """The same."""
        told = [ReasonOut.model_validate(each.to_json()) for each in why.reasons]
        return cls(day=day, base=why.base, reasons=told, other=why.other)


class WinOut(BaseModel):
    """One lead's curve. `id` is null for one given inline without an id of its own."""

    id: str | None
    status: Literal["open", "new", "ended", "unknown"] = Field(
        description="`new`: given inline; `ended`: won or lost already; `unknown`: not in the history"
    )
    region: str | None = None
    industry: str | None = None
    source: str | None = None
    product: str | None = None
    stage: str | None = None
    unseen: list[str] = Field([], description="which of the names the model has never seen; they count as unknown")
    win: list[WinBy] = []
    parts: WinParts | None = Field(None, description="of a new lead")
    why: WhyOut | None = Field(None, description="of a lead with a curve, where reasons were asked for")


class WinAnswer(BaseModel):
    """A result for each lead asked, in the order asked."""

    as_of: datetime = Field(description="the moment of the curves: what was known by then is in them")
    model: str
    simulated: bool
    results: list[WinOut]


WIN_FIELDS = frozenset(name for asked in (WinRequest, NewLeadIn) for name in asked.model_fields)
