"""Products, responses and months in a hazard, and its design against an explicit matrix."""

import numpy as np
import pandas as pd
import pytest

from models.hazard.design import design_of
from models.hazard.fit import fit_hazard
from models.hazard.parameters import PERIOD_WEEKS, Extras, layout_for
from tests.models.hazard.grid import (
    INDUSTRIES,
    REGIONS,
    SOURCES,
    WEEKS,
    grid,
    linear,
    part,
)

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


def test_usual_responses_are_those_of_the_last_eight_weeks():
    """
    All leads were answered fast until then, slowly since; those in their first day, who await an answer, do not count.
    """
    cells = split(60)
    aged = cells["age"] > 0
    late = cells["week"] >= WEEKS - 8
    cells["response"] = np.where(aged, np.where(late, 4, 1), 0)

    hazard = fit_hazard(cells, "won", FULL)

    assert hazard.answered == pytest.approx([0.0, 0.0, 0.0, 1.0])
