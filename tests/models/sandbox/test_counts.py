"""Intervals of draws, counts and sums, against the laws themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, nbinom, poisson

from models.sandbox.answer.counts import LEVELS, counted, ranged, summed


def ends(found, place=0):
    """Low and high ends at each of LEVELS."""
    parts = ((found.low_50, found.high_50), (found.low, found.high), (found.low_95, found.high_95))
    return [(float(low[place]), float(high[place])) for low, high in parts]


def test_a_range_is_the_mean_and_the_middle_of_the_draws():
    """
    Of each place on its own.
    """
    draws = np.stack([np.arange(101.0), np.full(101, 5.0)])
    found = ranged(draws)

    assert [50.0, 5.0] == found.value.tolist()
    assert np.array([(25.0, 75.0), (10.0, 90.0), (2.5, 97.5)]) == pytest.approx(np.array(ends(found)))
    assert [(5.0, 5.0)] * 3 == ends(found, 1)


def test_rounding_leaves_no_zero_below_zero():
    """
    A zero with a sign would be shown as -0.
    """
    found = ranged(np.array([[-1e-9, -0.0]]))

    assert not np.signbit(found.rows()).any()


def laws():
    """Laws that a count may have, with their names."""
    yield from (poisson(mean) for mean in (0.01, 0.3, 2.0, 12.0, 29.0))
    yield from (nbinom(size, size / (size + mean)) for mean, size in ((0.5, 2.0), (8.0, 4.0), (25.0, 10.0)))
    yield from (binom(leads, chance) for leads, chance in ((5, 0.4), (30, 0.15), (40, 0.6)))


@pytest.mark.parametrize("law", list(laws()), ids=lambda law: f"{law.dist.name}{law.args}")
def test_the_likeliest_counts_are_those_of_the_law(law):
    """
    By hand: counts are taken in falling order of their chance until they hold the level.
    """
    found = counted(np.array([law.mean()]), np.array([law.var()]))
    chances = law.pmf(np.arange(400))
    for level, (low, high) in zip(LEVELS, ends(found), strict=True):
        taken, held = [], 0.0
        for count in np.argsort(-chances, kind="stable"):
            taken.append(int(count))
            held += chances[count]
            if held >= level:
                break

        # Two counts may be as likely as each other: then one or both are in.
        assert law.cdf(high) - law.cdf(low - 1) == pytest.approx(held, abs=0.03 if len(taken) > 20 else 0.004)


@pytest.mark.parametrize("mean", [31.0, 200.0, 5_000.0])
def test_many_are_counted_like_few(mean):
    """
    Above thirty a continuous law stands for the count: its intervals hold their share to two points.
    """
    law = nbinom(20, 20 / (20 + mean))
    for level, (low, high) in zip(LEVELS, ends(counted(np.array([mean]), np.array([law.var()]))), strict=True):
        assert level == pytest.approx(law.cdf(high) - law.cdf(low - 1), abs=0.02 if mean > 100 else 0.04)


@given(st.floats(0, 1e6), st.floats(0.01, 20))
def test_wider_levels_hold_narrower_ones(mean, spread):
    """
    Whatever the mean and the variance over it.
    """
    (low, high), (lower, higher), (lowest, highest) = ends(counted(np.array([mean]), np.array([mean * spread])))

    assert 0 <= lowest <= lower <= low <= high <= higher <= highest < np.inf


def test_nothing_expected_is_nothing_seen():
    """
    Zero with all its intervals.
    """
    zero = np.zeros(1)

    assert [(0.0, 0.0)] * 3 == ends(counted(zero, zero)) == ends(summed(zero, zero, np.ones(1)))


@pytest.mark.parametrize("mean", [0.4, 3.0, 40.0])
def test_a_sum_holds_its_share_of_simulated_sums(mean):
    """
    Poisson many gamma amounts, drawn one by one.
    """
    draw = np.random.default_rng(4)
    counts = draw.poisson(mean, 40_000)
    sums = np.array([draw.gamma(2.0, 500.0, count).sum() for count in counts])
    variance = mean * (1_000.0**2 + 2 * 500.0**2)
    found = summed(np.array([1_000.0 * mean]), np.array([variance]), np.exp(-np.array([mean])))
    for level, (low, high) in zip(LEVELS, ends(found), strict=True):
        below = (sums <= low).mean() if low else 0.0
        held = (sums <= high).mean() - below

        # Where nothing is likely, the interval begins there and holds more than it must.
        assert held >= level - 0.03
        assert held <= max(level, np.exp(-mean)) + 0.2 * np.exp(-mean) + 0.03
