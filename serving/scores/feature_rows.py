"""The feature rows that scores were made from, of which a few are replaced at a time."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

Places = npt.NDArray[np.intp]

# So many tables lie side by side before those that replaced rows are put together.
MOST_TABLES = 64


@dataclass(frozen=True)
class FeatureRows:
    """Row i is row `row[i]` of `tables[table[i]]`: many rows are not copied for the sake of a few that are replaced."""

    tables: tuple[pd.DataFrame, ...]
    table: Places
    row: Places

    @classmethod
    def of(cls, table: pd.DataFrame) -> Self:
        """The rows of one table."""
        return cls((table,), np.zeros(len(table), dtype=np.intp), np.arange(len(table), dtype=np.intp))

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
        kept = self if len(self.tables) < MOST_TABLES else self._together()
        number = np.full(len(fresh), len(kept.tables))
        rows = np.append(kept.row, np.arange(len(fresh), dtype=np.intp))
        return FeatureRows((*kept.tables, fresh), np.append(kept.table, number), rows)

    def taken(self, order: Places) -> "FeatureRows":
        """These rows alone, in this order."""
        return FeatureRows(self.tables, self.table[order], self.row[order])

    def _together(self) -> "FeatureRows":
        """The same with one table in place of all but the first."""
        later = np.flatnonzero(self.table > 0)
        table, row = np.minimum(self.table, 1), self.row.copy()
        row[later] = np.arange(len(later))
        return FeatureRows((self.tables[0], self.at(later)), table, row)
