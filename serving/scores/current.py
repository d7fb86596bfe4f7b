"""What requests are answered from now."""

from dataclasses import dataclass
from datetime import datetime

from serving.scores.opening import Live


@dataclass(frozen=True)
class Refusal:
    """A promoted model that cannot serve, and why."""

    id: str
    promoted_at: datetime
    reason: str


@dataclass
class Current:
    """`live` is replaced as a whole; `refusal` is the promoted model that was refused, if the last one was."""

    live: Live
    refusal: Refusal | None = None
