"""Scores that follow the events: whom a row touches is scored anew at once, everybody on a schedule.

The same thread takes up a newly promoted model, and lets go of companies that were forgotten. Requests read
`Current.live`, which is replaced as a whole.
"""

import logging
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from features.partition import Added, touched
from history.forgetting.frames import spared_rows
from history.store.newer import Mark
from serving.backlog import Backlog
from serving.scores.current import Current
from serving.scores.everybody import Everybody
from serving.scores.forgotten import Watch, released
from serving.scores.growth import Growth
from serving.scores.live import ScoreBook
from serving.scores.memory import give_back
from serving.scores.merging import updated
from serving.scores.opening import Live
from serving.scores.parts import PartScorer
from serving.scores.ranking import Ranking
from serving.scores.taking_up import promoted_anew, take_up
from serving.scores.waiting import Waiting, together
from serving.settings import Settings
from serving.worker import Worker

# At once are scored so many, those with the highest scores first: few enough that they do not wait for the others.
AT_ONCE = 500
WATCH = timedelta(seconds=1)
_LOG = logging.getLogger("leadcast.rescoring")


def _clock() -> datetime:
    return datetime.now(UTC)


class Rescorer(Worker):
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
        super().__init__("rescoring")
        self._current, self._settings, self._clock = current, settings, clock
        self._observe = observe
        self._waiting = Waiting(self._turn, clock)
        first = clock() + settings.rescore if current.live.trends_known else clock()
        self._everybody = Everybody(first, settings.rescore, is_due=not current.live.trends_known)
        self._forgotten = Watch(settings.database_url)
        self._growth = Growth(settings.database_url)
        # What others stored is read from the store, perhaps with rows of ours that are on their way here.
        self._repeats = False
        self._has_waste = False

    def add(self, added: Added) -> None:
        """Hand over rows that have just been stored."""
        if self._settings.as_of is None:
            self._waiting.hand_over(added)

    def backlog(self) -> Backlog:
        """How many accounts (or leads) wait to be scored, rows not yet looked at counted each."""
        return self._waiting.backlog()

    def full(self) -> bool:
        """Whether so many wait that no more should come."""
        return len(self._waiting) > self._settings.most_waiting_accounts

    def _close(self) -> None:
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
            return self._waited(lambda: len(self._waiting), WATCH)

    def _absorb(self) -> None:
        """Let the history grow by what was handed over, and note whom it touches."""
        parts, since = self._waiting.taken()
        if parts:
            rows = together(parts)
            ids = self._grow(self._current.live.rows.unknown(rows) if self._repeats else rows)
            self._everybody.note(ids)
            self._waiting.let_wait(ids, since)
        self._waiting.looked_at()

    def _grow(self, rows: Added) -> set[str]:
        """Take rows into the history and into the counts of everybody; gives back whom they touch."""
        tombstones, live = self._forgotten.tombstones, self._current.live
        added = {name: spared_rows(name, some, tombstones) for name, some in rows.items()}
        grown = live.rows.grown(added)
        live.census.grow(live.rows, grown, added)
        self._current.live = replace(live, rows=grown)
        return touched(grown, added, live.book.entity)

    def _score_some(self) -> None:
        due = self._waiting.due
        if not due:
            return
        live = self._current.live
        ids = highest_first(live.book, due)[:AT_ONCE]
        book = updated(live.book, scored_now(live, ids), ids)
        self._current.live = replace(live, book=book, ranking=Ranking(book))
        self._waiting.scored(ids)

    def _watch(self) -> None:
        if self._has_waste:
            give_back()
            self._has_waste = False
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
        now = self._clock()
        if read := self._everybody.brought():
            self._bring(*read)
            self._everybody.score(self._current.live)
        elif finished := self._everybody.done(self._current.live, now):
            taken, ids = finished
            is_known = taken.tombstones == self._current.live.tombstones
            self._current.live = taken if is_known else released(taken, self._forgotten.tombstones)
            self._waiting.let_wait(ids)
            # What was replaced is still looked at by others for a moment.
            self._has_waste = True
            _LOG.debug("everybody is scored anew")
        else:
            self._everybody.start(self._current.live, now)

    def _bring(self, parts: list[Added], mark: Mark) -> None:
        """Take in what others stored; whom it touches is scored with everybody."""
        live = self._current.live
        found = {name: rows for name, rows in live.rows.unknown(together(parts)).items() if len(rows)}
        if found:
            self._grow(found)
        self._repeats = bool(found)
        self._current.live = replace(self._current.live, mark=mark)


def scored_now(live: Live, ids: Collection[str]) -> ScoreBook:
    """The scores of `ids` as of the newest row."""
    return PartScorer(live.rows, live.census, live.bundle, live.newest).book(ids)


def highest_first(book: ScoreBook, ids: list[str]) -> list[str]:
    """Ids in falling order of the scores there are, those without one first: nobody knows yet how much they matter."""
    places = book.places(ids)
    score = np.where(places < 0, np.inf, np.append(book.scores.probability, 0.0)[places])
    return [ids[place] for place in np.argsort(-score, kind="stable")]
