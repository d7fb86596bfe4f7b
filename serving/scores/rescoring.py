"""Scores that follow the events: whom a row touches is scored anew at once, everybody on a schedule.

The same thread takes up a newly promoted model, and lets go of companies that were forgotten. Requests read
`Current.live`, which is replaced as a whole.
"""

import logging
import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Self

import numpy as np

from features.book import open_book
from features.build import Opened
from features.moments import cutoff_micros
from features.partition import Added, partition, touched
from history.forgetting.frames import spared_rows
from serving.backlog import Backlog
from serving.scores.current import Current
from serving.scores.everybody import Everybody, together
from serving.scores.forgotten import Watch, released
from serving.scores.growth import Growth
from serving.scores.live import ScoreBook, moments
from serving.scores.merging import updated
from serving.scores.opening import Live
from serving.scores.ranking import Ranking
from serving.scores.taking_up import promoted_anew, take_up
from serving.settings import Settings

# At once are scored so many, those with the highest scores first: few enough that they do not wait for the others.
AT_ONCE = 500
WATCH = timedelta(seconds=1)
_LOG = logging.getLogger(__name__)


def _clock() -> datetime:
    return datetime.now(UTC)


class Rescorer:
    """The thread that scores. Use it as a context manager.

    `observe` is told, on its thread, what is answered from now: at the start and after each scoring.

    A service that is pinned to a moment (`Settings.as_of`) is not scored anew; it takes up models all the same.
    """

    def __init__(
        self,
        current: Current,
        settings: Settings,
        observe: Callable[[Live], None],
        clock: Callable[[], datetime] = _clock,
    ) -> None:
        self._current, self._settings, self._clock = current, settings, clock
        self._observe = observe
        self._added: list[Added] = []
        self._due: dict[str, datetime] = {}
        self._everybody = Everybody(clock())
        self._forgotten = Watch(settings.database_url)
        self._growth = Growth(settings.database_url)
        self._since: datetime | None = None
        self._looked_at: tuple[int, datetime | None] = (0, None)
        self._turn = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="rescoring", daemon=True)

    def add(self, added: Added) -> None:
        """Hand over rows that have just been stored."""
        if self._settings.as_of is not None:
            return
        with self._turn:
            self._added.append(added)
            self._since = self._since or self._clock()
            self._turn.notify()

    def backlog(self) -> Backlog:
        """How many accounts (or leads) wait to be scored, rows not yet looked at counted each."""
        with self._turn:
            size, looked_since = self._looked_at
            size += len(self._due) + sum(_size(added) for added in self._added)
            since = (*self._due.values(), looked_since, self._since)
            return Backlog(size, min((each for each in since if each), default=None))

    def full(self) -> bool:
        """Whether so many wait that no more should come."""
        return len(self._due) + len(self._added) > self._settings.most_waiting_accounts

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        with self._turn:
            self._stopping = True
            self._turn.notify()
        self._thread.join()
        self._everybody.close()
        self._forgotten.close()
        self._growth.close()

    def _run(self) -> None:
        watched = self._clock()
        self._observe(self._current.live)
        while self._wait():
            try:
                self._absorb()
                self._score_some()
                if self._clock() - watched >= WATCH:
                    self._watch()
                    watched = self._clock()
                self._observe(self._current.live)
            except Exception:
                # The scores there are stay, with their own `as_of`; the scoring of everybody starts from the store.
                self._everybody.give_up()
                _LOG.exception("scores could not be brought up to date")

    def _wait(self) -> bool:
        with self._turn:
            self._turn.wait_for(
                lambda: self._added or self._due or self._stopping, timeout=WATCH / timedelta(seconds=1)
            )
            return not self._stopping

    def _absorb(self) -> None:
        """Let the history grow by what was added, and note whom it touches."""
        with self._turn:
            waiting, self._added = self._added, []
            since, self._since = self._since, None
            self._looked_at = (sum(_size(each) for each in waiting), since)
        if waiting:
            tombstones = self._forgotten.tombstones
            added = {name: spared_rows(name, rows, tombstones) for name, rows in together(waiting).items()}
            live = self._current.live
            rows = live.rows.grown(added)
            ids = touched(rows, added, live.book.entity)
            live.census.grow(live.rows, rows, added)
            self._current.live = replace(live, rows=rows)
            self._everybody.note(added)
            self._let_wait(ids, since)
        with self._turn:
            self._looked_at = (0, None)

    def _let_wait(self, ids: Collection[str], since: datetime | None = None) -> None:
        with self._turn:
            self._due = dict.fromkeys(ids, since or self._clock()) | self._due

    def _score_some(self) -> None:
        if not self._due:
            return
        live = self._current.live
        ids = highest_first(live.book, list(self._due))[:AT_ONCE]
        book = updated(live.book, scored_now(live, ids), ids)
        self._current.live = replace(live, book=book, ranking=Ranking(book))
        with self._turn:
            for name in ids:
                del self._due[name]

    def _watch(self) -> None:
        self._let_go()
        if champion := promoted_anew(self._current):
            take_up(self._current, champion, self._clock())
        # A service that is pinned to a moment shows nothing that came later.
        if self._settings.as_of is None and self._growth.look(self._current.live.history):
            self._everybody.note()
        self._score_all()

    def _let_go(self) -> None:
        """Drop whoever was forgotten since the last look; what their rows told of others waits for all to be scored."""
        if not self._forgotten.look():
            return
        live = self._current.live
        self._current.live = released(live, self._forgotten.tombstones)
        if self._current.live.rows is not live.rows:
            self._everybody.note()

    def _score_all(self) -> None:
        live, now = self._current.live, self._clock()
        if finished := self._everybody.done(live, set(self._due)):
            taken, ids = finished
            is_known = taken.tombstones == live.tombstones
            self._current.live = taken if is_known else released(taken, self._forgotten.tombstones)
            self._let_wait(ids)
        elif self._everybody.is_due and now - self._everybody.started_at >= self._settings.rescore:
            self._everybody.start(live, now)


def scored_now(live: Live, ids: Collection[str]) -> ScoreBook:
    """The scores of `ids` as of the newest row, as a scoring of everybody would have them, from what is near them."""
    last = live.rows.last_recorded
    as_of = live.book.as_of if last is None else max(last, live.book.as_of)
    near = partition(live.rows, ids, live.book.entity)
    book = open_book(near, live.bundle.spec, cutoff_micros(moments(as_of)), live.census)
    return ScoreBook.of(near, live.bundle, Opened.of(book, live.bundle.rows, ids))


def highest_first(book: ScoreBook, ids: list[str]) -> list[str]:
    """Ids in falling order of the scores there are, those without one first: nobody knows yet how much they matter."""
    places = book.places(ids)
    score = np.where(places < 0, np.inf, np.append(book.scores.probability, 0.0)[places])
    return [ids[place] for place in np.argsort(-score, kind="stable")]


def _size(added: Added) -> int:
    return sum(len(rows) for rows in added.values())
