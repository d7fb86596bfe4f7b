"""The sheet puts every partition's cells where they belong."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from features.build import partitions
from features.moments import DAY
from features.sheet import Sheet
from features.spec import Spec

WIDTH = 6
span = st.tuples(st.integers(0, WIDTH), st.integers(0, WIDTH)).map(sorted)


@settings(max_examples=100, deadline=None)
@given(st.lists(span, min_size=1, max_size=8), st.integers(1, 20))
def test_every_cell_comes_to_its_row(spans, cells):
    """Whatever the spans and partitions, row by row owner, cut-off, numbers and codes are those of the cell."""
    enter, leave = np.array(spans, dtype=np.int64).T
    owners = np.arange(len(spans))
    ids, moments = pd.Index([f"o{owner}" for owner in owners]), np.arange(WIDTH) * DAY
    numbers, codes = owners[:, None] * 10.0 + np.arange(WIDTH), (owners[:, None] + np.arange(WIDTH)) % 3
    sheet = Sheet(moments, (enter, leave), {"shared": np.arange(WIDTH) * 1.0})
    for chosen in partitions(enter, leave, cells):
        part = (chosen, sheet.moments(chosen))
        sheet.fill(chosen, {"stage": codes[part]}, {"number": numbers[part]})
    table = sheet.table(ids, Spec(stages=("x", "y", "z")))
    expected = [
        (
            f"o{owner}",
            pd.Timestamp(place * DAY, unit="us", tz="UTC"),
            "xyz"[codes[owner, place]],
            numbers[owner, place],
            place,
        )
        for owner in owners
        for place in range(enter[owner], leave[owner])
    ]

    assert expected == list(table.itertuples(index=False, name=None))
