"""The single path from a history to a feature table: for training, for batch scoring, for the live service."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.accounts import account_codes, account_features
from features.book import Book, open_book
from features.counting import Codes, Grid
from features.frame import CATEGORICAL, CUTOFF, ENTITY, Entity, Population, categories, check
from features.moments import cutoff_micros, to_times
from features.open_leads import lead_codes, lead_features
from features.spec import Spec
from history.record import History

# Grids of about this many cells keep a partition's memory near 1 GB, whatever the number of cut-offs.
CELLS = 1_500_000

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Rows:
    """Which entities stand in the table: `new` leads are those created within `fresh` before the cut-off."""

    entity: Entity
    population: Population
    fresh: timedelta = timedelta(days=1)


def build(history: History, cutoffs: Sequence[datetime], rows: Rows, spec: Spec) -> pd.DataFrame:
    """The feature table: a row for every entity of `rows` at every cut-off, in the order (entity, cut-off).

    Columns are `entity_id`, `cutoff` (aware UTC), categories, and float32 features named
    `<family>_<what>_<window>`, always the same for one `spec`; NaN is unknown. Rows of `history` recorded after a
    cut-off do not touch it, and a cut-off's rows do not depend on the other cut-offs.

    Raises:
        UserError: no cut-off was given, or one is naive.
    """
    moments = cutoff_micros(cutoffs)
    book = open_book(history, spec, moments)
    parts = [_part(book, rows, first, last) for first, last in _partitions(_owners(book, rows.entity), len(moments))]
    return check(pd.concat(parts, ignore_index=True))


def _owners(book: Book, entity: Entity) -> int:
    return len(book.accounts) if entity == "account" else len(book.leads)


def _partitions(owners: int, width: int) -> Iterator[tuple[int, int]]:
    step = max(1, CELLS // width)
    for first in range(0, max(owners, 1), step):
        yield first, min(first + step, owners)


def _part(book: Book, rows: Rows, first: int, last: int) -> pd.DataFrame:
    if rows.entity == "account":
        mask = account_population(book, rows.population, first, last)
        codes, grids = account_codes(book, first, last), account_features(book, first, last)
        ids = book.accounts
    else:
        mask = lead_population(book, rows, first, last)
        codes, grids = lead_codes(book, first, last), lead_features(book, first, last)
        ids = book.leads.ids
    return _table(book, mask, codes, grids, ids[first:last])


def _table(book: Book, mask: Mask, codes: dict[str, Codes], grids: dict[str, Grid], ids: pd.Index) -> pd.DataFrame:
    owner, moment = np.nonzero(mask)
    columns: dict[str, object] = {ENTITY: ids[owner].astype("str"), CUTOFF: to_times(book.cutoffs)[moment]}
    for name in CATEGORICAL:
        if name in codes:
            values = categories(book.spec, name)
            columns[name] = pd.Categorical.from_codes(codes[name][mask], categories=pd.Index(values, dtype="str"))
    for name, grid in grids.items():
        full = np.broadcast_to(grid, mask.shape)
        columns[name] = full[mask].astype(np.float32)
    return pd.DataFrame(columns)


def account_population(book: Book, population: Population, first: int, last: int) -> Mask:
    """Which of the accounts first … last − 1 stand at which cut-off: all that are known, or those that have bought."""
    known = book.cutoffs >= book.account_from[first:last, None]
    if population != "buyers":
        return known
    days = book.purchase_days.part(first, last).events
    since = np.full(last - first, np.iinfo(np.int64).max)
    np.minimum.at(since, days.code, days.known)
    return known & (book.cutoffs >= since[:, None])


def lead_population(book: Book, rows: Rows, first: int, last: int) -> Mask:
    """Which of the leads first … last − 1 are open at which cut-off, and of the population asked for."""
    leads = book.leads
    known = book.cutoffs >= leads.seen[first:last, None]
    still_open = known & (book.cutoffs < leads.ended_seen[first:last, None])
    if rows.population != "new":
        return still_open
    fresh = book.cutoffs - leads.created[first:last, None] < rows.fresh / timedelta(microseconds=1)
    return still_open & fresh
