"""The thread that looks for crossings after each scoring, and goes on looking while the database is away."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from history.errors import UserError
from history.store import database
from serving.scores.opening import Live
from serving.webhooks.lookout import Lookout
from serving.webhooks.store import Webhooks
from serving.worker import Worker

# After a failure it is tried again so much later.
_BREATH = timedelta(seconds=2)
_LOG = logging.getLogger(__name__)


class Watcher(Worker):
    """A thread that looks for crossings. Use it as a context manager.

    `told` is called when something is to be sent. `clock` gives aware moments.
    """

    def __init__(self, url: str, told: Callable[[], None], clock: Callable[[], datetime]) -> None:
        super().__init__("webhook-watcher")
        self._engine = database.engine(url)
        self._lookout = Lookout(Webhooks(self._engine), clock)
        self._told = told
        self._given: Live | None = None
        self._next: Live | None = None

    def observe(self, live: Live) -> None:
        """Look at these scores, in place of others that are not yet looked at; costs nothing when they are the same."""
        if self._given is None or self._given.book is not live.book:
            with self._turn:
                self._given = self._next = live
                self._turn.notify()

    def _close(self) -> None:
        self._engine.dispose()

    def _run(self) -> None:
        is_failing = False
        while live := self._wait():
            try:
                if self._lookout.look(live):
                    self._told()
                is_failing = False
            except Exception as error:
                # What crosses meanwhile is seen afterwards; a database that is away is no news every two seconds.
                level = logging.DEBUG if is_failing else logging.ERROR
                _LOG.log(level, "crossings could not be looked for", exc_info=not isinstance(error, UserError))
                is_failing = True
                self._rest(live)

    def _wait(self) -> Live | None:
        with self._turn:
            goes_on = self._waited(lambda: self._next)
            live, self._next = self._next, None
            return live if goes_on else None

    def _rest(self, live: Live) -> None:
        with self._turn:
            self._waited(lambda: False, _BREATH)
            self._next = self._next or live
