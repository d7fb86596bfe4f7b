"""What callers may ask of the API."""

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError

from models.sandbox.scenario import LONGEST_RESPONSE_HOURS, LONGEST_WEEKS, MOST_LEADS, MOST_OPEN_LEADS, MOST_REPS

MOST_IDS = 1_000
MOST_PLANNED = 100
LONGEST_TEXT = 500
LONGEST_ID = 200

Id = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ID)]
Ids = Annotated[list[Id], Field(max_length=MOST_IDS)]
Grade = Literal["A", "B", "C", "D"]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


def _at_most_all(shares: dict[str, float]) -> dict[str, float]:
    if sum(shares.values()) > 1 + 1e-9:
        raise PydanticCustomError("shares_sum", "The shares must sum to 1 at the most.")
    return shares


def _day(value: Any) -> Any:
    # A number would be read as seconds since 1970, and a time of day cut off.
    if not isinstance(value, date) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
        raise PydanticCustomError("no_day", "Write a day as YYYY-MM-DD.")
    return value


def whole(value: Any) -> Any:
    """`value`, a float without a fraction as an integer: JSON knows one kind of number, and 7.0 is 7."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Day = Annotated[date, BeforeValidator(_day)]
Whole = Annotated[int, BeforeValidator(whole), Field(strict=True)]
Shares = Annotated[
    dict[Annotated[str, StringConstraints(max_length=200)], Share],
    Field(max_length=1_000),
    AfterValidator(_at_most_all),
]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def one_of(*names: str) -> ConfigDict:
    """That a body has exactly one of these fields, as the OpenAPI document says it."""
    told, untold = {"not": {"type": "null"}}, {"type": "null"}
    said: list[Any] = [
        {"required": [name], "properties": {each: told if each == name else untold for each in names}} for name in names
    ]
    return ConfigDict(json_schema_extra={"oneOf": said})


class IntentRequest(_Request):
    """Whom to score: `account_ids` for a model of accounts, `lead_ids` for one of leads (`GET /v1/models` says)."""

    model_config = one_of("account_ids", "lead_ids")

    account_ids: Ids | None = Field(None, description="at most 1,000; repeats are answered as often as asked")
    lead_ids: Ids | None = Field(None, description="at most 1,000; instead of account_ids")
    reasons: bool = Field(False, strict=True, description="explain each score; the first time takes milliseconds an id")
    plans: bool = Field(False, strict=True, description="three plans of outreach for each; then at most 100 ids")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.account_ids is None) == (self.lead_ids is None):
            raise PydanticCustomError("one_of", "Give either account_ids or lead_ids.")
        if self.plans and len(self.ids) > MOST_PLANNED:
            raise PydanticCustomError("too_many_plans", "Plans are made for at most 100 ids a call.")
        return self

    @property
    def ids(self) -> list[str]:
        """The ids, of whichever kind."""
        return self.account_ids if self.account_ids is not None else self.lead_ids or []


class ListRequest(_Request):
    """Which part of the ranked list."""

    region: Annotated[str, StringConstraints(max_length=200)] | None = Field(None, description="only this region")
    industry: Annotated[str, StringConstraints(max_length=200)] | None = Field(None, description="only this industry")
    grade: Grade | None = Field(None, description="only this grade")
    limit: int = Field(50, ge=1, le=500, description="how many on a page")
    cursor: Annotated[str, StringConstraints(max_length=1_000)] | None = Field(
        None, description="`next_cursor` of the page before; it stays valid when scores change"
    )


class ExportRequest(ListRequest):
    """Which part of the list, and as what."""

    format: Literal["json", "csv"] = Field("json", description="`csv` has a line a score, under the names of columns")


class SearchRequest(_Request):
    """Whom to find by a part of an id or name."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)] = Field(
        description="a part of the id or of the name, in any case"
    )
    limit: int = Field(10, ge=1, le=50, description="how many at the most")


class ProfileRequest(_Request):
    """What is wanted beside the score."""

    change: bool = Field(True, description="say what changed the score within a week; costs most of the answer's time")
    plans: bool = Field(True, description="make plans of outreach; with a language model that rewords, takes seconds")


class TimelineRequest(_Request):
    """Which part of a timeline."""

    kind: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        None, description="only rows of this table (`signals`, `activities`, …), or of this kind as items tell it"
    )
    limit: int = Field(50, ge=1, le=200, description="how many on a page")
    cursor: Annotated[str, StringConstraints(max_length=2_000)] | None = Field(
        None, description="`next_cursor` of the page before; it stays valid when rows come in"
    )


class TodayRequest(_Request):
    """Whose morning list."""

    rep: Id | None = Field(None, description="only what this rep looks after, by id")
    region: Annotated[str, StringConstraints(max_length=200)] | None = Field(None, description="only this region")
    limit: int | None = Field(
        None,
        ge=1,
        le=500,
        description="how many accounts and how many signals; 20 if the settings do not say otherwise",
    )


class RepChangeIn(_Request):
    """More or fewer reps in a region. A move is two of them: one fewer here, one more there."""

    region: Annotated[str, StringConstraints(max_length=200)]
    change: Whole = Field(ge=-MOST_REPS, le=MOST_REPS, description="reps that join; below 0, that leave")
    start: Day | None = Field(None, description="from this local day on; the plan's first day if left out")


class Plan(_Request):
    """A plan: `leads` extra leads, arriving over `days` days from `start` on, beside the usual inflow."""

    leads: Whole = Field(ge=0, le=MOST_LEADS, description="extra leads")
    start: Day | None = Field(None, description="first local day of arrival; the coming Monday if left out")
    days: Whole = Field(7, ge=1, le=LONGEST_WEEKS * 7, description="days over which they arrive")
    horizon_weeks: Whole = Field(12, ge=1, le=LONGEST_WEEKS, description="how far to look ahead")
    regions: Shares = Field({}, description="shares by region; what they leave of 1 goes by the recent mix")
    industries: Shares = Field({}, description="shares by industry, likewise")
    sources: Shares = Field({}, description="shares by source, likewise")
    products: Shares = Field({}, description="shares by product, likewise")
    arrival: Literal["even", "ramp"] = Field("even", description="how they arrive; `ramp` rises from day to day")
    reps: list[RepChangeIn] = Field([], max_length=100, description="who joins, leaves or moves")
    quota: float | None = Field(
        None,
        ge=0.1,
        le=MOST_OPEN_LEADS,
        allow_inf_nan=False,
        description="most open leads a rep works on at a time",
    )
    response_hours: float | None = Field(
        None, ge=0.1, le=LONGEST_RESPONSE_HOURS, allow_inf_nan=False, description="hours until a lead is first touched"
    )


class Question(_Request):
    """A plan in words, Chinese or English."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT, strip_whitespace=True)]


def _asked(body: Any) -> str:
    # No names of fields: a tag stands in the place of a fault, and must not be taken for one.
    return "in words" if isinstance(body, dict) and "text" in body else "in numbers"


SandboxRequest = Annotated[
    Annotated[Question, Tag("in words")] | Annotated[Plan, Tag("in numbers")], Discriminator(_asked)
]

_REQUESTS = (
    IntentRequest,
    ExportRequest,
    SearchRequest,
    ProfileRequest,
    TimelineRequest,
    TodayRequest,
    Plan,
    RepChangeIn,
    Question,
)
FIELDS = frozenset(name for request in _REQUESTS for name in request.model_fields)
