"""A history in memory whose rows are found by whom they name, and that grows without being copied."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from history.arrow import texts
from history.record import History, shaped
from history.settings import Business
from history.tables import RECORDED, TABLES, stored_key

Rows = npt.NDArray[np.int64]

# By which columns rows are looked for.
NAMING = {
    "accounts": ("account_id",),
    "leads": ("lead_id", "account_id", "rep_id"),
    "stage_changes": ("lead_id",),
    "activities": ("account_id", "lead_id"),
    "orders": ("account_id", "lead_id"),
    "signals": ("account_id",),
}
# So many of the rows added last stay together; beyond it each run is twice the next, so that there are few of them.
SMALLEST_RUN = 2_000
_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)


class Places:
    """Where the rows stand that name an id: their numbers, in the order of a hash of 32 bits of what they name.

    Ids that share a hash are found together, a few in a million: what is found holds all that is looked for.
    """

    def __init__(self, ids: pd.Series) -> None:
        code, names = pd.factorize(ids)
        hashes = np.append(_hashed(names), 0)[code]
        order = np.argsort(hashes, kind="stable").astype(np.int32)
        self._rows = order[code[order] >= 0]
        self._hashes = hashes[self._rows]

    def of(self, ids: Collection[str]) -> Rows:
        """The numbers of the rows that name one of `ids`, rising."""
        wanted = np.unique(_hashed(list(ids)))
        first, last = (np.searchsorted(self._hashes, wanted, side=side) for side in ("left", "right"))
        found = [self._rows[start:stop] for start, stop in zip(first, last, strict=True) if stop > start]
        return np.sort(np.concatenate(found)).astype(np.int64) if found else np.empty(0, dtype=np.int64)


def _gapless(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows, each column of texts in one piece: out of thousands a few are taken no faster than all."""
    columns = [str(name) for name, kind in rows.dtypes.items() if kind == _TEXT]
    # pandas documents it for whoever extends it; its stubs leave it out.
    taken = _TEXT.__from_arrow__  # type: ignore[attr-defined]
    return rows.assign(**{name: taken(texts(rows[name])) for name in columns})


def _hashed(ids: Iterable[str]) -> npt.NDArray[np.uint32]:
    values = np.asarray(ids, dtype=object)
    return (pd.util.hash_array(values, categorize=False) if len(values) else values).astype(np.uint32)


@dataclass(frozen=True)
class Run:
    """Some rows of each table, where those stand that name somebody, and when the last one was recorded."""

    tables: Mapping[str, pd.DataFrame]
    places: Mapping[tuple[str, str], Places]
    last: pd.Timestamp | None

    @classmethod
    def of(cls, tables: Mapping[str, pd.DataFrame]) -> Self:
        """A run of these rows; each frame has the columns of its table and an index of 0, 1, 2 …"""
        filled = {name: _gapless(rows) for name, rows in tables.items() if len(rows)}
        columns = [(name, column) for name in filled for column in NAMING.get(name, ())]
        found = {(name, column): Places(filled[name][column]) for name, column in columns}
        return cls(filled, found, max((rows[RECORDED].max() for rows in filled.values()), default=None))

    def __len__(self) -> int:
        return sum(map(len, self.tables.values()))

    def near(self, name: str, naming: Mapping[str, Collection[str]]) -> pd.DataFrame | None:
        """The rows of table `name` that name one of the ids in the column of each; None where it has no rows."""
        if name not in self.tables:
            return None
        rows = [self.places[name, column].of(ids) for column, ids in naming.items() if len(ids)]
        together = np.unique(np.concatenate(rows)) if rows else np.empty(0, dtype=np.int64)
        return self.tables[name].take(together)


