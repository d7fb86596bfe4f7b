"""Everybody scored on what the store holds, beside the scoring of those whom events touch.

It brings rows of other processes, and what a row changes for others: a region's load, base rates.
"""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import numpy as np
import pandas as pd

from features.partition import Added, touched
from models.champion import Champion
from serving.scores.merging import taken, updated
from serving.scores.opening import Live, open_on, read_stored
from serving.scores.ranking import Ranking


class Everybody:
    """Scores everybody in a thread of its own, one time after the other; for one thread to look after."""

    def __init__(self, now: datetime) -> None:
        self._pool = ThreadPoolExecutor(1, "scoring-all")
        self._under_way: Future[Live] | None = None
        self._meanwhile: list[Added] = []
        self._stale = False
        self.started_at = now

    @property
    def is_due(self) -> bool:
        """Whether there is something that the scores of others do not know yet, and no scoring is under way."""
        return self._stale and self._under_way is None

    def note(self, added: Added | None = None) -> None:
        """The scores of others are stale, because of these rows, or of something else."""
        self._stale = True
        if self._under_way is not None and added is not None:
            self._meanwhile.append(added)

    def start(self, live: Live, now: datetime) -> None:
        """Begin to score all that the store holds."""
        self._stale, self._meanwhile, self.started_at = False, [], now
        self._under_way = self._pool.submit(_anew, live)

    def give_up(self) -> None:
        """Let what is under way go for nothing, after a failure."""
        self._stale, self._under_way = True, None

    def done(self, live: Live, due: set[str]) -> tuple[Live, set[str]] | None:
        """What takes the place of `live`, and who is to be scored once more; None while nothing is finished.

        Of those touched meanwhile whoever is not `due` any more keeps the newer score of `live`.
        """
        if self._under_way is None or not self._under_way.done():
            return None
        opened, self._under_way = self._under_way.result(), None
        if opened.bundle is not live.bundle:
            self._stale = True
            return None
        return caught_up(opened, live, together(self._meanwhile), due)

    def close(self) -> None:
        """Start no more, and wait for the one under way."""
        self._pool.shutdown(cancel_futures=True)


def caught_up(opened: Live, live: Live, added: Added, due: set[str]) -> tuple[Live, set[str]]:
    """`opened` with the rows that `live` had `added` meanwhile, and with its newer scores of whom these touch."""
    if not added:
        return replace(opened, serving_since=live.serving_since), set()
    ids = touched(live.rows, added, live.book.entity)
    added = opened.rows.unknown(added)
    rows = opened.rows.grown(added)
    opened.census.grow(opened.rows, rows, added)
    kept = sorted(ids - due)
    places = live.book.places(kept)
    is_newer = (places >= 0) & (np.append(live.book.scored_at, 0)[places] > opened.as_of.value // 1000)
    newer = taken(live.book, np.sort(places[is_newer]))
    book = updated(opened.book, newer, newer.names.tolist()) if len(newer) else opened.book
    now = replace(opened, rows=rows, book=book, ranking=Ranking(book), serving_since=live.serving_since)
    return now, ids - set(newer.names)


def together(parts: Sequence[Added]) -> dict[str, pd.DataFrame]:
    """The rows of all parts, by table."""
    names = sorted({name for part in parts for name in part})
    return {name: pd.concat([part[name] for part in parts if name in part], ignore_index=True) for name in names}


def _anew(live: Live) -> Live:
    """All that `live` is, on what the store holds now."""
    rows = read_stored(live.settings)
    as_of = rows.last_recorded
    assert as_of is not None
    champion = Champion(live.model, live.promoted_at)
    opened = open_on(live.settings, champion, live.bundle, rows, max(as_of, live.as_of))
    return replace(opened, tombstones=live.tombstones)
