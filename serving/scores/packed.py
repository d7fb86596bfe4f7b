"""A feature table that stays in memory for long."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

# So many different values are told apart by one byte.
FEW = 256

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Packed:
    """A feature table whose numbers of few different values are one byte each: most count something within a month.

    `keys` are the columns that are no numbers. The numbers `names` follow them; those at the places `coded` are
    `values[first + code]`, those at the places `plain` stand in `numbers`, a line a column. To the bit, NaN too.
    """

    keys: pd.DataFrame
    names: pd.Index
    coded: Rows
    codes: npt.NDArray[np.uint8]
    first: Rows
    values: npt.NDArray[np.float32]
    plain: Rows
    numbers: npt.NDArray[np.float32]

    @classmethod
    def of(cls, table: pd.DataFrame) -> Self:
        """The rows of `table`, whose numbers are float32 and come last."""
        floats = table.select_dtypes("float32")
        columns = floats.to_numpy().T
        codes, values, plain = [], [], []
        for place, column in enumerate(columns):
            code, bits = pd.factorize(np.ascontiguousarray(column).view(np.int32))
            if len(bits) > FEW:
                plain.append(place)
            else:
                codes.append(code.astype(np.uint8))
                values.append(bits.view(np.float32))
        sizes = [len(each) for each in values]
        return cls(
            keys=table.drop(columns=floats.columns).reset_index(drop=True),
            names=floats.columns,
            coded=np.setdiff1d(np.arange(len(columns)), plain),
            codes=np.array(codes, dtype=np.uint8).reshape(len(codes), len(table)),
            first=np.cumsum([0, *sizes])[:-1],
            values=np.concatenate([np.empty(0, dtype=np.float32), *values]),
            plain=np.array(plain, dtype=np.intp),
            numbers=columns[plain],
        )

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, rows: Rows) -> pd.DataFrame:
        """These rows of the table, in this order."""
        block = np.empty((len(self.names), len(rows)), dtype=np.float32)
        block[self.coded] = self.values[self.first[:, None] + self.codes[:, rows]]
        block[self.plain] = self.numbers[:, rows]
        numbers = pd.DataFrame(block.T, columns=self.names, copy=False)
        return pd.concat([self.keys.take(rows).reset_index(drop=True), numbers], axis=1)