@dataclass(frozen=True)
class Indexed:
    """A history as runs of rows: the first one holds most, those that follow what was added since.

    Nothing of it changes: one that has grown shares the runs of the one before.
    """

    business: Business
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, history: History) -> Self:
        """The rows of `history`."""
        return cls(history.business, (Run.of(history.tables),))

    def grown(self, added: Mapping[str, pd.DataFrame]) -> "Indexed":
        """The same with more rows, none of which is there already (`unknown`)."""
        base, *later = self.runs
        new = Run.of({name: shaped(name, rows) for name, rows in added.items() if len(rows)})
        while later and len(later[-1]) <= max(SMALLEST_RUN, 2 * len(new)):
            new = _merged(later.pop(), new)
        return Indexed(self.business, (base, *later, new) if len(new) else self.runs)

    def unknown(self, added: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """The rows of `added` that are not there yet, once each."""
        return {name: self._unknown(name, rows) for name, rows in added.items()}

    def _unknown(self, name: str, rows: pd.DataFrame) -> pd.DataFrame:
        columns = {column: set(rows[column].dropna()) for column in NAMING.get(name, ())}
        there, key = self.near(name, **columns) if columns else self.whole(name), list(stored_key(TABLES[name]))
        is_there = pd.MultiIndex.from_frame(rows[key]).isin(pd.MultiIndex.from_frame(there[key]))
        return rows[~is_there].drop_duplicates(key).reset_index(drop=True)

    def near(self, name: str, **naming: Collection[str]) -> pd.DataFrame:
        """The rows of table `name` that name one of the ids in the column of each, in key order, and perhaps others."""
        return _together(name, [run.near(name, naming) for run in self.runs])

    def whole(self, name: str) -> pd.DataFrame:
        """All rows of table `name`, in key order."""
        return _whole(name, self.runs)

    def named(self, column: str, *tables: str) -> pd.Index:
        """The ids that rows name in `column`, in these tables or in all that have it, each once and sorted."""
        chosen = tables or tuple(NAMING)
        found = [run.tables[name][column] for run in self.runs for name in chosen if column in run.tables.get(name, ())]
        ids = pd.concat([pd.Series(each.unique(), dtype=_TEXT) for each in found]) if found else pd.Series(dtype=_TEXT)
        each: pd.Index = pd.Index(ids.dropna().unique())
        return each.sort_values()

    @property
    def last_recorded(self) -> pd.Timestamp | None:
        """When the newest row was recorded (aware UTC); None for an empty history."""
        return max((run.last for run in self.runs if run.last is not None), default=None)

    @cached_property
    def history(self) -> History:
        """All rows. Each table is put together when it is first asked for."""
        return History(_Tables(self.runs), self.business)


class _Tables(Mapping[str, pd.DataFrame]):
    """The whole tables, each made once. They hold on to the runs alone, so that they go with the last who uses them."""

    def __init__(self, runs: tuple[Run, ...]) -> None:
        self._runs = runs
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            if name not in TABLES:
                raise KeyError(name)
            self._made[name] = _whole(name, self._runs)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


def _whole(name: str, runs: tuple[Run, ...]) -> pd.DataFrame:
    rows, *later = [run.tables[name] for run in runs if name in run.tables] or [shaped(name, pd.DataFrame())]
    for new in later:
        rows = _inserted(name, rows, new)
    return rows


def _merged(one: Run, other: Run) -> Run:
    names = {*one.tables, *other.tables}
    return Run.of({name: _together(name, [one.tables.get(name), other.tables.get(name)]) for name in names})


def _together(name: str, parts: Iterable[pd.DataFrame | None]) -> pd.DataFrame:
    """The rows of all parts in key order, which is that of each part."""
    given = [part for part in parts if part is not None]
    there = [part for part in given if len(part)] or given[:1]
    if len(there) < 2:
        return there[0].reset_index(drop=True) if there else shaped(name, pd.DataFrame())
    return pd.concat(there).sort_values([*TABLES[name].key, RECORDED], kind="stable", ignore_index=True)


def _inserted(name: str, rows: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Both in key order. Only the rows that share a first key column with new ones are sorted again."""
    first = TABLES[name].key[0]
    near = rows[first].isin(new[first])
    small = shaped(name, pd.concat([rows[near], new]))
    rest = rows[~near]
    places = np.searchsorted(rest[first].to_numpy(dtype=object), small[first].to_numpy(dtype=object))
    order = np.insert(np.arange(len(rest)), places, len(rest) + np.arange(len(small)))
    return pd.concat([rest, small], ignore_index=True).take(order).reset_index(drop=True)
