"""A grid of cells whose true hazard is known, and wins drawn from it."""

import numpy as np
import pandas as pd

from models.hazard.parameters import AGES, PERIOD_WEEKS, Hazard, layout_for, working

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


def part(hazard: Hazard, name: str) -> np.ndarray:
    return hazard.mean[hazard.layout.part(name)]
