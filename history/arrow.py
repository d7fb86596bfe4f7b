"""The tables' frames as Arrow, and back: what the bulk paths and the snapshots are made of."""

from typing import Any

import pandas as pd
import pyarrow as pa

from history.tables import RECORDED, TABLES, Kind

TYPES: dict[Kind, pa.DataType] = {
    Kind.TEXT: pa.large_string(),
    Kind.NUMBER: pa.float64(),
    Kind.TIME: pa.timestamp("us", "UTC"),
    Kind.JSON: pa.large_string(),
}


def schema(name: str) -> pa.Schema:
    """The Arrow schema of table `name`, `recorded_at` last."""
    kinds = [(column.name, column.kind) for column in TABLES[name].columns]
    return pa.schema([(column, TYPES[kind]) for column, kind in [*kinds, (RECORDED, Kind.TIME)]])


def to_arrow(name: str, rows: pd.DataFrame) -> pa.Table:
    """`rows`, which have the dtypes of `history.record.shaped`, without a copy where it can be; unknown is null."""
    wanted = schema(name)
    return pa.table([_array(rows[field.name], field.type) for field in wanted], wanted)


def _array(values: "pd.Series[Any]", dtype: pa.DataType) -> pa.Array:
    if pa.types.is_timestamp(dtype):
        # Left to itself, pyarrow asks pandas for its values in a way that pandas 3.1 warns of.
        return pa.array(values.dt.tz_convert(None).to_numpy(), from_pandas=True).cast(pa.timestamp("us")).cast(dtype)
    return _whole(pa.array(values, dtype, from_pandas=True))


def texts(values: "pd.Series[str] | pd.Index[str]") -> pa.Array:
    """Texts as one Arrow array; unknown is null."""
    return _whole(pa.array(values, TYPES[Kind.TEXT], from_pandas=True))


def _whole(made: pa.Array | pa.ChunkedArray) -> pa.Array:
    return made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made
