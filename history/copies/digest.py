"""The hash of a history's content, whatever the order of its rows and whatever wrote the file that they came from.

SHA-256 over the settings of the business as canonical JSON and, for each table by name, its columns in order, each as a
run of bytes that no library's format has a part in: rows sorted by the table's key, `recorded_at`, and then by every
other column; times as 64-bit microseconds and numbers as 64-bit floats (both little-endian, zero where unknown), texts
as UTF-8 one after the other with their lengths as 64-bit integers; each preceded by a byte a row that says whether the
value is known.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from history.tables import RECORDED, TABLES


def digest(tables: Mapping[str, pa.Table], business: Mapping[str, Any]) -> str:
    """The hash of the tables, given as Arrow, and the settings, as plain JSON values: 64 hexadecimal digits."""
    running = hashlib.sha256()
    running.update(json.dumps(business, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())
    for name in sorted(tables):
        rows = tables[name]
        running.update(json.dumps([name, rows.num_rows, rows.column_names]).encode())
        ordered = rows.take(_order(name, rows))
        for column in ordered.columns:
            for part in _canonical(column.combine_chunks()):
                running.update(part)
    return running.hexdigest()


def _order(name: str, rows: pa.Table) -> pa.Array:
    key = [column for column in (*TABLES[name].key, RECORDED) if column in rows.column_names]
    rest = [column for column in rows.column_names if column not in key]
    return pc.sort_indices(rows, [(column, "ascending") for column in key + rest])


def _canonical(column: pa.Array) -> Iterator[bytes | memoryview]:
    """Which values are known, and the values."""
    yield column.is_valid().to_numpy(zero_copy_only=False).astype("u1").tobytes()
    if pa.types.is_timestamp(column.type):
        micros = column.cast(pa.timestamp("us", "UTC")).cast(pa.int64())
        yield pc.fill_null(micros, 0).to_numpy().astype("<i8").tobytes()
    elif pa.types.is_floating(column.type):
        # Adding zero makes one of the two zeros.
        yield (pc.fill_null(column, 0.0).to_numpy() + 0.0).astype("<f8").tobytes()
    else:
        yield from _texts(pc.fill_null(column.cast(pa.large_string()), ""))


def _texts(column: pa.Array) -> Iterator[bytes | memoryview]:
    lengths = pc.binary_length(column).to_numpy().astype("<i8")
    yield lengths.tobytes()
    _, offsets, data = column.buffers()
    if lengths.sum():
        start = int(np.frombuffer(offsets, dtype="<i8")[column.offset])
        yield memoryview(data)[start : start + int(lengths.sum())]
