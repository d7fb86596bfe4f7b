"""Let go of companies that were forgotten: the table of tombstones is looked at, and they leave memory."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from features.book import open_book
from features.census import Census
from features.moments import cutoff_micros
from history.errors import UserError
from history.forgetting.frames import spared
from history.indexed import Indexed
from history.store import database
from history.store.tombstones import FORGOTTEN, Tombstones, read
from serving.scores.live import moments
from serving.scores.merging import without
from serving.scores.opening import Live
from serving.scores.ranking import Ranking

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
    history, gone = spared(live.history, forgotten), forgotten.among(f"{live.book.entity}_id", live.book.known)
    if not gone and all(history[name] is live.history[name] for name in history.tables):
        return known
    # Whom the history does not have any more is not scored by it; all others keep their scores.
    book = without(live.book, gone) if gone else live.book
    cutoffs = cutoff_micros(moments(book.as_of))
    census = Census(open_book(history, live.bundle.spec, cutoffs), with_stays=book.entity == "lead")
    return replace(known, rows=Indexed.of(history), census=census, book=book, ranking=Ranking(book))
