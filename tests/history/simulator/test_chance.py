import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest, poisson

from history.simulator.chance import Chance
from history.simulator.chance import poisson as counted


def test_a_draw_depends_on_its_own_keys_alone():
    """
    Asking for more draws, or in another order, changes none of them.
    """
    chance = Chance(7)

    few = chance.uniform("fate", 3, np.arange(10))
    many = chance.uniform("fate", 3, np.arange(1_000)[::-1])[::-1]

    assert few.tolist() == many[:10].tolist()


def test_purposes_seeds_and_keys_differ():
    """
    Another purpose, seed or order of keys gives other numbers.
    """
    who = np.arange(1, 50)

    drawn = [
        Chance(7).uniform("fate", who, 0),
        Chance(7).uniform("advance", who, 0),
        Chance(8).uniform("fate", who, 0),
        Chance(7).uniform("fate", 0, who),
    ]

    assert 4 * 49 == len(np.unique(np.concatenate(drawn)))


def test_draws_are_uniform_and_uncorrelated():
    """
    Over days and leads the draws are uniform, and neighbours have nothing to do with each other.
    """
    drawn = Chance(1).uniform("fate", np.arange(300)[:, None], np.arange(300)[None, :])

    assert kstest(drawn.ravel(), "uniform").pvalue > 0.001
    assert abs(np.corrcoef(drawn[1:].ravel(), drawn[:-1].ravel())[0, 1]) < 0.015
    assert abs(np.corrcoef(drawn[:, 1:].ravel(), drawn[:, :-1].ravel())[0, 1]) < 0.015


def test_choice_follows_the_weights():
    """
    Positions come up as often as their weights say, and never with a weight of 0.
    """
    picked = Chance(1).choice(np.array([1.0, 0.0, 3.0]), "source", np.arange(20_000))

    shares = np.bincount(picked, minlength=3) / 20_000

    assert 0 == shares[1]
    assert abs(shares[0] - 0.25) < 0.01


@given(st.floats(1e-9, 1 - 1e-9), st.floats(0, 1.5), st.floats(0, 1.5))
def test_counts_agree_with_scipy_and_grow_with_the_rate(uniform, rate, more):
    """
    A count is the quantile of the Poisson distribution, cut off at 6; a higher rate never lowers it.
    """
    drawn = np.array([uniform])

    low, high = counted(drawn, np.array([rate]))[0], counted(drawn, np.array([rate + more]))[0]

    near = {min(poisson.ppf(uniform + shift, rate), 6) for shift in (-1e-12, 0, 1e-12)}
    assert low in near
    assert low <= high
