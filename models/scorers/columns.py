"""From a feature table to the numbers that a model takes, whatever order its columns come in."""

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.frame import feature_names

Matrix = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.floating[Any]]
NumbersT = TypeVar("NumbersT", bound=npt.NDArray[np.floating[Any]])

# So many rows of a matrix stay in the processor's cache while it is filled column by column.
STRETCH = 2_048

# Families that say the same of everybody at a cut-off, or of a whole region: they tell periods apart.
SURROUNDINGS = ("level_", "calendar_", "load_", "rate_")
# Who looks after a lead, and what is known of them: people come, go and change as periods do.
PEOPLE = ("rep",)


def summed(values: Matrix, owner: npt.NDArray[np.int64], owners: int) -> Matrix:
    """Columns of `values` (rows, columns) added up by their owner: (rows, owners).

    A row comes out the same alone as among many: a matrix product, or a sum along the row, rounds by their number.
    """
    found = np.zeros((len(values), owners))
    for column, place in zip(values.T, owner, strict=True):
        found[:, place] += column
    return found


@dataclass(frozen=True)
class Columns:
    """The columns a model was fitted on: their names, and the values that each categorical one may take."""

    names: tuple[str, ...]
    categories: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, table: pd.DataFrame, *, surroundings: bool = True, without: tuple[str, ...] = ()) -> "Columns":
        """The columns of `table` that vary in it, but for the families `without` (prefixes of names).

        Without `surroundings`, only what is an entity's own: nothing of its surroundings, nor of people.
        """
        left_out = without if surroundings else (*without, *SURROUNDINGS, *PEOPLE)
        names = [name for name in feature_names(table) if not name.startswith(left_out)]
        varied = [name for name in names if table[name].nunique(dropna=False) > 1]
        values = {
            name: tuple(str(value) for value in table[name].cat.categories)
            for name in varied
            if isinstance(table[name].dtype, pd.CategoricalDtype)
        }
        return cls(tuple(varied), values)

    def codes(self, table: pd.DataFrame) -> Matrix:
        """Shape (rows, columns): numbers as they are, categories as their position, NaN for unknown or unseen.

        Raises:
            ValueError: the table lacks a column that the model was fitted on.
        """
        return self._filled(self.arrays(table), np.empty((len(table), len(self.names))))

    def narrow_codes(self, table: pd.DataFrame) -> Numbers:
        """The same in single precision, which holds all that a feature table holds, in half the time and memory.

        Raises:
            ValueError: the table lacks a column that the model was fitted on.
        """
        return self._filled(self.arrays(table), np.empty((len(table), len(self.names)), dtype=np.float32))

    @staticmethod
    def _filled(columns: list[Numbers], matrix: NumbersT) -> NumbersT:
        for start in range(0, len(matrix), STRETCH):
            stretch = slice(start, start + STRETCH)
            for position, column in enumerate(columns):
                matrix[stretch, position] = column[stretch]
        return matrix

    def arrays(self, table: pd.DataFrame) -> list[Numbers]:
        """The columns of `codes` one by one, shape (rows,) each, in the precision of the table.

        Raises:
            ValueError: the table lacks a column that the model was fitted on.
        """
        if missing := [name for name in self.names if name not in table.columns]:
            raise ValueError(f"the table lacks the features {missing[:5]}; build it with the model's own spec")
        return [self._coded(table, name) if name in self.categories else table[name].to_numpy() for name in self.names]

    def _coded(self, table: pd.DataFrame, name: str) -> Matrix:
        own = pd.Index(self.categories[name])
        given = pd.Categorical(table[name])
        # Each category is looked up once, not each row; the last place is that of what is unknown.
        place = np.append(own.get_indexer(pd.Index(given.categories.astype("str"))), -1).astype(np.float64)
        place[place < 0] = np.nan
        coded: Matrix = place[given.codes]
        return coded

    @property
    def categorical(self) -> list[int]:
        """Positions of the categorical columns."""
        return [position for position, name in enumerate(self.names) if name in self.categories]

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {"names": list(self.names), "categories": {key: list(value) for key, value in self.categories.items()}}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Columns":
        """The inverse of `to_json`."""
        return cls(tuple(data["names"]), {key: tuple(value) for key, value in data["categories"].items()})
