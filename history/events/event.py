"""An event as it comes in, and what becomes of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Status = Literal["accepted", "duplicate", "rejected"]


@dataclass(frozen=True)
class Event:
    """A row of `table` as JSON gave it; `fault` says why it can be none, and then `table` and `row` may be empty.

    `source` and `id` together name the event for good. `received_at` (aware) is unlike that of any other event.
    """

    source: str
    id: str
    type: str
    table: str
    row: Mapping[str, Any]
    raw: str
    received_at: datetime
    fault: str = ""

    @property
    def digest(self) -> str:
        """What the event is remembered by."""
        return digest_of(self.source, self.id)


@dataclass(frozen=True)
class Outcome:
    """What became of one event; `errors` say why it was rejected, without repeating what it holds."""

    status: Status
    errors: tuple[str, ...] = ()


def digest_of(*texts: str) -> str:
    """The same for the same texts alone: where one ends and the next begins counts."""
    return hashlib.sha256("\0".join(f"{len(text)}:{text}" for text in texts).encode()).hexdigest()[:32]
