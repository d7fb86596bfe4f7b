"""Scores made anew, put into a book at the cost of the new ones beside a copy of plain numbers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import pandas as pd

from models.intent import Scores
from models.scorers.scorer import Probabilities
from serving.scores.directory import Directory
from serving.scores.feature_rows import FeatureRows
from serving.scores.live import ScoreBook
from serving.scores.order import Order, Places

_PARTS = ("probability", "low", "high")
_COLUMNS = ("grade", "trend", "region", "industry", "name", "scored_at")


def updated(book: ScoreBook, fresh: ScoreBook, ids: Collection[str]) -> ScoreBook:
    """`book` with `ids` as `fresh` has them; who of them is not scored there any more is gone.

    All other scores stay as of when they were made, and rank among the scores there are.
    """
    merge = _Merge.of(book, fresh, ids)
    scores = Scores(*(merge.of_both(getattr(book.scores, part), getattr(fresh.scores, part)) for part in _PARTS))
    columns = {name: merge.of_both(getattr(book, name), getattr(fresh, name)) for name in _COLUMNS}
    unknown = fresh.known[book.known.get_indexer(fresh.known) < 0]
    return replace(
        book,
        as_of=max(book.as_of, fresh.as_of),
        directory=merge.directory,
        scores=scores,
        order=merge.order(book.order, scores.probability),
        known=book.known.union(unknown) if len(unknown) else book.known,
        rows=book.rows.joined(fresh.table).taken(merge.sources),
        **columns,
    )


def taken(book: ScoreBook, places: Places) -> ScoreBook:
    """Only the scores at `places`, which rise; no other id is known."""
    scores = Scores(*(getattr(book.scores, part)[places] for part in _PARTS))
    return replace(
        book,
        directory=Directory(book.ids.take(places)),
        scores=scores,
        order=Order.of(scores.probability),
        known=book.ids.take(places),
        rows=book.rows.taken(places),
        **{name: getattr(book, name)[places] for name in _COLUMNS},
    )


def joined(books: Sequence[ScoreBook], known: pd.Index) -> ScoreBook:
    """One book of all, of which those of each come before those of the next; `known` are more ids of the history."""
    scores = Scores(*(np.concatenate([getattr(book.scores, part) for book in books]) for part in _PARTS))
    ids = books[0].ids.append([book.ids for book in books[1:]])
    columns: dict[str, Any] = {name: np.concatenate([getattr(book, name) for book in books]) for name in _COLUMNS}
    return replace(
        books[-1],
        directory=Directory(ids),
        scores=scores,
        order=Order.of(scores.probability),
        known=known.union(ids),
        rows=FeatureRows.of_all([book.rows for book in books]),
        **columns,
    )


def without(book: ScoreBook, ids: Collection[str]) -> ScoreBook:
    """`book` as if nobody knew of `ids`; all others keep their scores."""
    nobody = taken(book, np.empty(0, dtype=np.intp))
    return replace(updated(book, nobody, ids), known=book.known.difference(list(ids)))


@dataclass(frozen=True)
class _Merge:
    """The merged book has the `sources` of both, the fresh ones numbered behind those of the book.

    `changed` are the positions of the fresh ones where nobody is new or gone, so that all others stay where they are.
    """

    directory: Directory
    sources: Places
    changed: Places | None

    @classmethod
    def of(cls, book: ScoreBook, fresh: ScoreBook, ids: Collection[str]) -> Self:
        behind = len(book) + np.arange(len(fresh), dtype=np.intp)
        asked, at = book.places(list(ids)), book.places(fresh.names.tolist())
        if (at >= 0).all() and np.count_nonzero(asked >= 0) == len(at):
            sources = np.arange(len(book), dtype=np.intp)
            sources[at] = behind
            return cls(book.directory, sources, at)
        stays = np.delete(np.arange(len(book), dtype=np.intp), asked[asked >= 0])
        order = np.argsort(np.concatenate([book.names[stays], fresh.names]), kind="stable")
        together = book.ids.take(stays).append(fresh.ids)
        return cls(Directory(together.take(order)), np.concatenate([stays, behind])[order], None)

    def of_both(self, old: Any, fresh: Any) -> Any:
        if self.changed is None:
            return np.concatenate([old, fresh])[self.sources]
        merged = old.copy()
        merged[self.changed] = fresh
        return merged

    def order(self, order: Order, probability: Probabilities) -> Order:
        return Order.of(probability) if self.changed is None else order.moved(probability, self.changed)
