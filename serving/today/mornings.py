"""The morning list of a running service: made when first asked for, and again when there is something new."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial

from starlette.concurrency import run_in_threadpool

from serving.scores.explaining import reasons
from serving.scores.opening import Live
from serving.today.today import Making, Morning


class Mornings:
    """Keeps the newest one. One is made at a time, off the event loop; whoever asks meanwhile waits for it.

    While events stream in it is made anew as often as everybody is scored (`Settings.rescore`); it says its own moment.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._made: tuple[Live, Morning, datetime] | None = None
        self._turn = asyncio.Lock()

    async def of(self, live: Live) -> Morning:
        """The morning list of `live`; that of a little earlier by the same model, if it was made just now."""
        async with self._turn:
            if self._made is None or not self._holds(live, *self._made):
                morning = await run_in_threadpool(_made, live)
                self._made = (live, morning, self._clock())
            return self._made[1]

    def _holds(self, live: Live, made_of: Live, _morning: Morning, made_at: datetime) -> bool:
        if live.bundle is not made_of.bundle or live.tombstones != made_of.tombstones:
            return False
        return live.book is made_of.book or self._clock() - made_at < live.settings.rescore


def _made(live: Live) -> Morning:
    making = Making(live.model, live.settings.today, partial(reasons, live))
    return Morning.open(live.history, live.bundle, live.book, making)
