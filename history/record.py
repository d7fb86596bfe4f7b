"""A history in memory: the seven tables as pandas frames, with the business that they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from history.settings import Business
from history.tables import RECORDED, TABLES, Kind

DTYPES: dict[Kind, Any] = {
    Kind.TEXT: "str",
    Kind.NUMBER: "float64",
    Kind.TIME: pd.DatetimeTZDtype("us", "UTC"),
    Kind.JSON: "str",
}


def shaped(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` with exactly the columns and dtypes of table `name`, in key order; absent columns become unknown.

    Times must be aware; `recorded_at` must be there. Raises TypeError or ValueError where a column cannot be cast.
    """
    table = TABLES[name]
    dtypes = {column.name: DTYPES[column.kind] for column in table.columns} | {RECORDED: DTYPES[Kind.TIME]}
    frame = rows.reindex(columns=list(dtypes)).astype(dtypes)
    order = [*table.key, RECORDED]
    if _in_order(frame, order):
        return frame.reset_index(drop=True)
    return frame.sort_values(order, kind="stable", ignore_index=True)


def _in_order(frame: pd.DataFrame, columns: list[str]) -> bool:
    """Whether the rows stand in the order of `columns`: most often they were written so, and sorting takes long."""
    tied = np.ones(max(len(frame) - 1, 0), dtype=bool)
    for name in columns:
        values = frame[name].array
        if not (~tied | (values[:-1] <= values[1:])).all():
            return False
        tied &= np.asarray(values[:-1] == values[1:], dtype=bool)
    return True


@dataclass(frozen=True)
class History:
    """What happened: `history["leads"]` is the frame of that table, always there, perhaps empty."""

    tables: Mapping[str, pd.DataFrame]
    business: Business

    @classmethod
    def of(cls, business: Business, **tables: pd.DataFrame) -> "History":
        """A history from the frames given by table name; the tables not given are empty."""
        return cls({name: shaped(name, tables.get(name, pd.DataFrame())) for name in TABLES}, business)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    def known_by(self, moment: pd.Timestamp) -> "History":
        """Only the rows recorded by `moment`: what this system knew then."""
        return History({name: _known(rows, moment) for name, rows in self.tables.items()}, self.business)

    @property
    def last_recorded(self) -> pd.Timestamp | None:
        """When the newest row was recorded (aware UTC); None for an empty history."""
        times = [rows[RECORDED].max() for rows in self.tables.values() if len(rows)]
        return max(times) if times else None


def _known(rows: pd.DataFrame, moment: pd.Timestamp) -> pd.DataFrame:
    known = rows[RECORDED] <= moment
    return rows if known.all() else rows[known].reset_index(drop=True)
