"""What callers may ask of the API, beside plans for the sandbox."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from serving.schemas.plan import Plan, Question, RepChangeIn
from serving.schemas.values import Body, Grade, Id, Ids, one_of

MOST_PLANNED = 100
_REGION = "only this region, by its name in the history or another of `[questions.also]`"


class IntentRequest(Body):
    """Whom to score: `account_ids` for a model of accounts, `lead_ids` for one of leads (`GET /v1/models` says)."""

    model_config = one_of("account_ids", "lead_ids")

    account_ids: Ids | None = Field(None, description="at most 1,000; repeats are answered as often as asked")
    lead_ids: Ids | None = Field(None, description="at most 1,000; instead of account_ids")
    reasons: bool = Field(True, strict=True, description="explain each score; the first time takes milliseconds an id")
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


class ListRequest(Body):
    """Which part of the ranked list."""

    region: Annotated[str, StringConstraints(max_length=200)] | None = Field(None, description=_REGION)
    industry: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        None, description="only this industry, by its name in the history or another of `[questions.also]`"
    )
    grade: Grade | None = Field(None, description="only this grade")
    order: Literal["score", "id"] = Field(
        "score",
        description="`id`: pages hold everybody once, however scores change meanwhile; by `score` who moves past the "
        "end of a page is missing or there twice",
    )
    limit: int = Field(50, ge=1, le=500, description="how many on a page")
    cursor: Annotated[str, StringConstraints(max_length=1_000)] | None = Field(
        None,
        description="`next_cursor` of the page before, of the same order; valid when scores change too",
    )


class ExportRequest(ListRequest):
    """Which part of the list, and as what."""

    format: Literal["json", "csv"] = Field("json", description="`csv` has a line a score, under the names of columns")


class SearchRequest(Body):
    """Whom to find by a part of an id or name."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)] = Field(
        description="a part of the id or of the name, in any case"
    )
    limit: int = Field(10, ge=1, le=50, description="how many at the most")


class ProfileRequest(Body):
    """What is wanted beside the score."""

    change: bool = Field(True, description="say what changed the score within a week; costs most of the answer's time")
    plans: bool = Field(True, description="make plans of outreach; with a language model that rewords, takes seconds")


class TimelineRequest(Body):
    """Which part of a timeline."""

    kind: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        None, description="only rows of this table (`signals`, `activities`, …), or of this kind as items tell it"
    )
    limit: int = Field(50, ge=1, le=200, description="how many on a page")
    cursor: Annotated[str, StringConstraints(max_length=2_000)] | None = Field(
        None, description="`next_cursor` of the page before; it stays valid when rows come in"
    )


class TodayRequest(Body):
    """Whose morning list."""

    rep: Id | None = Field(None, description="only what this rep looks after, by id")
    region: Annotated[str, StringConstraints(max_length=200)] | None = Field(None, description=_REGION)
    limit: int | None = Field(
        None,
        ge=1,
        le=500,
        description="how many accounts and how many signals; 20 if the settings do not say otherwise",
    )


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
