"""What waits: events to be stored, or accounts and leads to be scored."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Backlog:
    """How many wait, and since when (aware) the longest has; None where none waits."""

    size: int
    since: datetime | None
