"""Fitting a hazard: each family of effects is normal around 0 with a spread that is learned from the data as well.

That is empirical Bayes, by EM on the Laplace approximation, so that a thin cell leans on its region and industry; a
weak prior keeps a spread off 0, where EM would say that a family surely has no effect (Chung et al., "A nondegenerate
penalized likelihood estimator for variance parameters in multilevel models", 2013).
"""

import numpy as np
import pandas as pd
from scipy.linalg import cho_factor, cho_solve

from models.hazard.design import Design, design_of
from models.hazard.parameters import AGES, Hazard, Layout, Square, Vector, working
from models.hazard.prior import Prior

NEWTON_STEPS = 30
EM_STEPS = 60
SETTLED = 0.02
WARM_UP_WEEKS = 12
RECENT_WEEKS = 8


def fit_hazard(
    cells: pd.DataFrame, outcome: str, layout: Layout, *, with_load: bool = True, products: tuple[str, ...] = ()
) -> Hazard:
    """Learn the hazard of `outcome` ("won" or "lost") from exposure cells; `with_load=False` leaves load out.

    `products` name the slots of the family "product", in their order.
    """
    cells = _warmed_up(cells)
    usual = _usual_load(cells, layout.sizes["region"])
    load = np.nan_to_num(cells["log_load"].to_numpy() - usual[cells["region"].to_numpy()])
    work = working(cells["idle"].to_numpy())
    design = design_of(cells, layout, work, load if with_load else np.zeros(len(cells)))
    counts, offset = cells[outcome].to_numpy(), np.log(cells["days"].to_numpy()) + work
    mode, prior = _start(cells, outcome, layout), Prior.first(layout)
    for _ in range(EM_STEPS):
        mode, covariance = mode_of(design, counts, offset, prior.precision(layout), mode)
        before, prior = prior, prior.updated(layout, mode, covariance, int(cells["week"].max()) + 1)
        if prior.change(before) < SETTLED:
            break
    expected = np.exp(design.linear(mode) + offset)
    noise = _dispersion(cells, counts, expected)
    return Hazard(layout, mode, covariance, prior.spread, usual, noise, products, _answered(cells, layout))


def _warmed_up(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells with load unknown in the first weeks, when leads from before the history are missing from it."""
    early = cells["week"] < min(WARM_UP_WEEKS, (int(cells["week"].max()) + 1) // 4)
    return cells.assign(log_load=cells["log_load"].mask(early))


def _start(cells: pd.DataFrame, outcome: str, layout: Layout) -> Vector:
    by_age = cells.groupby("age")[[outcome, "days"]].sum().reindex(range(AGES), fill_value=0.0)
    mode = np.zeros(layout.total)
    mode[layout.part("age")] = np.log((by_age[outcome] + 0.5) / (by_age["days"] + 1.0))
    return mode


def mode_of(design: Design, counts: Vector, offset: Vector, precision: Square, start: Vector) -> tuple[Vector, Square]:
    """The mode of the log posterior, by Newton's method, and the inverse of its curvature there."""

    def height(parameters: Vector) -> float:
        linear = design.linear(parameters) + offset
        return float(counts @ linear - np.exp(linear).sum() - parameters @ precision @ parameters / 2)

    mode, best = start, height(start)
    for _ in range(NEWTON_STEPS):
        expected = np.exp(design.linear(mode) + offset)
        slope = design.slope(counts - expected) - precision @ mode
        factor = cho_factor(design.curvature(expected) + precision)
        step, size = cho_solve(factor, slope), 1.0
        reached = height(mode + step)
        while reached < best and size > 1e-4:
            size /= 2
            reached = height(mode + size * step)
        gained, best = reached - best, reached
        mode = mode + size * step
        if gained < 1e-6:
            break
    return mode, np.asarray(cho_solve(factor, np.eye(len(mode))))


def _usual_load(cells: pd.DataFrame, regions: int) -> Vector:
    known = cells.dropna(subset=["log_load"])
    weighted = (known["log_load"] * known["days"]).groupby(known["region"]).sum()
    return (weighted / known.groupby("region")["days"].sum()).reindex(range(regions)).to_numpy(dtype=np.float64)


def _answered(cells: pd.DataFrame, layout: Layout) -> Vector:
    """The shares of the classes of response of late, by time at risk; even where nothing was."""
    classes = layout.sizes["response"]
    if not classes:
        return np.zeros(0)
    late = cells[(cells["week"] > cells["week"].max() - RECENT_WEEKS) & (cells["response"] > 0)]
    days = np.bincount(late["response"] - 1, late["days"], classes) + 1e-9
    return np.asarray(days / days.sum())


def _dispersion(cells: pd.DataFrame, counts: Vector, expected: Vector) -> float:
    """By moments over region-weeks: Var = mean + dispersion · mean²."""
    keys = [cells["region"].to_numpy(), cells["week"].to_numpy()]
    sums = pd.DataFrame({"counts": counts, "expected": expected}).groupby(keys).sum()
    excess = ((sums["counts"] - sums["expected"]) ** 2 - sums["expected"]).sum()
    return float(np.clip(excess / max((sums["expected"] ** 2).sum(), 1e-9), 0.0, 1.0))
