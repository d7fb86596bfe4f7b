"""Feature tables that take less memory."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pandas.testing import assert_frame_equal

from features.frame import ENTITY
from serving.scores.packed import FEW, Packed

numbers = arrays.arrays(np.int32, st.tuples(st.integers(0, 6), st.integers(0, 4)))


@given(numbers, st.data())
def test_rows_are_those_of_the_table_to_the_bit(bits: np.ndarray, data: st.DataObject) -> None:
    """Whatever the numbers are: every kind of NaN, both zeros, infinity; there may be no column or no row of them."""
    floats = pd.DataFrame(bits.view(np.float32), columns=[f"f{place}" for place in range(bits.shape[1])])
    rows = np.array(data.draw(st.lists(st.integers(0, len(bits) - 1))) if len(bits) else [], dtype=np.intp)

    packed = Packed.of(pd.concat([pd.DataFrame({ENTITY: [f"a{row}" for row in range(len(bits))]}), floats], axis=1))

    found = packed.take(rows)
    assert [f"a{row}" for row in rows] == found[ENTITY].tolist()
    np.testing.assert_array_equal(bits[rows], found[list(floats)].to_numpy(np.float32).view(np.int32))


def test_only_columns_of_few_values_are_a_byte_a_row() -> None:
    """One more value than a byte can tell, and the column stays what it was."""
    number = np.arange(5 * FEW)
    table = pd.DataFrame({"few": number % FEW, "many": number % (FEW + 1)}, dtype=np.float32)
    table.insert(0, "region", pd.Categorical(np.where(number % 3, "north", "south")))

    packed = Packed.of(table)

    assert (1, len(table)) == packed.codes.shape
    assert (1, len(table)) == packed.numbers.shape
    assert_frame_equal(table, packed.take(number))
