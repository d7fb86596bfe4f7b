"""The fit of a hazard, on counts drawn from the model itself, against its own definition written out slowly."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from models.hazard.design import Design, design_of
from models.hazard.fit import WARM_UP_WEEKS, fit_hazard, mode_of
from models.hazard.parameters import AGES, LEVEL_FREEDOM, PERIOD_WEEKS, Extras, Hazard, layout_for, working
from models.hazard.prior import PINNED, Prior

REGIONS, INDUSTRIES, SOURCES, WEEKS = 4, 3, 2, 60
AGE = np.linspace(-5.5, -4.0, AGES)
REGION = np.array([0.3, -0.2, 0.1, -0.2])
INDUSTRY = np.array([0.4, 0.0, -0.4])
SOURCE = np.array([0.2, -0.2])
LEVEL = np.repeat([0.0, 0.1, 0.15, 0.1, 0.0, -0.05, -0.1, -0.1, -0.05, 0.0, 0.0, 0.05, 0.1, 0.1, 0.1], PERIOD_WEEKS)
LOAD = -0.5


def grid(days: float, seed: int = 0) -> pd.DataFrame:
    """Every cell of the grid with `days` at risk, and the load and idle days of its week."""
    sizes = {"region": REGIONS, "industry": INDUSTRIES, "source": SOURCES, "age": AGES, "week": WEEKS}
    cells = pd.DataFrame(np.indices(tuple(sizes.values())).reshape(len(sizes), -1).T, columns=list(sizes))
    draw = np.random.default_rng(seed)
    loads = np.cumsum(0.25 * draw.standard_normal((REGIONS, WEEKS)), axis=1)
    idle = np.where(np.arange(WEEKS) % 13 == 5, 5 / 7, 2 / 7)
    return cells.assign(
        days=float(days), log_load=2.5 + loads[cells["region"], cells["week"]], idle=idle[cells["week"]]
    )


def linear(cells: pd.DataFrame) -> np.ndarray:
    """The true log hazard of each cell, load counted from each region's mean."""
    usual = cells["log_load"].groupby(cells["region"]).transform("mean")
    parts = [AGE[cells["age"]], REGION[cells["region"]], INDUSTRY[cells["industry"]], SOURCE[cells["source"]]]
    return sum(parts) + LEVEL[cells["week"]] + working(cells["idle"].to_numpy()) + LOAD * (cells["log_load"] - usual)


def drawn(days: float, seed: int = 0) -> pd.DataFrame:
    """The grid with wins drawn from the model."""
    cells = grid(days, seed)
    return cells.assign(won=np.random.default_rng(seed + 100).poisson(days * np.exp(linear(cells))).astype(float))


LAYOUT = layout_for(REGIONS, INDUSTRIES, SOURCES, WEEKS)


@pytest.fixture(scope="module")
def cells() -> pd.DataFrame:
    return drawn(60)


@pytest.fixture(scope="module")
def fitted(cells: pd.DataFrame) -> Hazard:
    return fit_hazard(cells, "won", LAYOUT)


def part(hazard: Hazard, name: str) -> np.ndarray:
    return hazard.mean[hazard.layout.part(name)]


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


def log_posterior(design: np.ndarray, counts, offset, precision, values: np.ndarray) -> float:
    total = -values @ precision @ values / 2
    for row, count, shift in zip(design, counts, offset, strict=True):
        total += count * (row @ values + shift) - np.exp(row @ values + shift)
    return float(total)


def plain(values: np.ndarray) -> Design:
    """A design of numbers alone, a parameter each."""
    return Design((), (), values, sparse.eye_array(values.shape[1]).tocsr())


def test_at_the_mode_the_log_posterior_is_flat_and_curved_as_said():
    """
    Finite differences of the log posterior, written out: no slope, and the inverse of the covariance as curvature.
    """
    draw = np.random.default_rng(1)
    design, precision = draw.standard_normal((40, 3)), np.diag([1.0, 2.0, 0.5])
    counts, offset = draw.poisson(2, 40).astype(float), draw.normal(0, 0.3, 40)
    mode, covariance = mode_of(plain(design), counts, offset, precision, np.zeros(3))
    step = 1e-4
    for place in range(3):
        aside = step * np.eye(3)[place]
        here, up, down = (
            log_posterior(design, counts, offset, precision, mode + shift) for shift in (0 * aside, aside, -aside)
        )
        assert abs(up - down) / (2 * step) < 1e-3
        assert -(up - 2 * here + down) / step**2 == pytest.approx(np.linalg.inv(covariance)[place, place], rel=1e-3)


