"""One writer for all requests that bring events: what waits goes into the store together, then all are answered."""

import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import pandas as pd

from history.errors import UserError
from history.events.event import Outcome
from history.events.intake import Intake
from serving.backlog import Backlog
from serving.events.envelope import to_event
from serving.worker import Worker

# One transaction takes about this many; a request is never divided.
MOST_TOGETHER = 2_000
# Seconds to wait where it is not the store that is behind.
_BREATH = 2
_MICROSECOND = timedelta(microseconds=1)
_LOG = logging.getLogger(__name__)

Added = Callable[[Mapping[str, pd.DataFrame]], None]


class Overloaded(Exception):
    """More events wait than may; `retry_after` says in how many seconds to come again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("too many events wait")
        self.retry_after = retry_after


@dataclass(frozen=True)
class _Waiting:
    parts: Sequence[Any]
    received_at: datetime
    answer: "Future[list[Outcome]]"


@dataclass(frozen=True)
class Gathering:
    """Who was answered together comes again together: for them the next transaction waits a `share` of the time that
    the last one took, `most` at the most. Much of what it costs it costs for one event as for a hundred."""

    share: float = 0.25
    most: timedelta = timedelta(milliseconds=50)


class Writer(Worker):
    """A thread that takes events into the store, all that wait in one transaction. Use it as a context manager.

    `added` is told the rows of every transaction once it is committed, on that thread. More than `most` events never
    wait, and none is let in while `full` says that what follows cannot keep up.
    """

    def __init__(
        self, intake: Intake, added: Added, full: Callable[[], bool], most: int, gathering: Gathering | None = None
    ) -> None:
        super().__init__("intake")
        self._gather = gathering or Gathering()
        self._intake, self._added, self._full, self._most = intake, added, full, most
        self._waiting: deque[_Waiting] = deque()
        self._count = 0
        self._expected, self._gathering = 0, timedelta(0)
        self._last: datetime | None = None

    def submit(self, parts: Sequence[Any], received_at: datetime) -> "Future[list[Outcome]]":
        """Let events wait for their turn. The outcomes are there once they are committed.

        The future raises UserError where the database is gone, locked, or full: then nothing was taken.

        Raises:
            Overloaded: too many wait already.
        """
        waiting = _Waiting(parts, received_at, Future())
        if self._full():
            raise Overloaded(_BREATH)
        with self._turn:
            if self._stopping or (self._count and self._count + len(parts) > self._most):
                raise Overloaded(1 + self._count // MOST_TOGETHER)
            self._waiting.append(waiting)
            self._count += len(parts)
            self._turn.notify()
        return waiting.answer

    def backlog(self) -> Backlog:
        """What waits now, that under way included."""
        with self._turn:
            return Backlog(self._count, self._waiting[0].received_at if self._waiting else None)

    def _close(self) -> None:
        self._intake.close()

    def _run(self) -> None:
        while group := self._next():
            start = monotonic()
            # A caller that went away cannot take its answer back any more; one that is gone already gets none.
            wanted = [waiting for waiting in group if waiting.answer.set_running_or_notify_cancel()]
            try:
                self._take(wanted)
            except Exception as error:
                self._one_by_one(wanted, error)
            with self._turn:
                self._expected = len(self._waiting)
                for _ in group:
                    self._count -= len(self._waiting.popleft().parts)
            self._gathering = min(self._gather.share * timedelta(seconds=monotonic() - start), self._gather.most)

    def _next(self) -> list[_Waiting]:
        """The requests whose turn it is; they stay in the queue. None when all is done and the server stops."""
        with self._turn:
            self._waited(lambda: self._waiting)
            self._waited(lambda: len(self._waiting) >= self._expected, self._gathering)
            group: list[_Waiting] = []
            size = 0
            for waiting in self._waiting:
                size += len(waiting.parts)
                if group and size > MOST_TOGETHER:
                    break
                group.append(waiting)
            return group

    def _one_by_one(self, group: list[_Waiting], error: Exception) -> None:
        """After a failure: each request by itself, so that one that cannot be stored fails alone."""
        if isinstance(error, UserError) or len(group) == 1:
            for waiting in group:
                waiting.answer.set_exception(error)
            return
        for waiting in group:
            try:
                self._take([waiting])
            except Exception as alone:
                waiting.answer.set_exception(alone)

    def _take(self, group: list[_Waiting]) -> None:
        events = [to_event(part, self._moment(waiting.received_at)) for waiting in group for part in waiting.parts]
        taken = self._intake.take(events)
        outcomes = iter(taken.outcomes)
        for waiting in group:
            waiting.answer.set_result([next(outcomes) for _ in waiting.parts])
        if taken.added:
            self._tell(taken.added)

    def _tell(self, added: Mapping[str, pd.DataFrame]) -> None:
        try:
            self._added(added)
        except Exception:
            # The rows are stored and answered for; the next full scoring reads them from the store.
            _LOG.exception("events are stored, yet could not be handed on to be scored")

    def _moment(self, received_at: datetime) -> datetime:
        """A moment of its own for each event, so that versions that come together all hold."""
        after = received_at if self._last is None else max(received_at, self._last + _MICROSECOND)
        self._last = after
        return after
