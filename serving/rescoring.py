"""Scores that follow the events: whom a row touches is scored anew at once, everybody on a schedule.

The same thread takes up a newly promoted model, and lets go of companies that were forgotten. Requests read
`Current.live`, which is replaced as a whole.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

import numpy as np
import pandas as pd

from history.errors import UserError
from history.forgetting.frames import spared_rows
from models.artifact import load
from models.champion import Champion, read_champion
from models.regraded import regraded
from serving.forgotten import Watch, released
from serving.growth import Growth
from serving.intake import Backlog
from serving.live import ScoreBook
from serving.opening import Live, open_on, read_stored
from serving.ranking import Ranking
from serving.rescoring_history import Added, grown, pared, touched
from serving.settings import Settings

# At once are scored so many, those with the highest scores first: opening the history's book costs more than they do.
AT_ONCE = 2_000
WATCH = timedelta(seconds=1)
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Refusal:
    """A promoted model that cannot serve, and why."""

    id: str
    promoted_at: datetime
    reason: str


@dataclass
class Current:
    """What requests are answered from now, and the promoted model that was refused, if the last one was."""

    live: Live
    refusal: Refusal | None = None


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
        self._stale = False
        self._meanwhile: list[Added] = []
        self._everybody: Future[Live] | None = None
        self._pool = ThreadPoolExecutor(1, "scoring-all")
        self._forgotten = Watch(settings.database_url)
        self._growth = Growth(settings.database_url, current.live.history)
        self._scored_all_at = clock()
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
        """How many accounts (or leads) wait to be scored, rows not yet looked at counted each; `events` says so."""
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
        self._pool.shutdown(cancel_futures=True)
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
                    self._let_go()
                    self._watch()
                    # A service that is pinned to a moment shows nothing that came later.
                    self._stale |= self._settings.as_of is None and self._growth.look()
                    self._score_all()
                    watched = self._clock()
                self._observe(self._current.live)
            except Exception:
                # The scores there are stay, with their own `as_of`; the scoring of everybody starts from the store.
                self._stale, self._everybody = True, None
                _LOG.exception("scores could not be brought up to date")

    def _wait(self) -> bool:
        with self._turn:
            self._turn.wait_for(
                lambda: self._added or self._due or self._stopping, timeout=WATCH / timedelta(seconds=1)
            )
            return not self._stopping

    def _let_go(self) -> None:
        """Drop whoever was forgotten since the last look; what their rows told of others waits for all to be scored."""
        if not self._forgotten.look():
            return
        live = self._current.live
        self._current.live = released(live, self._forgotten.tombstones)
        self._stale |= self._current.live.history is not live.history

    def _absorb(self) -> None:
        """Let the history grow by what was added, and note whom it touches."""
        with self._turn:
            waiting, self._added = self._added, []
            since, self._since = self._since, None
            self._looked_at = (sum(_size(each) for each in waiting), since)
        if waiting:
            names = sorted({name for added in waiting for name in added})
            together = {name: pd.concat([each[name] for each in waiting if name in each]) for name in names}
            added = {name: spared_rows(name, rows, self._forgotten.tombstones) for name, rows in together.items()}
            live = self._current.live
            history = grown(live.history, added)
            ids = touched(history, added, live.book.entity)
            self._current.live = replace(live, history=history)
            if self._everybody is not None:
                self._meanwhile.append(added)
            self._stale = True
            with self._turn:
                self._due = dict.fromkeys(ids, since or self._clock()) | self._due
        with self._turn:
            self._looked_at = (0, None)

    def _score_some(self) -> None:
        if not self._due:
            return
        live = self._current.live
        ids = _highest_first(live.book, list(self._due))[:AT_ONCE]
        as_of = live.history.last_recorded
        assert as_of is not None
        history = pared(live.history, ids, live.book.entity)
        book = live.book.rescored(history, live.bundle, max(as_of, live.book.as_of), ids)
        self._current.live = replace(live, book=book, ranking=Ranking(book))
        with self._turn:
            for name in ids:
                del self._due[name]

    def _score_all(self) -> None:
        """Everybody, on what the store holds: rows of other processes, too, and what a row changes for others.

        It goes on beside the scoring of those touched; who was touched meanwhile is scored once more afterwards.
        """
        live, now = self._current.live, self._clock()
        if self._everybody is not None and self._everybody.done():
            self._take_over(self._everybody.result())
        elif self._everybody is None and self._stale and now - self._scored_all_at >= self._settings.rescore:
            self._stale, self._scored_all_at, self._meanwhile = False, now, []
            self._everybody = self._pool.submit(_anew, live)

    def _take_over(self, opened: Live) -> None:
        live, self._everybody = self._current.live, None
        if opened.bundle is not live.bundle:
            self._stale = True
            return
        history, ids = opened.history, set[str]()
        for added in self._meanwhile:
            history = grown(history, added)
            ids |= touched(history, added, opened.book.entity)
        taken = replace(opened, history=history, serving_since=live.serving_since)
        self._current.live = released(taken, self._forgotten.tombstones)
        with self._turn:
            self._due = dict.fromkeys(ids, self._clock()) | self._due

    def _watch(self) -> None:
        """Take up the model that was promoted, once it has scored everybody as probabilities; else refuse it."""
        live, refusal = self._current.live, self._current.refusal
        champion = read_champion(self._settings.models_dir)
        if champion is None:
            return
        known = {(live.model, live.promoted_at)} | ({(refusal.id, refusal.promoted_at)} if refusal else set())
        if (champion.version, champion.promoted_at) in known:
            return
        try:
            bundle = regraded(load(live.settings.models_dir / champion.version), live.settings.grades)
            opened = open_on(live.settings, champion, bundle, live.history, live.book.as_of)
            check_scores(opened.book)
        except Exception as error:
            reason = error.message if isinstance(error, UserError) else type(error).__name__
            self._current.refusal = Refusal(champion.version, champion.promoted_at, _without_folder(reason, live))
            _LOG.warning("model %s is refused, %s goes on serving", champion.version, live.model, exc_info=error)
            return
        self._current.live = replace(opened, serving_since=self._clock())
        self._current.refusal = None
        _LOG.info("model %s serves", champion.version)


def _anew(live: Live) -> Live:
    """All that `live` is, on what the store holds now."""
    history = read_stored(live.settings)
    as_of = history.last_recorded
    assert as_of is not None
    champion = Champion(live.model, live.promoted_at)
    return open_on(live.settings, champion, live.bundle, history, max(as_of, live.as_of))


def _size(added: Added) -> int:
    return sum(len(rows) for rows in added.values())


def check_scores(book: ScoreBook) -> None:
    """Refuse scores that are none.

    Raises:
        UserError: one is no probability, or its interval does not hold it.
    """
    low, probability, high = book.scores.low, book.scores.probability, book.scores.high
    if not all(((each >= 0) & (each <= 1)).all() for each in (low, probability, high)):
        raise UserError("It gives scores that are no probabilities.", "Train again: leadcast train.")


def _highest_first(book: ScoreBook, ids: list[str]) -> list[str]:
    """Ids in falling order of the scores there are, those without one first: nobody knows yet how much they matter."""
    places = book.places(ids)
    score = np.where(places < 0, np.inf, np.append(book.scores.probability, 0.0)[places])
    return [ids[place] for place in np.argsort(-score, kind="stable")]


def _without_folder(reason: str, live: Live) -> str:
    return reason.replace(f"{live.settings.models_dir}/", "")