def test_a_bad_start_leads_to_the_same_mode():
    """
    The height has one peak, and steps that overshoot are shortened.
    """
    draw = np.random.default_rng(2)
    design = plain(draw.standard_normal((60, 2)))
    counts = draw.poisson(1, 60).astype(float)
    found = [mode_of(design, counts, np.zeros(60), np.eye(2), np.full(2, start))[0] for start in (0.0, 5.0, -5.0)]

    assert found[0] == pytest.approx(found[1], abs=1e-4)
    assert found[0] == pytest.approx(found[2], abs=1e-4)


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


def test_a_level_that_went_up_stays_up():
    """
    Where the level moved for good, the newest level is the new one.
    """
    cells = grid(60)
    step = np.where(np.arange(WEEKS) < WEEKS // 2, 0.0, 0.5)
    rate = cells["days"] * np.exp(linear(cells) - LEVEL[cells["week"]] + step[cells["week"]])
    hazard = fit_hazard(cells.assign(won=np.random.default_rng(7).poisson(rate).astype(float)), "won", LAYOUT)
    level = part(hazard, "level")

    assert level[-1] - level[0] == pytest.approx(0.5, abs=0.12)


def test_what_passes_is_no_level():
    """
    Periods that go up and down at random are swings: the level stays near their mean.
    """
    cells = grid(60)
    swings = np.random.default_rng(3).choice([-0.3, 0.3], WEEKS // PERIOD_WEEKS)
    swings[-1] = 0.3
    rate = cells["days"] * np.exp(linear(cells) - LEVEL[cells["week"]] + np.repeat(swings, PERIOD_WEEKS)[cells["week"]])
    hazard = fit_hazard(cells.assign(won=np.random.default_rng(8).poisson(rate).astype(float)), "won", LAYOUT)

    assert hazard.spread["swing"] > 0.2 > 0.12 > hazard.spread["level"]
    assert np.ptp(part(hazard, "level")) < 0.15


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


def test_the_prior_is_that_of_a_random_walk():
    """
    The level's precision is that of its steps, each as freed as it is, written out; the newest is pinned to 0.
    """
    first = Prior.first(LAYOUT)
    freed = np.linspace(0.1, 1.0, len(first.freed))
    block = Prior(first.spread | {"level": 0.1}, freed).precision(LAYOUT)[LAYOUT.part("level"), LAYOUT.part("level")]
    values = np.random.default_rng(0).standard_normal(len(block))
    steps = zip(pairwise(values), freed, strict=True)
    slowly = sum(free * (after - before) ** 2 / 0.1**2 for (before, after), free in steps)

    assert slowly + (values[-1] / PINNED) ** 2 == pytest.approx(values @ block @ values)


def test_a_step_is_freed_as_its_size_asks():
    """
    The weight of Student's t: (ν + 1) / (ν + the squared step in units of its scale).
    """
    mode = np.zeros(LAYOUT.total)
    mode[LAYOUT.part("level")][3:] = 2.0
    found = Prior.first(LAYOUT).updated(LAYOUT, mode, 1e-12 * np.eye(LAYOUT.total), WEEKS)
    still, jump = (
        (LEVEL_FREEDOM + 1) / LEVEL_FREEDOM,
        (LEVEL_FREEDOM + 1) / (LEVEL_FREEDOM + 4 / found.spread["level"] ** 2),
    )

    assert [still, still, jump, still] == pytest.approx(found.freed[:4].tolist())


def test_a_jump_is_no_walk():
    """
    Where the level went up once and steeply, it is found so, and neither swings nor all other steps are thought large.
    """
    cells = grid(60)
    jump = np.where(np.arange(WEEKS) < 20, -2.5, 0.0)
    rate = cells["days"] * np.exp(linear(cells) - LEVEL[cells["week"]] + jump[cells["week"]])
    hazard = fit_hazard(cells.assign(won=np.random.default_rng(9).poisson(rate).astype(float)), "won", LAYOUT)

    assert part(hazard, "level")[0] == pytest.approx(-2.5, abs=0.25)
    assert max(hazard.spread["level"], hazard.spread["swing"]) < 0.12


EXTRAS = Extras(products=4, months=12, responses=4)
FULL = layout_for(REGIONS, INDUSTRIES, SOURCES, WEEKS, EXTRAS)
PRODUCT = np.array([0.5, -0.1, -0.4, 0.0])
RESPONSE = np.array([0.0, 0.4, 0.2, -0.1, -0.5])
SEASON = np.array([-0.3, 0.0, 0.2, 0.0, 0.0, 0.3, 0.0, 0.0, -0.2, 0.0, -0.3, 0.3])


def split(days: float, seasonal: float = 1.0, weeks: int = WEEKS) -> pd.DataFrame:
    """The grid with a product, a response and a month for each of its cells, and wins that follow them."""
    draw = np.random.default_rng(11)
    cells = grid(days)
    cells = cells[cells["week"] < weeks].reset_index(drop=True)
    cells["product"] = draw.integers(0, 4, len(cells))
    cells["response"] = np.where(cells["age"] == 0, 0, draw.integers(1, 5, len(cells)))
    cells["season"] = cells["week"] * 7 // 30 % 12
    log = linear(cells) + PRODUCT[cells["product"]] + RESPONSE[cells["response"]] + seasonal * SEASON[cells["season"]]
    return cells.assign(won=draw.poisson(cells["days"] * np.exp(log)).astype(float))


def test_products_and_responses_are_found():
    """
    Their differences, within 0.1 where much was seen.
    """
    hazard = fit_hazard(split(60), "won", FULL, products=("a", "b", "c"))

    assert np.diff(PRODUCT) == pytest.approx(np.diff(part(hazard, "product")), abs=0.1)
    assert np.diff(RESPONSE[1:]) == pytest.approx(np.diff(part(hazard, "response")), abs=0.1)
    assert ("a", "b", "c") == hazard.products
    assert hazard.answered == pytest.approx(0.25, abs=0.04)


def test_a_product_hardly_seen_is_like_all():
    """
    Its effect leans on 0, with about the deviation of all such effects.
    """
    cells = split(60)
    cells.loc[cells["product"] == 2, ["days", "won"]] = [0.001, 0.0]
    hazard = fit_hazard(cells, "won", FULL)
    place = FULL.starts["product"] + 2

    assert abs(hazard.mean[place]) < 0.05
    assert hazard.spread["product"] == pytest.approx(np.sqrt(hazard.covariance[place, place]), rel=0.1)


def test_months_seen_once_are_no_season():
    """
    With less than a year, whatever months did may have been chance: no effect beyond a few percent.
    """
    layout = layout_for(REGIONS, INDUSTRIES, SOURCES, 44, EXTRAS)

    assert abs(part(fit_hazard(split(60, weeks=44), "won", layout), "season")).max() < 0.05


def test_the_design_is_that_of_an_explicit_matrix():
    """
    Look-ups and counts by code equal the products with the whole matrix, built column by column.
    """
    cells = split(60).sample(300, random_state=1)
    draw = np.random.default_rng(2)
    work, load = draw.standard_normal((2, len(cells)))
    design = design_of(cells, FULL, work, load)
    matrix = np.zeros((len(cells), FULL.total))
    period = FULL.sizes["level"] - 1 - (cells["week"].max() - cells["week"]) // PERIOD_WEEKS
    pair = cells["region"] * INDUSTRIES + cells["industry"]
    for name, code in {
        **cells,
        "pair": pair,
        "level": period,
        "swing": period,
        "response": cells["response"] - 1,
    }.items():
        if name in FULL.sizes:
            rows = np.flatnonzero(code >= 0)
            matrix[rows, FULL.starts[name] + code.to_numpy()[rows]] = 1
    matrix[:, FULL.starts["work"]], matrix[:, FULL.starts["load"]] = work, load
    values, weight = draw.standard_normal(FULL.total), draw.random(len(cells))

    assert matrix @ values == pytest.approx(design.linear(values))
    assert matrix.T @ weight == pytest.approx(design.slope(weight))
    assert (matrix.T * weight) @ matrix == pytest.approx(design.curvature(weight))
