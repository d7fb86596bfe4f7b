"""Counts over the whole history, updated as rows arrive: those of a batch over all rows, at the cost of new ones."""

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

# Reps join over time; the unknown rep has the first cell, which never moves.
_UNKNOWN_REP = 0


class Census:
    """Keeps the counts and stays of `features.spans.Others` up to date, at moments that only move forward.

    It starts from `book`, which must be that of the whole history. Stays are kept only `with_stays`: features of
    accounts do not need them. Not thread-safe.
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
        """Count the rows of `added`; `before` is the history without them, `after` the history with them."""
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
        """As `Others.counts`. Raises ValueError for cut-offs before those of the last call."""
        cells = np.append(self._numbers(reps), _UNKNOWN_REP)
        found = {}
        for name, running in self._running.items():
            running.move(cutoffs)
            running.widen(len(self._reps) + 1 if name in self._by_rep else 0)
            found[name] = running.counts(cells if name in self._by_rep else slice(None))
        self._moments = cutoffs
        return found

    def stays(self) -> Stays:
        """As `Others.stays`; empty where they are not kept."""
        return self._stays.stays

    def taken(self, cutoffs: Micros) -> "Taken":
        """A copy of the counts and stays at `cutoffs`, which another thread may read while more rows arrive."""
        counts = self.counts(cutoffs, pd.Index(list(self._reps)))
        # One more row of zeros, for reps for whom nothing has been counted.
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
    """A copy of a `Census` at `cutoffs`. `_places`: the row of each rep in `_of_reps`; the unknown rep has the next."""

    cutoffs: Micros
    _shared: Counts
    _of_reps: Counts
    _places: Mapping[str, int]
    _stays: Stays

    def counts(self, cutoffs: Micros, reps: pd.Index) -> Counts:
        """As `Others.counts`. Raises ValueError for other cut-offs."""
        if not np.array_equal(cutoffs, self.cutoffs):
            raise ValueError("the counts of everybody were taken at other moments")
        unknown = len(self._places)
        rows = np.array([*(self._places.get(name, unknown + 1) for name in reps), unknown], dtype=np.int64)
        return {**self._shared, **{name: grid[rows] for name, grid in self._of_reps.items()}}

    def stays(self) -> Stays:
        """As `Others.stays`."""
        return self._stays


def _orders(rows: pd.DataFrame) -> Events:
    return Events(np.zeros(len(rows), dtype=np.int64), micros(rows["ordered_at"]), micros(rows[RECORDED]))


class _FirstKnown:
    """From when on each account is known."""

    def __init__(self, ids: pd.Index, known: Micros) -> None:
        self._places, self._ids, self._known = Places(pd.Series(ids)), ids, known
        self._later: dict[str, int] = {}

    def earlier(self, added: History) -> tuple[Micros, Micros]:
        """Of accounts that `added` makes known earlier: from when they were known before (new: `NEVER`), and now."""
        ids, first = named_accounts(added)
        rows = self._places.of(ids)
        held = dict(zip(self._ids.take(rows), self._known[rows].tolist(), strict=True)) | self._later
        before = np.array([held.get(name, NEVER) for name in ids], dtype=np.int64)
        is_earlier = first < before
        self._later |= dict(zip(ids[is_earlier], first[is_earlier].tolist(), strict=True))
        return before[is_earlier], first[is_earlier]


class _Standing:
    """The stays of all leads in open stages; always empty unless `kept`."""

    def __init__(self, kept: bool) -> None:
        self._kept = kept
        self._leads: dict[str, int] = {}
        none = np.empty(0, dtype=np.int64)
        self.stays = Stays(none, none, none, none, none, none, np.empty(0, dtype=bool))

    def put(self, ids: pd.Index, stays: Stays) -> None:
        """Replace the stays of the leads `ids` by these."""
        if not self._kept:
            return
        numbers = np.array([self._leads.setdefault(name, len(self._leads)) for name in ids], dtype=np.int64)
        others = self.stays.taken(~np.isin(self.stays.lead, numbers))
        self.stays = joined(others, Stays(**{**vars(stays), "lead": numbers[stays.lead]}))
