"""From drawn parameters to hazards of the weeks to come."""

from dataclasses import replace

import numpy as np
import pytest

from models.sandbox.course.pace import pace_of
from models.sandbox.state.standing import MOST_WEEKS


def test_a_pace_multiplies_the_effects(make_hazard, make_standing):
    """
    Hazards of a draw are products of its effects: ages in days, region, industry, pair, level, source, work.
    """
    hazard, standing = make_hazard(1, 1, 0.01, -0.5), make_standing(1, 1)
    draw = np.random.default_rng(0).normal(0, 0.3, (1, hazard.layout.total))
    part = {name: draw[0, hazard.layout.part(name)] for name in hazard.layout.sizes}
    made = pace_of(hazard, draw, replace(standing, idle=np.full(MOST_WEEKS, 4 / 7)), seed=1)
    cell = part["region"][0] + part["industry"][0] + part["pair"][0] + part["level"][-1]

    assert np.exp(cell) == pytest.approx(made.cell[0, 0, 0])
    assert np.exp(part["source"]).tolist() == made.source[:, 0].tolist()
    assert np.exp(part["age"][:4]) @ [1, 1, 2, 3] == pytest.approx(made.age[0, 0])
    assert (3 / 5) ** (1 + part["work"][0]) == pytest.approx(made.worked[5, 0] * made.moves[5, 0], rel=1e-4)
    assert np.exp(part["level"][-1]) / np.exp(part["level"]).mean() == pytest.approx(made.risen[0])


def test_a_level_counts_as_the_leads_that_met_it(make_hazard, make_standing):
    """
    Where leads stood open in the last period alone, today's level is what they met, and nothing has risen.
    """
    hazard = make_hazard(1, 1, 0.01, -0.5)
    draw = np.random.default_rng(1).normal(0, 0.3, (1, hazard.layout.total))
    late = replace(make_standing(1, 1), stock=np.append(np.zeros(40), [7.0]))

    assert 1 == pytest.approx(pace_of(hazard, draw, late, seed=1).risen[0])


def test_the_level_moves_as_the_hazard_says(make_hazard, make_standing):
    """
    The same moves, drawn by the seed that is given.
    """
    hazard = replace(make_hazard(1, 1, 0.01, 0.0), spread={"level": 0.1, "swing": 0.2})
    made = pace_of(hazard, hazard.draws(50, seed=1), make_standing(1, 1), seed=2)

    assert np.exp(hazard.moves(50, MOST_WEEKS, seed=2)).T == pytest.approx(made.moves, rel=1e-6)
