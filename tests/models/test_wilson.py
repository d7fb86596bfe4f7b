import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from models.wilson import wilson


@given(st.integers(1, 4000).flatmap(lambda rows: st.tuples(st.integers(0, rows), st.just(rows))))
def test_it_equals_scipys_for_whole_numbers(counts):
    """
    Of so many yes among so many rows, both ends are SciPy's.
    """
    found = binomtest(*counts).proportion_ci(method="wilson")

    assert wilson(counts[0] / counts[1], counts[1]) == pytest.approx((found.low, found.high), abs=1e-9)


def test_many_shares_at_once_are_each_alone():
    """
    Arrays of shares and rows give the ends of each; ten of a hundred: 5.5 % to 17.4 % (as tabulated).
    """
    low, high = wilson(np.array([0.1, 0.0, 1.0]), np.array([100, 7, 7]))

    assert (0.0552, 0.1744) == pytest.approx((low[0], high[0]), abs=1e-4)
    assert (0.0, 1.0) == (low[1], high[2])
    assert 1 - high[1] == pytest.approx(low[2])


@given(st.integers(1, 500).flatmap(lambda rows: st.tuples(st.integers(0, rows), st.just(rows))))
def test_fewer_rows_make_nothing_surer(counts):
    """
    Of a seventh of the rows the interval is wider on both sides, and holds the share.
    """
    share = counts[0] / counts[1]
    (low, high), (lower, higher) = wilson(share, counts[1]), wilson(share, counts[1] / 7)

    assert lower <= low + 1e-12
    assert higher >= high - 1e-12
    assert lower <= share <= higher
