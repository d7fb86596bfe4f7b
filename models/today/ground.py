"""What all parts of a morning list rest on, read from the history once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import numpy as np
import pandas as pd

from features.accounts import account_codes
from features.book import Book, open_book
from features.moments import micros
from features.spec import Spec
from history.record import History
from models.today.amounts import Worth, learn_worth
from models.today.calendar import last_evening
from models.today.owners import Owners, owners_of
from models.today.settings import TodaySettings

WEEK = pd.Timedelta(days=7)


@dataclass(frozen=True, eq=False)
class Ground:
    """`known` is what was recorded by `as_of`; `book` tells of two moments, a week before `as_of` and `as_of` itself.

    `regions` are those of the accounts by id, None where unknown. `since` is when the last working day ended.
    """

    known: History
    as_of: pd.Timestamp
    settings: TodaySettings
    book: Book
    owners: Owners
    worth: Worth | None
    regions: Mapping[str, str | None]
    since: datetime

    @classmethod
    def open(cls, history: History, spec: Spec, as_of: pd.Timestamp, settings: TodaySettings) -> Self:
        """Read `history` as of `as_of` (aware UTC): rows recorded later change nothing."""
        known = history.known_by(as_of)
        book = open_book(known, spec, micros(pd.Series([as_of - WEEK, as_of])))
        return cls(
            known=known,
            as_of=as_of,
            settings=settings,
            book=book,
            owners=owners_of(known, as_of),
            worth=learn_worth(known, book),
            regions=_regions(book),
            since=last_evening(as_of, settings.day_ends, history.business),
        )

    @property
    def spec(self) -> Spec:
        """The vocabulary of the model."""
        return self.book.spec

    def local(self, moment: datetime) -> datetime:
        """The moment in business time."""
        return pd.Timestamp(moment).tz_convert(self.known.business.time_zone).to_pydatetime()

    def rep_load(self, rep: str | None) -> tuple[float, float]:
        """The open leads of the rep a week ago and now, NaN for no rep."""
        place = self.book.leads.reps.get_indexer(pd.Index([rep]))[0] if rep is not None else -1
        if place < 0:
            return np.nan, np.nan
        before, now = self.book.load.rep_open[place]
        return float(before), float(now)


def _regions(book: Book) -> dict[str, str | None]:
    code = account_codes(book, np.arange(len(book.account_ids)))["region"][:, -1]
    names = (*book.spec.regions, None)
    return {str(name): names[place] for name, place in zip(book.account_ids, code, strict=True)}
