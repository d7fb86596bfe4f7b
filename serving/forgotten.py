"""Let go of companies that were forgotten: the table of tombstones is looked at, and they leave memory."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from history import database
from history.errors import UserError
from history.forgetting.frames import spared
from history.record import History
from history.tombstones import FORGOTTEN, Tombstones, read
from serving.live import ScoreBook
from serving.opening import Live
from serving.ranking import Ranking
from serving.rescoring_history import pared

_STATE = sa.select(sa.func.count(), sa.func.max(FORGOTTEN.c.forgotten_at))


class Watch:
    """Knows who is forgotten, as of the last look. Not to be shared by threads."""

    def __init__(self, url: str) -> None:
        self._engine = database.engine(url)
        self._state: tuple[int, datetime | None] = (0, None)
        self.tombstones = Tombstones({})

    def look(self) -> bool:
        """Whether anything has changed since the last look: one small query, and while the database is away nothing."""
        with suppress(UserError), database.explained(self._engine), database.reading(self._engine) as connection:
            count, latest = connection.execute(_STATE).one()
            if (count, latest) == self._state:
                return False
            self.tombstones, self._state = read(connection), (count, latest)
            return True
        return False

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()


def released(live: Live, forgotten: Tombstones) -> Live:
    """`live` without rows and scores of those who were forgotten; the sandbox is opened anew with all scores."""
    known = replace(live, tombstones=len(forgotten.at))
    history = spared(live.history, forgotten)
    book = _without(live, history, forgotten)
    if book is live.book and all(history[name] is live.history[name] for name in history.tables):
        return known
    return replace(known, history=history, book=book, ranking=Ranking(book))


def _without(live: Live, history: History, forgotten: Tombstones) -> ScoreBook:
    book = live.book
    gone = forgotten.among(f"{book.entity}_id", book.known)
    if not gone:
        return book
    # Whom the history does not have any more is not scored by it; all others keep their scores.
    kept = book.rescored(pared(history, gone, book.entity), live.bundle, book.as_of, gone)
    return replace(kept, known=kept.known.difference(list(gone)))
