"""The feature rows that scores were made from, of which a few are replaced at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from serving.scores.packed import Packed

Places = npt.NDArray[np.intp]

# So many small tables lie side by side before they are put together.
MOST_TABLES = 64


@dataclass(frozen=True)
class FeatureRows:
    """Row i is row `row[i]` of `tables[table[i]]`: many rows are not copied for the sake of a few that are replaced.

    The first `large` of the tables stay as they are.
    """

    tables: tuple[pd.DataFrame | Packed, ...]
    table: Places
    row: Places
    large: int = 1

    @classmethod
    def of(cls, table: pd.DataFrame | Packed) -> Self:
        """The rows of one table."""
        return cls((table,), np.zeros(len(table), dtype=np.intp), np.arange(len(table), dtype=np.intp))

    @classmethod
    def of_all(cls, parts: "Sequence[FeatureRows]") -> Self:
        """The rows of all parts, one after the other; nothing is copied."""
        tables = tuple(table for part in parts for table in part.tables)
        behind = np.cumsum([0, *(len(part.tables) for part in parts[:-1])])
        table = np.concatenate([part.table + before for part, before in zip(parts, behind, strict=True)])
        return cls(tables, table, np.concatenate([part.row for part in parts]), len(tables))

    def __len__(self) -> int:
        return len(self.row)

    def at(self, places: Places) -> pd.DataFrame:
        """These rows, in the order given."""
        of, row = self.table[places], self.row[places]
        numbers = np.unique(of) if len(of) else np.zeros(1, dtype=np.intp)
        parts: list[pd.DataFrame] = [self.tables[number].take(row[of == number]) for number in numbers]
        back = np.argsort(np.concatenate([np.flatnonzero(of == number) for number in numbers]))
        together = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True).take(back)
        return together.reset_index(drop=True)

    def joined(self, fresh: pd.DataFrame) -> "FeatureRows":
        """With the rows of one more table behind these."""
        kept = self if len(self.tables) - self.large < MOST_TABLES else self._together()
        number = np.full(len(fresh), len(kept.tables))
        rows = np.append(kept.row, np.arange(len(fresh), dtype=np.intp))
        return FeatureRows((*kept.tables, fresh), np.append(kept.table, number), rows, self.large)

    def taken(self, order: Places) -> "FeatureRows":
        """These rows alone, in this order."""
        return FeatureRows(self.tables, self.table[order], self.row[order], self.large)

    def _together(self) -> "FeatureRows":
        """The same with one table in place of all small ones."""
        later = np.flatnonzero(self.table >= self.large)
        table, row = np.minimum(self.table, self.large), self.row.copy()
        row[later] = np.arange(len(later))
        return FeatureRows((*self.tables[: self.large], self.at(later)), table, row, self.large)
