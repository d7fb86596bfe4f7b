"""What callers may ask of webhooks, what they are answered, and what subscribers are sent."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from serving.schemas.saved import Lines
from serving.webhooks.states import DeliveryState, Direction, EventType

LONGEST_URL = 2_000


def _web(text: str) -> str:
    if any(each <= " " or each == "\\" for each in text):
        raise PydanticCustomError("no_url", "A url has no spaces, control characters or backslashes.")
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise PydanticCustomError("no_url", "This is no url.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise PydanticCustomError("no_url", "Give an http or https url with a host, and without a user.")
    return text


Url = Annotated[str, StringConstraints(min_length=8, max_length=LONGEST_URL), AfterValidator(_web)]
Region = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class WebhookRequest(BaseModel):
    """Whom to tell of which crossings. A score is above from `threshold` on, until it falls below `release`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Url = Field(description="where events are posted to; http or https")
    threshold: float = Field(
        strict=True, gt=0, le=1, allow_inf_nan=False, description="a score rises when it reaches this"
    )
    release: float = Field(
        strict=True,
        ge=0,
        lt=1,
        allow_inf_nan=False,
        description="it falls when it goes below this; lower than `threshold`",
    )
    direction: Direction = Field("both", description="tell of scores that rise, that fall, or of both")
    regions: list[Region] = Field([], max_length=1_000, description="only accounts or leads of these; empty: all")
    description: Lines = Field("", description="for whom it is, for those who look after it")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.release >= self.threshold:
            raise PydanticCustomError("release_too_high", "The release must be lower than the threshold.")
        return self


class DeliveryListRequest(BaseModel):
    """Which of the deliveries."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: DeliveryState | None = Field(None, description="only those; `dead` are those given up")
    limit: int = Field(50, ge=1, le=200, description="how many on a page")
    cursor: Annotated[str, StringConstraints(max_length=100)] | None = Field(
        None, description="`next_cursor` of the page before"
    )


class WebhookOut(BaseModel):
    """A webhook; its secret is shown by the call that made it, and never again."""

    id: str
    url: str
    threshold: float
    release: float
    direction: Direction
    regions: list[str]
    description: str
    created_at: datetime
    disabled_at: datetime | None = Field(description="when its receiver answered 410 Gone; nothing is sent any more")


class WebhookMade(WebhookOut):
    """A new webhook, with the secret that its events are signed by."""

    secret: str = Field(description="shown this once; give it to the receiver, which checks signatures by it")


class WebhookRotated(WebhookMade):
    """A webhook with its new secret."""

    former_until: datetime = Field(description="until then events are signed by the former secret as well")


class WebhooksAnswer(BaseModel):
    """All webhooks, the oldest first."""

    webhooks: list[WebhookOut]


class DeliveryOut(BaseModel):
    """An event on its way to a webhook."""

    id: str = Field(description="the `webhook-id` that it is sent with")
    type: EventType
    state: DeliveryState
    attempts: int
    created_at: datetime
    due_at: datetime | None = Field(description="when it is sent again at the latest; null once it is sent or dead")
    ended_at: datetime | None
    outcome: str | None = Field(description="of the last attempt: a status, as `HTTP 500`, or the kind of failure")
    event: dict[str, Any] = Field(description="what is sent")


class DeliveriesAnswer(BaseModel):
    """One page of the deliveries, the newest first."""

    deliveries: list[DeliveryOut]
    next_cursor: str | None = Field(description="pass it as `cursor` for the next page; null on the last one")


class CrossingData(BaseModel):
    """A score that crossed."""

    entity: Literal["account", "lead"]
    id: str
    name: str | None
    region: str | None
    probability: float
    before: float | None = Field(description="the score before; null for a new one, or where the service just started")
    grade: Literal["A", "B", "C", "D"]
    threshold: float = Field(description="what it crossed: the threshold of a rise, the release of a fall")
    as_of: datetime
    model: str


class CrossingEvent(BaseModel):
    """The body of an event."""

    type: Literal["score.rose", "score.fell"]
    timestamp: datetime = Field(description="when the crossing was seen")
    data: CrossingData


class TrialData(BaseModel):
    """Which webhook is tried."""

    webhook: str
    description: str


class TrialEvent(BaseModel):
    """The body of an event that says nothing but that it arrives."""

    type: Literal["webhook.test"]
    timestamp: datetime
    data: TrialData


WEBHOOK_FIELDS = frozenset(WebhookRequest.model_fields) | frozenset(DeliveryListRequest.model_fields)
