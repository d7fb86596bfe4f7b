"""The fit of a hazard, on counts drawn from the model itself: what was put in is found."""

import numpy as np
import pandas as pd
import pytest

from models.hazard.fit import WARM_UP_WEEKS, fit_hazard
from models.hazard.parameters import PERIOD_WEEKS, layout_for, working
from tests.models.hazard.grid import (
    AGE,
    INDUSTRIES,
    INDUSTRY,
    LAYOUT,
    LEVEL,
    LOAD,
    REGION,
    REGIONS,
    WEEKS,
    drawn,
    grid,
    linear,
    part,
)


def test_the_load_effect_is_found(fitted):
    """
    Within three posterior deviations of the truth, which themselves are small.
    """
    place = LAYOUT.starts["load"]
    deviation = np.sqrt(fitted.covariance[place, place])

    assert deviation < 0.06
    assert abs(fitted.mean[place] - LOAD) < 3 * deviation


def test_the_hazard_of_every_cell_is_found(fitted):
    """
    The log hazard of each region × industry at middle age and today's level, within four posterior deviations.
    """
    for region in range(REGIONS):
        for industry in range(INDUSTRIES):
            weights = np.zeros(LAYOUT.total)
            for name, place in (("region", region), ("industry", industry), ("pair", region * INDUSTRIES + industry)):
                weights[LAYOUT.starts[name] + place] = 1
            weights[LAYOUT.starts["age"] + 6] = weights[LAYOUT.part("level").stop - 1] = 1
            weights[LAYOUT.part("swing").stop - 1] = 1
            truth = AGE[6] + REGION[region] + INDUSTRY[industry] + LEVEL[-1]
            deviation = np.sqrt(weights @ fitted.covariance @ weights)
            assert abs(weights @ fitted.mean - truth) < 4 * deviation < 1


def test_the_age_profile_is_found(fitted):
    """
    The differences between the age brackets, within 0.15.
    """
    assert np.diff(AGE) == pytest.approx(np.diff(part(fitted, "age")), abs=0.15)


def test_a_total_of_expected_wins_is_the_total_of_wins(cells, fitted):
    """
    The fit neither over- nor underestimates the history as a whole.
    """
    usual = fitted.usual_load[cells["region"]]
    early = cells["week"] < WARM_UP_WEEKS
    load = np.where(early, 0.0, cells["log_load"] - usual)
    period = LAYOUT.sizes["level"] - 1 - (WEEKS - 1 - cells["week"]) // PERIOD_WEEKS
    pair = cells["region"] * INDUSTRIES + cells["industry"]
    log_hazard = sum(part(fitted, name)[cells[name]] for name in ("age", "region", "industry", "source"))
    log_hazard = log_hazard + part(fitted, "pair")[pair] + part(fitted, "level")[period] + part(fitted, "swing")[period]
    log_hazard += (1 + part(fitted, "work")) * working(cells["idle"].to_numpy()) + part(fitted, "load") * load

    assert cells["won"].sum() == pytest.approx((cells["days"] * np.exp(log_hazard)).sum(), rel=0.002)


def test_a_thin_cell_leans_on_its_region_and_industry():
    """
    With hardly a day at risk its own effect is about 0 and its deviation about that of all such effects.
    """
    cells = drawn(60)
    thin = (cells["region"] == 0) & (cells["industry"] == 0)
    cells.loc[thin, "days"] = 0.01
    cells.loc[thin, "won"] = 0.0
    hazard = fit_hazard(cells, "won", LAYOUT)
    place = LAYOUT.starts["pair"]

    assert abs(hazard.mean[place]) < 0.02
    assert hazard.spread["pair"] == pytest.approx(np.sqrt(hazard.covariance[place, place]), rel=0.1)


def test_a_cell_with_much_behind_it_stands_for_itself():
    """
    A cell that wins at twice its expected rate, often enough, is believed.
    """
    cells = drawn(60)
    own = (cells["region"] == 1) & (cells["industry"] == 1)
    cells.loc[own, "won"] *= 2
    effect = part(fit_hazard(cells, "won", LAYOUT), "pair").reshape(REGIONS, INDUSTRIES)

    assert effect[1, 1] > 0.35
    assert abs(np.delete(effect.ravel(), 4)).max() < 0.25


def test_hazards_go_with_working_days_unless_the_data_say_otherwise(fitted):
    """
    A week with two working days of five brings two fifths: the deviation from that is about 0.
    """
    assert abs(part(fitted, "work")[0]) < 0.1


def test_work_on_holidays_is_learned():
    """
    Where holidays change nothing, the working days cancel out.
    """
    cells = grid(60)
    rate = cells["days"] * np.exp(linear(cells) - working(cells["idle"].to_numpy()))
    hazard = fit_hazard(cells.assign(won=np.random.default_rng(5).poisson(rate).astype(float)), "won", LAYOUT)

    assert -1 == pytest.approx(part(hazard, "work")[0], abs=0.1)


@pytest.mark.parametrize("why", ["without load", "no reps"])
def test_an_unknown_load_says_nothing(cells, why):
    """
    Left out, or unknown for want of reps, its effect stays as it was thought to be before any data.
    """
    known = cells if why == "without load" else cells.assign(log_load=np.nan)
    hazard = fit_hazard(known, "won", LAYOUT, with_load=why == "no reps")
    place = LAYOUT.starts["load"]

    assert (0.0, 0.7**2) == pytest.approx((hazard.mean[place], hazard.covariance[place, place]))
    assert np.abs(np.delete(hazard.covariance[place], place)).max() < 1e-9
    assert np.isfinite(hazard.mean).all()


def test_the_load_of_the_first_weeks_is_not_believed(cells):
    """
    Before the history leads were open as well: a load that climbs from nothing does not bend the effect.
    """
    climbing = cells.assign(log_load=np.where(cells["week"] < WARM_UP_WEEKS, -3.0, cells["log_load"]))
    one, other = (fit_hazard(each, "won", LAYOUT) for each in (cells, climbing))

    assert one.mean.tolist() == other.mean.tolist()


def test_noise_beyond_chance_is_measured(fitted):
    """
    Poisson counts have next to none; regional weeks that are doubled or empty have about 1.
    """
    cells = grid(60)
    shaken = np.random.default_rng(6).choice([0.0, 2.0], (REGIONS, WEEKS))[cells["region"], cells["week"]]
    counts = np.random.default_rng(7).poisson(cells["days"] * np.exp(linear(cells)) * shaken).astype(float)

    assert fitted.dispersion < 0.03
    assert 0.6 < fit_hazard(cells.assign(won=counts), "won", LAYOUT).dispersion <= 1.0


def test_neighbouring_ages_lean_on_each_other():
    """
    A bracket in which nothing was at risk lies between its neighbours.
    """
    cells = drawn(60)
    age = part(fit_hazard(cells[cells["age"] != 6], "won", LAYOUT), "age")

    assert min(age[5], age[7]) <= age[6] <= max(age[5], age[7])


def test_a_history_of_one_week_is_fitted():
    """
    One period, hence no walk; most categories never seen.
    """
    layout = layout_for(3, 2, 2, 1)
    cells = pd.DataFrame({"region": [0, 1], "industry": 0, "source": 0, "age": [0, 3], "week": 0, "days": [50.0, 40.0]})
    hazard = fit_hazard(cells.assign(won=[4.0, 8.0], log_load=[1.0, np.nan], idle=2 / 7), "won", layout)

    assert np.isfinite(hazard.mean).all()
    assert np.isfinite(hazard.draws(10, seed=0)).all()
