"""Whether the service can answer: the model is loaded, its scores are numbers, and the history can be reached."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from time import monotonic
from urllib.parse import quote

import numpy as np
import psycopg
import sqlalchemy as sa

from serving.schemas.problem import Fault
from serving.scores.opening import Live

log = logging.getLogger("leadcast.readiness")

QUERY = "SELECT 1 FROM accounts LIMIT 1"
# Seconds that the database may take; a probe that gets no answer at all is given up a second later.
PATIENCE = 2
# Seconds for which an answer holds, so that asking often costs the database nothing.
HOLDS = 1.0


def reach(url: str) -> None:
    """Ask the history's database for a row, over a connection of its own; nothing is created.

    Raises:
        sqlite3.Error: the file is gone, locked, or no store of ours.
        psycopg.Error: the server is gone, too slow, or holds no store of ours.
    """
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite":
        connection = sqlite3.connect(f"file:{quote(address.database or '')}?mode=ro", uri=True, timeout=PATIENCE)
        try:
            connection.execute(QUERY).fetchone()
        finally:
            connection.close()
        return
    place = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(
        place, autocommit=True, connect_timeout=PATIENCE, tcp_user_timeout=1_000 * PATIENCE
    ) as session:
        session.execute("SELECT set_config('statement_timeout', %s, false)", [str(1_000 * PATIENCE)])
        session.execute(QUERY)


class Database:
    """Whether the history's database can be reached. Callers share one probe at a time, and its answer for `holds`
    seconds; a probe is given up after `patience` seconds."""

    def __init__(
        self, url: str, probe: Callable[[str], None] = reach, patience: float = PATIENCE + 1, holds: float = HOLDS
    ) -> None:
        self._url = url
        self._reach = probe
        self._patience, self._holds = patience, holds
        self._running: asyncio.Task[None] | None = None
        self._is_there = True
        self._known_until = 0.0

    async def is_there(self) -> bool:
        """True if it answered in time. Raises nothing; why it did not answer is in the log, once."""
        if monotonic() < self._known_until:
            return self._is_there
        # One that hangs is waited for, not joined by another: else each caller would take a thread for good.
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(asyncio.to_thread(self._reach, self._url))
            # Its error is seen even if nobody asks again.
            self._running.add_done_callback(lambda task: task.cancelled() or task.exception())
        done, _ = await asyncio.wait({self._running}, timeout=self._patience)
        error = self._running.exception() if done else TimeoutError("no answer in time")
        self._note(error)
        return error is None

    def _note(self, error: BaseException | None) -> None:
        if error is not None and self._is_there:
            # Of what the driver says only the kind: the rest may hold the address and the user.
            log.warning("The history database cannot be reached: %s.", type(error).__name__)
        elif error is None and not self._is_there:
            log.warning("The history database can be reached again.")
        self._is_there = error is None
        self._known_until = monotonic() + self._holds


async def missing(live: Live, database: Database) -> list[Fault]:
    """What is missing for the service to answer; empty where nothing is."""
    scores = live.book.scores
    faults = []
    if not all(np.isfinite(each).all() for each in (scores.probability, scores.low, scores.high)):
        faults.append(Fault(code="scores_not_finite", detail="Some scores are no numbers."))
    if not await database.is_there():
        faults.append(Fault(code="database_unreachable", detail="The history database cannot be reached."))
    return faults
