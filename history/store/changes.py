"""What a set of rows changes in what is stored: which are new, which say nothing new, which contradict it.

Pure: from frames to frames. `history.store.store` fetches what is stored of the same keys, and adds what is new.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from history.tables import RECORDED, Table

Positions = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

_OUT_OF_ORDER = "is none of the stored versions, yet a later one comes with it: what was known then is not rewritten"


@dataclass(frozen=True)
class Change:
    """`new` rows to add, how many are `unchanged`, and `conflicts`: rows with a column `why` they cannot be added."""

    new: pd.DataFrame
    unchanged: int
    conflicts: pd.DataFrame

    def plus(self, other: "Change") -> "Change":
        """Both together."""
        return Change(
            pd.concat([self.new, other.new]),
            self.unchanged + other.unchanged,
            pd.concat([self.conflicts, other.conflicts]),
        )


def decide(
    table: Table, stored: pd.DataFrame, rows: pd.DataFrame, assumed: Mask, imported_at: pd.Timestamp | None
) -> Change:
    """Compare `rows` with `stored`, which holds all that is stored of their keys; both have the table's dtypes.

    Content is every column but `recorded_at`. Of rows with the same key, the first wins.

    - Event tables: a known key is unchanged, or a conflict where the content differs.
    - Versioned tables: a row that says what the version valid at its `recorded_at` says is unchanged, else it is a new
      version. Where `recorded_at` is only `assumed` from the time of the event, and the key has versions already, the
      latest such row of the key is compared with the latest version and is recorded at `imported_at`, when it could
      first be known; an earlier one has to be among the stored versions.

    The index of `rows` must be unique; `new` and `conflicts` keep it.
    """
    if not table.versioned:
        return _first_wins(table.key, stored, rows)
    given = _versions(table, stored, rows[~assumed])
    guessed = rows[assumed]
    if imported_at is None or guessed.empty:
        return given.plus(_versions(table, stored, guessed))
    known = pd.concat([stored, given.new])
    codes = _codes(pd.concat([known, guessed]), table.key)
    has_versions = np.isin(codes[len(known) :], codes[: len(known)])
    first_seen = _versions(table, known, guessed[~has_versions])
    return given.plus(first_seen).plus(_now(table, known, guessed[has_versions], imported_at))


def _first_wins(key: Sequence[str], stored: pd.DataFrame, rows: pd.DataFrame) -> Change:
    """New are the rows whose key nothing before them has; the others repeat or contradict the first of that key."""
    together = pd.concat([stored, rows], ignore_index=True)
    codes = _codes(together, key)
    first = np.unique(codes, return_index=True)[1][codes][len(stored) :]
    here = np.arange(len(stored), len(together))
    differs = _differs(together, here, first)
    is_new, contradicts = first == here, differs.any(axis=1)
    conflicts = rows[contradicts].assign(
        why=_reasons(key, differs[contradicts], list(_content(rows)), first[contradicts] < len(stored))
    )
    return Change(rows[is_new], int((~is_new & ~contradicts).sum()), conflicts)


def _versions(table: Table, stored: pd.DataFrame, rows: pd.DataFrame) -> Change:
    """Versions at their own `recorded_at`; one that repeats the version before it is unchanged."""
    change = _first_wins((*table.key, RECORDED), stored, rows)
    together = pd.concat([stored, change.new], ignore_index=True)
    codes = _codes(together, table.key)
    order = np.lexsort((together[RECORDED].astype("int64"), codes))
    here, before = order[1:], order[:-1]
    repeats = np.zeros(len(together), dtype=bool)
    repeats[here] = (codes[here] == codes[before]) & ~_differs(together, here, before).any(axis=1)
    kept = change.new[~repeats[len(stored) :]]
    return Change(kept, change.unchanged + len(change.new) - len(kept), change.conflicts)


def _now(table: Table, stored: pd.DataFrame, rows: pd.DataFrame, imported_at: pd.Timestamp) -> Change:
    """Rows of keys that have versions, recorded at an assumed time: the latest of each key is what holds now."""
    key = list(table.key)
    distinct = _first_wins((*key, RECORDED), stored.iloc[:0], rows)
    ordered = distinct.new.sort_values(RECORDED, kind="stable")
    is_past = ordered.duplicated(key, keep="last")
    past = ordered[is_past]
    among = pd.concat([stored, past]).duplicated(list(_content(past))).to_numpy()[len(stored) :]
    known = Change(past.iloc[:0], int(among.sum()), past[~among].assign(why=_OUT_OF_ORDER))
    repeated = Change(past.iloc[:0], distinct.unchanged, distinct.conflicts)
    return repeated.plus(known).plus(_latest(key, stored, ordered[~is_past], imported_at))


def _latest(key: list[str], stored: pd.DataFrame, rows: pd.DataFrame, imported_at: pd.Timestamp) -> Change:
    """One row of each key against the latest version of that key: where it differs, it is recorded at `imported_at`."""
    latest = stored.sort_values(RECORDED).drop_duplicates(key, keep="last")
    change = _first_wins(key, latest, rows)
    new = change.conflicts.drop(columns="why")
    after = new[key].merge(latest[[*key, RECORDED]], on=key, how="left")[RECORDED] + pd.Timedelta(microseconds=1)
    recorded = new[RECORDED].reset_index(drop=True)
    recorded = recorded.where(recorded > after, after)
    recorded = recorded.where(recorded > imported_at, imported_at)
    return Change(new.assign(**{RECORDED: recorded.array}), change.unchanged, change.conflicts.iloc[:0])


def _codes(frame: pd.DataFrame, key: Sequence[str]) -> Positions:
    """One number for each key, counted in the order in which the keys first appear."""
    return frame.groupby(list(key), sort=False, dropna=False).ngroup().to_numpy().astype(np.intp)


def _content(frame: pd.DataFrame) -> Sequence[str]:
    return [column for column in frame.columns if column != RECORDED]


def _differs(frame: pd.DataFrame, left: Positions, right: Positions) -> Mask:
    """For each pair of rows and each column of the content, whether they differ; unknown equals unknown."""
    masks = []
    for column in _content(frame):
        one, other = frame[column].take(left).array, frame[column].take(right).array
        masks.append(np.asarray(one != other) & ~(one.isna() & other.isna()))
    return np.column_stack(masks).reshape(len(left), len(masks))


def _reasons(key: Sequence[str], differs: Mask, columns: list[str], is_stored: Mask) -> list[str]:
    """Why each row cannot be added: what it contradicts, and in which columns."""
    names = np.array(columns, dtype=object)
    return [
        f"{', '.join(key)}: {'already stored' if known else 'given twice'} with another {', '.join(names[row])}"
        for row, known in zip(differs, is_stored, strict=True)
    ]
