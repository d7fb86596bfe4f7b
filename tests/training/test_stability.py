import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.stability import chance, edges_of, psi, shares

SIDES = st.lists(st.integers(0, 50), min_size=2, max_size=8).filter(lambda counts: sum(counts) > 0)


def test_edges_are_deciles():
    """
    A hundred different numbers are parted by every tenth; ten bins hold as many each, none is unknown.
    """
    values = pd.Series(np.arange(1.0, 101.0))

    assert tuple(10.0 * number for number in range(1, 10)) == edges_of(values)
    assert [0.1] * 10 + [0.0] == pytest.approx(shares(values, edges_of(values)).tolist())


def test_a_number_that_is_mostly_zero_has_few_edges():
    """
    Equal deciles are one edge, so that zeros are one bin and all else another.
    """
    values = pd.Series([0.0] * 95 + [1.0, 2.0, 3.0, 4.0, 5.0])

    assert (0.0,) == edges_of(values)
    assert [0.95, 0.05, 0.0] == pytest.approx(shares(values, (0.0,)).tolist())


def test_a_constant_has_one_bin():
    """
    What never varies has no edge; a new value is then in the same bin, an unknown one in its own.
    """
    assert () == edges_of(pd.Series([3.0, 3.0]))
    assert [0.5, 0.5] == shares(pd.Series([4.0, np.nan]), ()).tolist()


def test_what_is_never_known_has_no_edge():
    """
    A feature that is NaN throughout lies in the bin of the unknown.
    """
    empty = pd.Series([np.nan, np.nan])

    assert [0.0, 1.0] == shares(empty, edges_of(empty)).tolist()


def test_categories_are_their_own_bins():
    """
    Named values each, then all that training did not know, then the unknown.
    """
    trained = pd.Series(pd.Categorical(["web", "fair", "web"], categories=pd.Index(["fair", "web"])))
    today = pd.Series(pd.Categorical(["web", "call", None, None], categories=pd.Index(["call", "web"])))

    assert ("fair", "web") == edges_of(trained)
    assert [0.0, 0.25, 0.25, 0.5] == shares(today, edges_of(trained)).tolist()


def test_shares_of_nothing_are_unknown():
    """
    Without rows there is no share, not a share of zero.
    """
    assert np.isnan(shares(pd.Series([], dtype=float), (1.0,))).all()


def test_the_index_by_hand():
    """
    (0.7 − 0.5) ln(0.7/0.5) + (0.3 − 0.5) ln(0.3/0.5).
    """
    expected = 0.2 * math.log(1.4) - 0.2 * math.log(0.6)

    assert expected == pytest.approx(psi(np.array([0.5, 0.5]), np.array([0.7, 0.3])))


@given(one=SIDES, other=SIDES)
def test_the_index_is_symmetric_and_never_negative(one, other):
    """
    It is 0 between equals, and does not ask which came first.
    """
    width = min(len(one), len(other))
    first, second = (np.array(counts[:width]) + 1.0 for counts in (one, other))
    first, second = first / first.sum(), second / second.sum()

    assert 0 == psi(first, first)
    assert psi(first, second) == pytest.approx(psi(second, first))
    assert psi(first, second) >= 0


def test_chance_is_what_samples_of_one_population_show():
    """
    Of 2,000 pairs of samples, about one in a thousand passes the bound; more than one in a hundred would be wrong.
    """
    random, expected = np.random.default_rng(0), np.full(10, 0.1)
    samples = [[random.multinomial(size, expected) / size for size in (400, 300)] for _ in range(2000)]
    passed = np.mean([psi(*pair) > chance(expected, 400, 300) for pair in samples])

    assert passed < 0.01
    assert 0.0 == chance(np.array([1.0, 0.0]), 400, 300)
