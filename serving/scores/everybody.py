"""Everybody scored, beside the scoring of those whom events touch.

It brings rows that other processes stored, what a row changes for others (a region's load, base rates), and the trends
where the service started without them.
"""

from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from features.book import open_book
from features.census import Taken
from features.moments import cutoff_micros
from features.partition import Added
from history.errors import UserError
from history.store import database
from history.store.newer import Mark, marked, newer
from models.sandbox.sandbox import Sandbox
from serving.scores.live import moments
from serving.scores.memory import give_back
from serving.scores.merging import taken, updated
from serving.scores.opening import Live, opened_sandbox
from serving.scores.parts import PartScorer
from serving.scores.ranking import Ranking


class Everybody:
    """Scores everybody in a thread of its own, one time after the other; for one thread to look after.

    Each time the store is looked through first: its rows are to be taken into `live` before the scoring begins.
    It begins at `first` at the earliest. `rest` is the least time from one beginning to the next, and it rests at least
    as long as it worked.
    """

    def __init__(self, first: datetime, rest: timedelta, *, is_due: bool) -> None:
        self._pool = ThreadPoolExecutor(1, "scoring-all")
        self._reading: Future[tuple[list[Added], Mark]] | None = None
        self._scoring: Future[Live] | None = None
        self._began = self._next = first
        self._rest = rest
        self._touched: set[str] = set()
        self._stale = is_due

    def note(self, touched: Collection[str] = ()) -> None:
        """The scores of others are stale, because of rows that tell of those `touched`, or of something else."""
        self._stale = True
        self._touched.update(touched)

    def start(self, live: Live, now: datetime) -> None:
        """Begin with what the store holds beside `live`, if that is due and nothing is under way."""
        if self._stale and now >= self._next and not (self._reading or self._scoring):
            self._stale, self._began, self._next = False, now, now + self._rest
            self._reading = self._pool.submit(_brought, live)

    def brought(self) -> tuple[list[Added], Mark] | None:
        """Rows that were not in `live`, once, and how far the store was read; None while nothing is read."""
        if self._reading is None or not self._reading.done():
            return None
        found, self._reading = self._reading.result(), None
        return found

    def score(self, live: Live) -> None:
        """Score everybody on the rows of `live`."""
        self._stale, self._touched = False, set()
        others = live.census.taken(cutoff_micros(moments(live.newest)))
        self._scoring = self._pool.submit(_anew, live, others)

    def give_up(self) -> None:
        """Let what is under way go for nothing, after a failure."""
        self._stale, self._reading, self._scoring = True, None, None

    def done(self, live: Live, now: datetime) -> tuple[Live, set[str]] | None:
        """What takes the place of `live`, and who is to be scored once more; None while nothing is finished.

        Who was scored meanwhile keeps the newer score of `live`.
        """
        if self._scoring is None or not self._scoring.done():
            return None
        opened, self._scoring = self._scoring.result(), None
        self._next = max(self._next, now + (now - self._began))
        if opened.bundle is not live.bundle:
            self._stale = True
            return None
        return caught_up(opened, live, self._touched)

    def close(self) -> None:
        """Start no more, and wait for the one under way."""
        self._pool.shutdown(cancel_futures=True)


def caught_up(opened: Live, live: Live, touched: Collection[str]) -> tuple[Live, set[str]]:
    """`live` with the scores that were `opened` beside it, but for its newer ones; and who of those that were `touched`
    meanwhile has none."""
    is_newer = live.book.scored_at > opened.as_of.value // 1000
    fresh = taken(live.book, np.flatnonzero(is_newer))
    names = set(fresh.names)
    book = updated(opened.book, fresh, names) if names else opened.book
    anew = {name: getattr(opened, name) for name in ("as_of", "sandbox", "reason", "trends_known", "tombstones")}
    return replace(live, book=book, ranking=Ranking(book), **anew), set(touched) - names


def _brought(live: Live) -> tuple[list[Added], Mark]:
    """The rows that the store holds beside those of `live`, and how far it was read."""
    settings, engine = live.settings, database.engine(live.settings.database_url)
    as_of = None if settings.as_of is None else pd.Timestamp(settings.as_of).tz_convert("UTC")
    try:
        with database.explained(engine), database.reading(engine) as connection:
            mark = marked(connection)
            found = [live.rows.unknown({name: rows}) for name, rows in newer(connection, live.mark, as_of)]
    finally:
        engine.dispose()
    return [added for added in found if any(map(len, added.values()))], mark


def _anew(live: Live, others: Taken) -> Live:
    """`live` with everybody scored on its rows, and the sandbox opened on them."""
    as_of = live.newest
    sandbox, reason = _sandbox(live, as_of)
    give_back()
    book = PartScorer(live.rows, others, live.bundle, as_of).everybody()
    if book.ids.equals(live.book.ids):
        book = replace(book, directory=live.book.directory)
    return replace(live, as_of=as_of, book=book, sandbox=sandbox, reason=reason, trends_known=True)


def _sandbox(live: Live, as_of: pd.Timestamp) -> tuple[Sandbox | None, UserError | None]:
    """The sandbox on all rows, for which alone whole tables are put together: they are gone when this returns."""
    history = replace(live.rows).history
    book = open_book(history, live.bundle.spec, cutoff_micros([as_of]))
    give_back()
    return opened_sandbox(history, live.bundle, as_of, book)
