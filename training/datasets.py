"""Feature tables with the answers that came later: what a model is trained and judged on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.build import build
from features.frame import CUTOFF, ENTITY
from features.labels import label
from features.spec import Spec
from history.errors import UserError
from history.record import History
from models.scorers.scorer import Labels
from training.settings import DAY, Question

Mask = npt.NDArray[np.bool_]

# Entities × cut-offs built in one go: keeps the peak of memory apart from the length of the history.
CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class DataSet:
    """Rows in the order (cut-off, entity) and their answers."""

    table: pd.DataFrame
    labels: Labels

    def __len__(self) -> int:
        return len(self.labels)

    def where(self, keep: Mask) -> "DataSet":
        """Only the rows that `keep` marks."""
        return DataSet(self.table[keep].reset_index(drop=True), self.labels[keep])

    def without(self, family: str) -> "DataSet":
        """The same rows without the features of `family`, such as "signals"."""
        names = [name for name in self.table.columns if str(name).startswith(f"{family}_")]
        return DataSet(self.table.drop(columns=names), self.labels)

    @property
    def positives(self) -> int:
        """How many rows are answered by yes."""
        return int(self.labels.sum())

    @property
    def cutoffs(self) -> pd.DatetimeIndex:
        """The cut-offs that have rows, in order, UTC."""
        return pd.DatetimeIndex(self.table[CUTOFF].unique()).sort_values()

    @property
    def clusters(self) -> npt.NDArray[np.int64]:
        """A number per row, the same for all rows of one entity: their errors are no independent evidence."""
        codes, _ = pd.factorize(self.table[ENTITY])
        return codes.astype(np.int64)


def assemble(
    history: History,
    cutoffs: pd.DatetimeIndex,
    question: Question,
    spec: Spec,
    *,
    known_until: pd.Timestamp,
    most: int | None = None,
) -> DataSet:
    """The rows of `question` at `cutoffs`, with their answers.

    Of cut-offs whose horizon ends after `known_until` nothing can be said yet: they are left out. Where there are
    more than `most` rows, whole entities are left out by a hash of their id until there are not.

    Raises:
        UserError: no cut-off's horizon has passed.
    """
    answered = cutoffs[cutoffs + question.horizon <= known_until]
    if not len(answered):
        raise UserError(
            f"The history is too short: nobody can be seen for the {question.horizon / DAY:g} days of the horizon.",
            "Import more of the past, or ask for a shorter horizon.",
        )
    parts: list[DataSet] = []
    share = 1.0
    for some in _chunks(answered, _width(history, question)):
        parts.append(thinned(_part(history, some, question, spec), share))
        while most is not None and sum(map(len, parts)) > most:
            share /= 2
            parts = [thinned(part, share) for part in parts]
    tables = pd.concat([part.table for part in parts], ignore_index=True)
    return DataSet(tables, np.concatenate([part.labels for part in parts]))


def thinned(data: DataSet, share: float, *, salt: int = 0) -> DataSet:
    """About `share` of the entities, with all their rows; for one `salt` a larger share only adds to a smaller."""
    if share >= 1:
        return data
    hashed = pd.util.hash_array(data.table[ENTITY].to_numpy(dtype=object), hash_key=f"{salt:016d}")
    return data.where(hashed / 2.0**64 < share)


def _width(history: History, question: Question) -> int:
    named = [rows[f"{question.entity}_id"] for rows in history.tables.values() if f"{question.entity}_id" in rows]
    return int(pd.concat(named).nunique())


def _chunks(cutoffs: pd.DatetimeIndex, width: int) -> Iterator[pd.DatetimeIndex]:
    step = max(1, CELLS_AT_ONCE // max(width, 1))
    for first in range(0, len(cutoffs), step):
        yield cutoffs[first : first + step]


def _part(history: History, cutoffs: pd.DatetimeIndex, question: Question, spec: Spec) -> DataSet:
    table = build(history, list(cutoffs), question.rows, spec)
    table = table.sort_values([CUTOFF, ENTITY], kind="stable", ignore_index=True)
    return DataSet(table, label(history, table, question.entity, question.horizon))
