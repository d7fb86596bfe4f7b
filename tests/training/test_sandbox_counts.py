"""Scores of predicted counts, against the slow definitions and against forecasts that are right by construction."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from training.backtest.sandbox.counts import LEVELS, crps, held, noise_floor, shortest
from training.backtest.sandbox.rates import CONSTANT, REGION, SHRUNK, beta_of

COUNTS = st.lists(st.integers(0, 9), min_size=1, max_size=12)


@given(COUNTS, st.integers(0, 12))
def test_crps_is_that_of_its_definition(draws, happened):
    """
    E|X − y| − E|X − X′| / 2, written out over all pairs.
    """
    pairs = np.mean([abs(one - other) for one in draws for other in draws])
    slowly = np.mean([abs(one - happened) for one in draws]) - pairs / 2

    assert slowly == pytest.approx(crps(np.array(draws)[:, None], np.array([happened]))[0])


@given(COUNTS)
def test_the_shortest_interval_holds_enough_and_none_is_shorter(draws):
    """
    Among all intervals between two draws.
    """
    low, high = (int(end[0]) for end in shortest(np.array(draws)[:, None], 0.8))
    inside = [(a, b) for a in draws for b in draws if np.mean([a <= each <= b for each in draws]) >= 0.8]

    assert np.mean([low <= each <= high for each in draws]) >= 0.8
    assert min(b - a for a, b in inside) == high - low


@pytest.mark.parametrize("level", LEVELS)
def test_a_forecast_that_is_right_holds_exactly_its_level(level):
    """
    Counts drawn from what was predicted, small ones as well: whole numbers do not make intervals seem too wide.
    """
    draw = np.random.default_rng(0)
    rate = draw.gamma(2, 1.5, 4_000)
    predicted, happened = draw.poisson(rate, (1_000, 4_000)), draw.poisson(rate)

    assert level == pytest.approx(held(predicted, happened, level).mean(), abs=0.02)


def test_a_forecast_that_is_too_sure_holds_less():
    """
    Half the spread, much less than 80 %.
    """
    draw = np.random.default_rng(0)
    predicted, happened = draw.normal(100, 5, (1_000, 2_000)).round(), draw.normal(100, 10, 2_000).round()

    assert held(predicted.astype(int), happened.astype(int), 0.8).mean() < 0.55


def test_an_outcome_that_no_draw_had_is_not_held():
    """
    Beyond all draws lies outside of every interval.
    """
    assert held(np.arange(10)[:, None], np.array([50]), 0.95).tolist() == [0]


@given(st.integers(1, 60), st.floats(0.001, 0.999))
def test_the_noise_floor_is_the_mean_error_of_the_truth(leads, rate):
    """
    The mean absolute deviation of the binomial, summed over all its outcomes.
    """
    outcomes = np.arange(leads + 1)
    slowly = binom.pmf(outcomes, leads, rate) @ abs(outcomes - leads * rate)

    assert slowly == pytest.approx(noise_floor(np.array([leads]), np.array([rate]))[0], rel=1e-6, abs=1e-9)


def test_rates_lean_as_much_as_their_spread_tells():
    """
    Regions that are alike are thought equal, regions far apart stand for themselves, and one never seen is like all.
    """
    names = np.array(["a", "b", "c", "new"], dtype=object)
    alike = pd.DataFrame({"region": ["a", "b", "c"], "leads": 100, "won": [9, 11, 10]})
    apart = pd.DataFrame({"region": ["a", "b", "c"], "leads": 100, "won": [2, 50, 20]})

    def mean(past, kind):
        a, b = beta_of(past, names)[kind]
        return a / (a + b)

    assert np.ptp(mean(alike, SHRUNK)) < 0.005
    assert np.ptp(mean(apart, SHRUNK)) > 0.4
    assert mean(apart, REGION)[:3] == pytest.approx([0.02, 0.5, 0.2], abs=0.01)
    assert mean(apart, SHRUNK)[3] == pytest.approx(0.24, abs=0.01)
    assert np.ptp(mean(apart, CONSTANT)) == 0
