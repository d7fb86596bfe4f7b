"""Scores from what is near those whom they are of: of a few whom events touch, and of everybody part by part.

Beside what serves no more is in memory than the scores that are made, and the rows near one part.
"""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from features.book import open_book
from features.build import Opened
from features.moments import cutoff_micros
from features.partition import partition
from features.spans import Others
from history.indexed import Indexed
from models.artifact import Bundle
from serving.scores.live import ScoreBook, moments
from serving.scores.memory import give_back
from serving.scores.merging import joined

PART = 50_000


@dataclass(frozen=True)
class PartScorer:
    """What scores as of `as_of` are made of: all rows, what `others` tell of everybody at its `moments`, a model."""

    rows: Indexed
    others: Others
    bundle: Bundle
    as_of: pd.Timestamp

    def book(self, ids: Collection[str]) -> ScoreBook:
        """The scores of `ids`, as a scoring of everybody on all rows at once would have them, to the last bit."""
        near = partition(self.rows, ids, self.bundle.rows.entity)
        book = open_book(near, self.bundle.spec, cutoff_micros(moments(self.as_of)), self.others)
        return ScoreBook.of(near, self.bundle, Opened.of(book, self.bundle.rows, ids))

    def everybody(self, part: int = PART) -> ScoreBook:
        """The scores of everybody, made of so many at a time."""
        column, table = f"{self.bundle.rows.entity}_id", f"{self.bundle.rows.entity}s"
        # Accounts are known of whatever names them, leads of their own rows.
        ids = self.rows.named(column, table) if table == "leads" else self.rows.named(column)
        books = []
        for start in range(0, max(len(ids), 1), part):
            books.append(self.book(ids[start : start + part].tolist()))
            give_back()
        return joined(books, self.rows.named(column, table))
