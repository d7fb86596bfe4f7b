"""The webhooks, the sides that scores stand on, and what is to be sent; revisions 0008 and 0010 create their tables."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from history.store.schema import UtcTime
from serving.webhooks.states import Crossing, DeliveryState, Direction, EventType

METADATA = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})

WEBHOOKS = sa.Table(
    "webhooks",
    METADATA,
    sa.Column("webhook_id", sa.Text(), primary_key=True),
    sa.Column("url", sa.Text(), nullable=False),
    sa.Column("secret", sa.Text(), nullable=False),
    sa.Column("threshold", sa.Double(), nullable=False),
    sa.Column("release", sa.Double(), nullable=False),
    sa.Column("direction", sa.Text(), nullable=False),
    sa.Column("regions", sa.Text(), nullable=False),
    sa.Column("description", sa.Text(), nullable=False),
    sa.Column("created_at", UtcTime(), nullable=False),
    sa.Column("entity", sa.Text(), nullable=False),
    sa.Column("promoted_at", UtcTime(), nullable=False),
    sa.Column("as_of", UtcTime(), nullable=False),
    sa.Column("disabled_at", UtcTime()),
    sa.Column("former_secret", sa.Text()),
    sa.Column("former_until", UtcTime()),
)
SIDES = sa.Table(
    "webhook_sides",
    METADATA,
    sa.Column("webhook_id", sa.Text(), primary_key=True),
    sa.Column("entity", sa.Text(), primary_key=True),
    sa.Column("entity_id", sa.Text(), primary_key=True),
    sa.Column("is_above", sa.Boolean(), nullable=False),
    sa.Column("promoted_at", UtcTime(), nullable=False),
    sa.Column("as_of", UtcTime(), nullable=False),
)
DELIVERIES = sa.Table(
    "webhook_deliveries",
    METADATA,
    sa.Column("delivery_id", sa.Text(), primary_key=True),
    sa.Column("webhook_id", sa.Text(), nullable=False),
    sa.Column("type", sa.Text(), nullable=False),
    sa.Column("body", sa.Text(), nullable=False),
    sa.Column("created_at", UtcTime(), nullable=False),
    sa.Column("state", sa.Text(), nullable=False),
    sa.Column("attempts", sa.Integer(), nullable=False),
    sa.Column("due_at", UtcTime(), nullable=False),
    sa.Column("ended_at", UtcTime()),
    sa.Column("outcome", sa.Text()),
    sa.Index("ix_webhook_deliveries_due", "state", "due_at"),
    sa.Index("ix_webhook_deliveries_of", "webhook_id", "created_at", "delivery_id"),
)

_WEBHOOK_ID = re.compile(r"wh_[0-9a-f]{16}", re.ASCII)
_DELIVERY_ID = re.compile(r"msg_[0-9a-f]{24}", re.ASCII)
_CURSOR = re.compile(r"(\d{1,16})-(msg_[0-9a-f]{24})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Webhook:
    """Who is told of which crossings; all times are aware UTC.

    A score is above from `threshold` on, until it falls below `release`. `regions` empty stands for all. `entity`,
    `promoted_at` (of the model) and `as_of` say of which scores the sides were noted when the webhook was made.
    `disabled_at` is when its receiver said that it is gone. Before `former_until` events are signed by
    `former_secret` as well.
    """

    url: str
    secret: str = field(repr=False)
    threshold: float
    release: float
    direction: Direction
    regions: tuple[str, ...]
    description: str
    created_at: datetime
    entity: str
    promoted_at: datetime
    as_of: datetime
    disabled_at: datetime | None = None
    former_secret: str | None = field(default=None, repr=False)
    former_until: datetime | None = None
    webhook_id: str = field(default_factory=lambda: f"wh_{secrets.token_hex(8)}")

    def secrets_at(self, now: datetime) -> tuple[str, ...]:
        """By which an event that is sent at `now` is signed, the present one first."""
        if self.former_secret is None or self.former_until is None or now >= self.former_until:
            return (self.secret,)
        return self.secret, self.former_secret

    def wants(self, crossing: Crossing) -> bool:
        """Whether the subscriber is told of crossings of this kind."""
        return self.direction == "both" or (crossing == "score.rose") == (self.direction == "rises")


@dataclass(frozen=True)
class Delivery:
    """One event for one webhook: `body` is what is sent, to the byte; `delivery_id` goes along as `webhook-id`.

    It is sent from `due_at` on; while it is being sent, that is when it is taken for lost. `outcome` is what became of
    the last attempt, as `HTTP 500`. All times are aware UTC.
    """

    webhook_id: str
    type: EventType
    body: str
    created_at: datetime
    due_at: datetime
    state: DeliveryState = "pending"
    attempts: int = 0
    ended_at: datetime | None = None
    outcome: str | None = None
    delivery_id: str = field(default_factory=lambda: f"msg_{secrets.token_hex(12)}")

    @property
    def cursor(self) -> str:
        """What the list goes on after."""
        return f"{(self.created_at - _EPOCH) // _MICROSECOND}-{self.delivery_id}"


def read_cursor(cursor: str) -> tuple[datetime, str]:
    """The time and the id that a cursor of a list of deliveries stands for.

    Raises:
        ValueError: this is no cursor of ours.
    """
    found = _CURSOR.fullmatch(cursor)
    if not found:
        raise ValueError("no cursor")
    return _EPOCH + int(found[1]) * _MICROSECOND, found[2]


def is_webhook_id(text: str) -> bool:
    """Whether a webhook can have this id; PostgreSQL takes no NUL in a text."""
    return bool(_WEBHOOK_ID.fullmatch(text))


def is_delivery_id(text: str) -> bool:
    """Whether a delivery can have this id."""
    return bool(_DELIVERY_ID.fullmatch(text))
