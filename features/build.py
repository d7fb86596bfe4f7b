"""The single path from a history to a feature table: for training, for batch scoring, for the live service."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from features.accounts import account_codes, account_features
from features.arrays import Codes, Grid
from features.book import Book, open_book
from features.frame import Entity, Population, check
from features.moments import NEVER, Micros, cutoff_micros
from features.open_leads import lead_codes, lead_features
from features.sheet import Sheet
from features.spec import Spec
from features.surroundings import shared_features
from history.record import History

# A partition of this many (entity, cut-off) cells stays in the processor's cache, and small with hundreds of features.
CELLS = 50_000

POPULATIONS: dict[Entity, tuple[Population, ...]] = {"account": ("all", "buyers"), "lead": ("open", "new")}


@dataclass(frozen=True)
class Rows:
    """Which entities stand in the table: `all` accounts or those that have bought, leads that are `open` or `new`.

    `new` leads are open ones created within `fresh` before the cut-off. A ValueError for another population.
    """

    entity: Entity
    population: Population
    fresh: timedelta = timedelta(days=1)

    def __post_init__(self) -> None:
        if self.population not in POPULATIONS[self.entity]:
            raise ValueError(f"{self.entity}s have the populations {POPULATIONS[self.entity]}, not {self.population!r}")


def build(
    history: History,
    cutoffs: Sequence[datetime],
    rows: Rows,
    spec: Spec,
    *,
    cells: int = CELLS,
    only: Collection[str] | None = None,
) -> pd.DataFrame:
    """The feature table: a row for every entity of `rows` at every cut-off, in the order (entity, cut-off).

    Columns are `entity_id`, `cutoff` (aware UTC), categories, and float32 features named
    `<family>_<what>_<window>`, always the same for one `spec`; NaN is unknown. Rows of `history` recorded after a
    cut-off do not touch it, and a cut-off's rows do not depend on the other cut-offs, nor on `cells`, the number of
    (entity, cut-off) pairs worked on at a time. With `only`, the table holds the same rows of these ids and no other.

    Raises:
        UserError: no cut-off was given, or one is naive.
    """
    whole = Opened.on(history, cutoffs, rows, spec, only)
    return whole.table(np.arange(len(whole.ids)), cells)


@dataclass(frozen=True)
class Opened:
    """What `build` works on, for who does not want the whole table at once: the rows of some entities at a time.

    `ids` names all entities of `rows`, in their order. Entity i has rows at the cut-offs enter[i] … leave[i] − 1 of
    `book.cutoffs`, `shared` is what is the same for all.
    """

    book: Book
    rows: Rows
    ids: pd.Index
    enter: Codes
    leave: Codes
    shared: dict[str, Grid]

    @classmethod
    def on(
        cls,
        history: History,
        cutoffs: Sequence[datetime],
        rows: Rows,
        spec: Spec,
        only: Collection[str] | None = None,
    ) -> "Opened":
        """All arguments as for `build`."""
        return cls.of(open_book(history, spec, cutoff_micros(cutoffs)), rows, only)

    @classmethod
    def of(cls, book: Book, rows: Rows, only: Collection[str] | None = None) -> "Opened":
        """The same of a book that is open, be it one of a part of the history."""
        enter, leave = (np.searchsorted(book.cutoffs, edge, side="left") for edge in population(book, rows))
        ids = book.account_ids if rows.entity == "account" else book.leads.ids
        leave = np.maximum(enter, leave if only is None else np.where(ids.isin(only), leave, 0))
        return cls(book, rows, ids, enter, leave, shared_features(book))

    @property
    def last(self) -> "Opened":
        """Only the rows of the last cut-off."""
        return replace(self, enter=np.minimum(np.maximum(self.enter, len(self.book.cutoffs) - 1), self.leave))

    def parts(self, cells: int = CELLS) -> list[Codes]:
        """The places in `ids` of all that have rows, in their order, so many at a time that these span `cells` cells.

        One empty part where nobody has any.
        """
        there = np.flatnonzero(self.leave > self.enter)
        size = max(1, cells // len(self.book.cutoffs))
        return [there[start : start + size] for start in range(0, max(len(there), 1), size)]

    def table(self, chosen: Codes, cells: int = CELLS) -> pd.DataFrame:
        """The rows of the entities at the places `chosen` (rising), as they are in the whole table."""
        sheet = Sheet(self.book.cutoffs, (self.enter[chosen], self.leave[chosen]), self.shared)
        for some in partitions(sheet.enter, sheet.leave, cells):
            sheet.fill(some, *_described(self.book.at(sheet.moments(some)), self.rows.entity, chosen[some]))
        return check(sheet.table(self.ids[chosen], self.book.spec))


def population(book: Book, rows: Rows) -> tuple[Micros, Micros]:
    """From when until when each account or lead stands in the table, in microseconds.

    Who was once seen to have bought stays a buyer.
    """
    if rows.entity == "account":
        known = book.accounts.known.events.known
        return (known if rows.population == "all" else _first_bought(book, known)), np.full(len(known), NEVER)
    leads = book.leads
    fresh = leads.created + rows.fresh // timedelta(microseconds=1)
    return leads.seen, leads.ended_seen if rows.population == "open" else np.minimum(leads.ended_seen, fresh)


def _first_bought(book: Book, known: Micros) -> Micros:
    days = book.accounts.purchases.events
    first: Micros = np.full(len(known), NEVER)
    np.minimum.at(first, days.code, days.known)
    return first


def partitions(enter: Codes, leave: Codes, cells: int) -> Iterator[Codes]:
    """The owners that stand at the cut-offs enter … leave − 1, in sets that span about `cells` cells each.

    Owners that stand for about as long, about when, come together, so that little is computed for nothing. Where there
    is none at all, one empty set.
    """
    there = np.flatnonzero(leave > enter)
    about_as_long = np.frexp((leave - enter)[there].astype(np.float64))[1]
    waiting = there[np.lexsort((enter[there], about_as_long))]
    if not len(waiting):
        yield waiting
    while len(waiting):
        some = waiting[: max(cells, 1)]
        width = np.maximum.accumulate(leave[some]) - np.minimum.accumulate(enter[some])
        size = max(1, int(np.searchsorted(width * np.arange(1, len(some) + 1), cells, side="right")))
        yield np.sort(waiting[:size])
        waiting = waiting[size:]


def _described(book: Book, entity: Entity, chosen: Codes) -> tuple[dict[str, Codes], dict[str, Grid]]:
    if entity == "account":
        codes = account_codes(book, chosen)
        return codes, account_features(book, chosen, codes)
    codes = lead_codes(book, chosen)
    return codes, lead_features(book, chosen, codes)
