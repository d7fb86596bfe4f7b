"""The level of a hazard: a walk with jumps, beside swings that pass."""

from itertools import pairwise

import numpy as np
import pytest

from models.hazard.fit import fit_hazard
from models.hazard.parameters import LEVEL_FREEDOM, PERIOD_WEEKS
from models.hazard.prior import PINNED, Prior
from tests.models.hazard.grid import (
    LAYOUT,
    LEVEL,
    WEEKS,
    grid,
    linear,
    part,
)


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
