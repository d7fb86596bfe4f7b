"""A fitted hazard: its layout, its posterior draws, its JSON."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import truncnorm

from models.hazard.parameters import AGES, PERIOD_WEEKS, Extras, Hazard, Layout, falling, layout_for, working


def hazard_with(load: float, deviation: float, slope: float = 0.0) -> Hazard:
    """A posterior whose load effect is `load` ± `deviation`; the first age rises by `slope` with it."""
    layout = layout_for(2, 2, 2, 9)
    draw = np.random.default_rng(0).standard_normal((layout.total, layout.total + 5))
    covariance = 0.01 * draw @ draw.T / layout.total
    place = layout.starts["load"]
    covariance[place], covariance[:, place] = 0.0, 0.0
    covariance[place, place] = deviation**2
    covariance[0, place] = covariance[place, 0] = slope * deviation**2
    covariance[0, 0] += (slope * deviation) ** 2
    mean = np.linspace(-1, 1, layout.total)
    mean[place] = load
    spread = dict.fromkeys(("region", "industry", "source", "pair", "level", "swing"), 0.1)
    return Hazard(layout, mean, covariance, spread, np.array([2.5, np.nan]), 0.02)


def test_draws_have_the_mean_and_covariance_of_the_posterior():
    """
    Where the load effect is surely negative, draws are those of the normal posterior.
    """
    hazard = hazard_with(-3.0, 0.2)
    draws = hazard.draws(40_000, seed=1)

    assert hazard.mean == pytest.approx(draws.mean(axis=0), abs=0.01)
    assert np.abs(np.cov(draws.T) - hazard.covariance).max() < 0.002


@pytest.mark.parametrize("load", [-3.0, -0.1, 0.0, 0.4, 3.0])
def test_the_load_effect_is_never_positive(load):
    """
    However the data came out, more load does not help; nor is any draw infinite.
    """
    draws = hazard_with(load, 0.2, 0.8).draws(5_000, seed=2)

    assert draws[:, layout_for(2, 2, 2, 9).starts["load"]].max() <= 0
    assert np.isfinite(draws).all()


def test_the_load_effect_is_its_posterior_cut_off_at_zero():
    """
    The mean and deviation of the normal distribution below 0, by scipy's truncated normal.
    """
    hazard = hazard_with(-0.1, 0.2)
    drawn = hazard.draws(40_000, seed=3)[:, hazard.layout.starts["load"]]
    truth = truncnorm(-np.inf, 0.1 / 0.2, loc=-0.1, scale=0.2)

    assert (truth.mean(), truth.std()) == pytest.approx((drawn.mean(), drawn.std()), abs=0.003)


def test_others_move_along_with_the_load_effect():
    """
    What is correlated with the load effect keeps its regression on it.
    """
    hazard = hazard_with(0.3, 0.2, slope=0.8)
    draws = hazard.draws(40_000, seed=4)
    moved = draws[:, hazard.layout.starts["load"]].mean() - 0.3

    assert hazard.mean[0] + 0.8 * moved == pytest.approx(draws[:, 0].mean(), abs=0.005)


def test_equal_seeds_give_equal_draws():
    """
    And others give others.
    """
    hazard = hazard_with(-0.5, 0.2)

    assert hazard.draws(5, seed=1).tolist() == hazard.draws(5, seed=1).tolist()
    assert hazard.draws(5, seed=1).tolist() != hazard.draws(5, seed=2).tolist()


def test_a_hazard_survives_json():
    """
    All its parts are equal to the last bit, an unknown load stays unknown.
    """
    hazard = replace(hazard_with(-0.5, 0.2, 0.5), products=("标准版", "b"), answered=np.array([0.25, 0.75]))
    again = Hazard.from_json(json.loads(json.dumps(hazard.to_json(), allow_nan=False)))

    assert (hazard.layout, hazard.spread, hazard.dispersion) == (again.layout, again.spread, again.dispersion)
    assert (hazard.products, hazard.answered.tolist()) == (again.products, again.answered.tolist())
    assert hazard.mean.tolist() == again.mean.tolist()
    assert hazard.covariance.tolist() == again.covariance.tolist()
    np.testing.assert_array_equal(hazard.usual_load, again.usual_load)


def test_the_families_fill_the_parameter_vector():
    """
    They stand one after the other, none overlapping.
    """
    layout = layout_for(3, 4, 2, 9)
    places = [place for name in layout.sizes for place in range(layout.part(name).start, layout.part(name).stop)]

    assert list(range(layout.total)) == places
    assert AGES + 3 + 4 + 2 + 12 + 3 + 3 + 1 + 1 == layout.total
    assert Layout({"a": 2}).part("a") == slice(0, 2)


@pytest.mark.parametrize(("days", "share"), [(5, 1.0), (6, 1.2), (1, 0.2), (0, 0.1)])
def test_work_is_counted_against_five_days(days, share):
    """
    A week without a working day counts as half a one.
    """
    assert share == pytest.approx(np.exp(working(np.array([1 - days / 7])))[0])


def answering(effects: list[float], deviation: float, answered: list[float]) -> Hazard:
    """A posterior whose classes of response have these effects, and shares of late."""
    layout = layout_for(2, 2, 2, 9, Extras(responses=4))
    mean, variance = np.zeros(layout.total), np.full(layout.total, 1e-6)
    mean[layout.part("response")], variance[layout.part("response")] = effects, deviation**2
    mean[layout.starts["load"]] = -1.0
    spread = dict.fromkeys(("level", "swing"), 0.1)
    return Hazard(layout, mean, np.diag(variance), spread, np.zeros(2), 0.0, (), np.array(answered))


@given(st.lists(st.floats(-5, 5), min_size=4, max_size=4))
def test_the_nearest_falling_row_is_found(values):
    """
    It falls, keeps the sum, and no falling row that a search around it finds is nearer (isotonic regression).
    """
    found = falling(np.array([values]))[0]
    draw = np.random.default_rng(0)
    others = -np.sort(-(found + draw.normal(0, 0.3, (300, 4))), axis=1)

    assert (np.diff(found) <= 1e-9).all()
    assert sum(values) == pytest.approx(found.sum(), abs=1e-6)
    assert ((found - values) ** 2).sum() <= ((others - values) ** 2).sum(axis=1).min() + 1e-9


@pytest.mark.parametrize("effects", [[0.6, 0.3, 0.0, -0.4], [-0.5, 0.2, 0.1, 0.4], [0.0, 0.0, 0.0, 0.0]])
def test_a_faster_response_never_hurts(effects):
    """
    Whatever was found, of two target times the shorter one never has the smaller factor, in any draw.
    """
    hazard = answering(effects, 0.3, [0.1, 0.2, 0.3, 0.4])
    draws = hazard.draws(2_000, seed=1)
    factors = np.array([hazard.response_factor(draws, hours) for hours in (0.1, 0.5, 1, 3, 8, 24, 48, 300)])

    assert (np.diff(factors, axis=0) <= 1e-12).all()
    assert (factors[0] >= 1 - 1e-12).all()
    assert (factors[-1] <= 1 + 1e-12).all()


def test_a_response_is_counted_against_those_of_late():
    """
    The middle of a class has its effect, over the mean of the hazards of late.
    """
    hazard = answering([0.6, 0.3, 0.0, -0.4], 1e-3, [0.1, 0.2, 0.3, 0.4])
    late = np.exp([0.6, 0.3, 0.0, -0.4]) @ [0.1, 0.2, 0.3, 0.4]

    assert np.exp(0.3) / late == pytest.approx(hazard.response_factor(hazard.draws(500, seed=1), 2.0).mean(), rel=0.01)


def test_without_activities_a_response_changes_nothing():
    """
    No class, no effect: the factor is 1.
    """
    hazard = hazard_with(-0.5, 0.2)

    assert {1.0} == set(hazard.response_factor(hazard.draws(5, seed=0), 1.0).tolist())


def test_the_level_stays_on_average():
    """
    Week by week the mean factor is 1, it changes by period alone, and walks no further than a quarter.
    """
    hazard = answering([0.0] * 4, 1e-3, [0.25] * 4)
    moves = hazard.moves(20_000, 41, seed=1)

    assert np.exp(moves).mean(axis=0) == pytest.approx(1.0)
    assert (moves[:, : PERIOD_WEEKS - 1] == moves[:, 1:PERIOD_WEEKS]).all()
    assert moves[:, 4].std() < moves[:, 13].std()
    assert moves[:, 17].std() == pytest.approx(moves[:, 40].std(), rel=0.05)
