"""What waits to be scored: rows that have just been stored, then whom they touch."""

import threading
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

import pandas as pd

from features.partition import Added
from serving.backlog import Backlog


class Waiting:
    """Rows that were handed over, and accounts or leads that are due, each since when. `turn` guards it, and is told.

    The rows that were `taken` last count as waiting until `looked_at`. `clock` gives aware moments.
    """

    def __init__(self, turn: threading.Condition, clock: Callable[[], datetime]) -> None:
        self._turn, self._clock = turn, clock
        self._added: list[Added] = []
        self._since: datetime | None = None
        self._taken: tuple[int, datetime | None] = (0, None)
        self._due: dict[str, datetime] = {}

    def __len__(self) -> int:
        """Batches of rows, and ids that are due."""
        return len(self._due) + len(self._added)

    def hand_over(self, added: Added) -> None:
        """These rows have been stored."""
        with self._turn:
            self._added.append(added)
            self._since = self._since or self._clock()
            self._turn.notify()

    def taken(self) -> tuple[list[Added], datetime | None]:
        """All rows that were handed over, once, and since when the first of them waited."""
        with self._turn:
            waiting, since = self._added, self._since
            self._added, self._since = [], None
            self._taken = (sum(map(_size, waiting)), since)
            return waiting, since

    def looked_at(self) -> None:
        """Whom the rows touch that were taken is due by now."""
        with self._turn:
            self._taken = (0, None)

    def let_wait(self, ids: Collection[str], since: datetime | None = None) -> None:
        """These are due; who was before stays so since then."""
        with self._turn:
            self._due = dict.fromkeys(ids, since or self._clock()) | self._due

    @property
    def due(self) -> list[str]:
        """Who is to be scored."""
        return list(self._due)

    def scored(self, ids: Collection[str]) -> None:
        """These are no longer due."""
        with self._turn:
            for name in ids:
                del self._due[name]

    def backlog(self) -> Backlog:
        """How many accounts (or leads) wait to be scored, rows not yet looked at counted each."""
        with self._turn:
            size, taken_since = self._taken
            size += len(self._due) + sum(map(_size, self._added))
            since = (*self._due.values(), taken_since, self._since)
            return Backlog(size, min((each for each in since if each), default=None))


def together(parts: Sequence[Added]) -> dict[str, pd.DataFrame]:
    """The rows of all parts, by table."""
    names = sorted({name for part in parts for name in part})
    return {name: pd.concat([part[name] for part in parts if name in part], ignore_index=True) for name in names}


def _size(added: Added) -> int:
    return sum(len(rows) for rows in added.values())
