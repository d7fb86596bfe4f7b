"""What callers may ask of the sandbox: a plan in numbers, or in words."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag, model_validator

from models.sandbox.plan.scenario import (
    LONGEST_RESPONSE_HOURS,
    LONGEST_WEEKS,
    MOST_DAYS,
    MOST_LEADS,
    MOST_OPEN_LEADS,
    MOST_REPS,
    SHORTEST_RESPONSE_HOURS,
)
from serving.schemas.values import Body, Day, Shares, Whole, whole

LONGEST_TEXT = 500

_Leads = Annotated[int, Field(strict=True, ge=0, le=MOST_LEADS), BeforeValidator(whole)]


class RepChangeIn(Body):
    """More or fewer reps in a region. A move is two of them: one fewer here, one more there."""

    region: Annotated[str, StringConstraints(max_length=200)]
    change: Whole = Field(ge=-MOST_REPS, le=MOST_REPS, description="reps that join; below 0, that leave")
    start: Day | None = Field(None, description="from this local day on; the plan's first day if left out")


class Plan(Body):
    """A plan: `leads` extra leads, arriving over `days` days from `start` on, beside the usual inflow.

    `weekly` must sum to `leads`, and leaves `days` to be seven for each week.
    """

    leads: Whole = Field(ge=0, le=MOST_LEADS, description="extra leads")
    start: Day | None = Field(None, description="first local day of arrival; the coming Monday if left out")
    days: Whole = Field(7, ge=1, le=MOST_DAYS, description="days over which they arrive")
    horizon_weeks: Whole = Field(12, ge=1, le=LONGEST_WEEKS, description="how far to look ahead")
    regions: Shares = Field({}, description="shares by region; what they leave of 1 goes by the recent mix")
    industries: Shares = Field({}, description="shares by industry, likewise")
    sources: Shares = Field({}, description="shares by source, likewise")
    products: Shares = Field({}, description="shares by product, likewise")
    arrival: Literal["even", "ramp"] = Field("even", description="how they arrive; `ramp` rises from day to day")
    weekly: list[_Leads] = Field(
        [], max_length=MOST_DAYS // 7, description="how many of them arrive in each week from `start` on"
    )
    reps: list[RepChangeIn] = Field([], max_length=100, description="who joins, leaves or moves")
    quota: float | None = Field(
        None,
        ge=0.1,
        le=MOST_OPEN_LEADS,
        allow_inf_nan=False,
        description="most open leads a rep works on at a time",
    )
    response_hours: float | None = Field(
        None,
        ge=SHORTEST_RESPONSE_HOURS,
        le=LONGEST_RESPONSE_HOURS,
        allow_inf_nan=False,
        description="hours until a lead is first touched",
    )

    @model_validator(mode="before")
    @classmethod
    def _days_of_weeks(cls, given: Any) -> Any:
        if isinstance(given, dict) and isinstance(given.get("weekly"), list) and given["weekly"]:
            return {"days": 7 * len(given["weekly"])} | given
        return given


class Question(Body):
    """A plan in words, Chinese or English."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT, strip_whitespace=True)]


def _asked(body: Any) -> str:
    # No names of fields: a tag stands in the place of a fault, and must not be taken for one.
    return "in words" if isinstance(body, dict) and "text" in body else "in numbers"


SandboxRequest = Annotated[
    Annotated[Question, Tag("in words")] | Annotated[Plan, Tag("in numbers")], Discriminator(_asked)
]
