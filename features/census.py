"""The counts of everybody, kept while rows come in: what a batch over all rows would come to, at a cost of the new."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.account_streams import named_accounts
from features.arrays import Codes
from features.book import Book, moves_of, spans_of_accounts, spans_of_leads
from features.events import Events
from features.leads import gather_leads
from features.level import known_level_spans, order_level_spans
from features.moments import NEVER, Micros, micros
from features.partition import Added, leads_alone, moved_leads
from features.running import Running
from features.spans import Counts, Named
from features.stays import Stays, joined, stays_of
from history.indexed import Indexed, Places
from history.record import History
from history.tables import RECORDED

# Of reps there come more; the first cell is that of the unknown one.
_UNKNOWN_REP = 0


class Census:
    """What `features.spans.Others` tells, at moments that only move on. Not to be shared by threads.

    It starts with `book`, which is that of everybody. Stays are kept only `with_stays`: what is told of an account is
    made without them.
    """

    def __init__(self, book: Book, *, with_stays: bool) -> None:
        self._spec, self._moments = book.spec, book.cutoffs
        self._running: dict[str, Running] = {}
        self._by_rep: set[str] = set()
        self._reps: dict[str, int] = {}
        self._first = _FirstKnown(book.account_ids, book.accounts.known.events.known)
        self._add(spans_of_leads(book.leads, book.spec), 1, book.leads.reps)
        self._add(spans_of_accounts(book.accounts), 1)
        self._stays = _Standing(with_stays)
        self._stays.put(book.leads.ids, stays_of(book.moves, book.leads).bearing_on(self._moments[0]))

    def grow(self, before: Indexed, after: Indexed, added: Added) -> None:
        """Take the rows of `added`, which are in `after` and not in `before`."""
        if leads := moved_leads(after, added):
            for rows, weight in ((before, -1), (after, 1)):
                self._take_leads(leads_alone(rows, leads), weight)
        if "orders" in added:
            self._add(order_level_spans(_orders(added["orders"])), 1)
        naming = {name: rows for name, rows in added.items() if "account_id" in rows}
        if naming:
            for known, weight in zip(self._first.earlier(History(naming, after.business)), (-1, 1), strict=True):
                self._add(known_level_spans(known), weight)

    def counts(self, cutoffs: Micros, reps: pd.Index) -> Counts:
        """As `Others` has it. Raises ValueError for cut-offs before those of the last time."""
        cells = np.append(self._numbers(reps), _UNKNOWN_REP)
        found = {}
        for name, running in self._running.items():
            running.move(cutoffs)
            running.widen(len(self._reps) + 1 if name in self._by_rep else 0)
            found[name] = running.counts(cells if name in self._by_rep else slice(None))
        self._moments = cutoffs
        return found

    def stays(self) -> Stays:
        """As `Others` has it; none where they are not kept."""
        return self._stays.stays

    def taken(self, cutoffs: Micros) -> "Taken":
        """All that is told at `cutoffs`, for another thread: it stays as it is while rows go on coming in."""
        counts = self.counts(cutoffs, pd.Index(list(self._reps)))
        # The last row is that of a rep whom nobody was counted for.
        of_reps = {name: np.pad(counts[name], ((0, 1), (0, 0))) for name in self._by_rep}
        shared = {name: grid for name, grid in counts.items() if name not in of_reps}
        places = {name: place for place, name in enumerate(self._reps)}
        return Taken(cutoffs, shared, of_reps, places, self.stays())

    def _take_leads(self, history: History, weight: int) -> None:
        leads = gather_leads(history, self._spec, named_accounts(history)[0])
        self._add(spans_of_leads(leads, self._spec), weight, leads.reps)
        if weight > 0:
            stays = stays_of(moves_of(history, self._spec, leads), leads)
            self._stays.put(leads.ids, stays.bearing_on(self._moments[0]))

    def _add(self, spans: Named, weight: int, reps: Iterable[str] = ()) -> None:
        cells = np.append(self._numbers(reps), _UNKNOWN_REP)
        for name, each in spans:
            running = self._running.setdefault(name, Running(0, self._moments))
            if each.of_reps:
                self._by_rep.add(name)
                running.widen(len(self._reps) + 1)
                running.add(cells[each.code], each.start, each.end, weight)
            else:
                running.widen(each.size)
                running.add(each.code, each.start, each.end, weight)

    def _numbers(self, reps: Iterable[str]) -> Codes:
        return np.array([self._reps.setdefault(name, len(self._reps) + 1) for name in reps], dtype=np.int64)


@dataclass(frozen=True)
class Taken:
    """What a `Census` told at `cutoffs`. `_places` are the rows of reps in `_of_reps`, the unknown one behind them."""

    cutoffs: Micros
    _shared: Counts
    _of_reps: Counts
    _places: Mapping[str, int]
    _stays: Stays

    def counts(self, cutoffs: Micros, reps: pd.Index) -> Counts:
        """As `Others` has it. Raises ValueError for other cut-offs."""
        if not np.array_equal(cutoffs, self.cutoffs):
            raise ValueError("the counts of everybody were taken at other moments")
        unknown = len(self._places)
        rows = np.array([*(self._places.get(name, unknown + 1) for name in reps), unknown], dtype=np.int64)
        return {**self._shared, **{name: grid[rows] for name, grid in self._of_reps.items()}}

    def stays(self) -> Stays:
        """As `Others` has it."""
        return self._stays


def _orders(rows: pd.DataFrame) -> Events:
    return Events(np.zeros(len(rows), dtype=np.int64), micros(rows["ordered_at"]), micros(rows[RECORDED]))


class _FirstKnown:
    """Since when each account is known."""

    def __init__(self, ids: pd.Index, known: Micros) -> None:
        self._places, self._ids, self._known = Places(pd.Series(ids)), ids, known
        self._later: dict[str, int] = {}

    def earlier(self, added: History) -> tuple[Micros, Micros]:
        """Of the accounts that are known earlier by these rows: since when they were, `NEVER` for new ones, and are."""
        ids, first = named_accounts(added)
        rows = self._places.of(ids)
        held = dict(zip(self._ids.take(rows), self._known[rows].tolist(), strict=True)) | self._later
        before = np.array([held.get(name, NEVER) for name in ids], dtype=np.int64)
        is_earlier = first < before
        self._later |= dict(zip(ids[is_earlier], first[is_earlier].tolist(), strict=True))
        return before[is_earlier], first[is_earlier]


class _Standing:
    """The stays of all leads, where they are `kept`."""

    def __init__(self, kept: bool) -> None:
        self._kept = kept
        self._leads: dict[str, int] = {}
        none = np.empty(0, dtype=np.int64)
        self.stays = Stays(none, none, none, none, none, none, np.empty(0, dtype=bool))

    def put(self, ids: pd.Index, stays: Stays) -> None:
        """Have these stays of the leads `ids`, in place of those they had."""
        if not self._kept:
            return
        numbers = np.array([self._leads.setdefault(name, len(self._leads)) for name in ids], dtype=np.int64)
        others = self.stays.taken(~np.isin(self.stays.lead, numbers))
        self.stays = joined(others, Stays(**{**vars(stays), "lead": numbers[stays.lead]}))
