"""Fitting a hazard: each family of effects is normal around 0 with a spread that is learned from the data as well.

That is empirical Bayes, by EM on the Laplace approximation, so that a thin cell leans on its region and industry; a
weak prior keeps a spread off 0, where EM would say that a family surely has no effect (Chung et al., "A nondegenerate
penalized likelihood estimator for variance parameters in multilevel models", 2013).
Source of the rest: Gelman et al., "Bayesian Data Analysis", chapters 4, 5 and 13.
"""

import numpy as np
import pandas as pd
from scipy import sparse

from models.hazard import AGES, PERIOD_WEEKS, Hazard, Layout, Square, Vector, working

# What a family's standard deviation is thought to be before any data, with the weight of so many effects.
GUESSES = {"region": 0.3, "industry": 0.3, "source": 0.3, "pair": 0.2, "swing": 0.1, "level": 0.05}
GUESS_WEIGHT = 2.0
EXCHANGEABLE = ("region", "industry", "source", "pair", "swing")
LOAD_PRIOR = 0.7
# Hazards are taken to go with the number of working days, unless the data say otherwise.
WORK_PRIOR = 0.5
FLAT = 1e-4
AGE_STEP = 0.7
NEWTON_STEPS = 30
EM_STEPS = 40
SETTLED = 0.02
WARM_UP_WEEKS = 12


def fit_hazard(cells: pd.DataFrame, outcome: str, layout: Layout, *, with_load: bool = True) -> Hazard:
    """Learn the hazard of `outcome` ("won" or "lost") from exposure cells; `with_load=False` leaves load out."""
    cells = _warmed_up(cells)
    usual = _usual_load(cells, layout.sizes["region"])
    load = np.nan_to_num(cells["log_load"].to_numpy() - usual[cells["region"].to_numpy()])
    work = working(cells["idle"].to_numpy())
    design = _design(cells, layout, work, load if with_load else np.zeros(len(cells)))
    counts, offset = cells[outcome].to_numpy(), np.log(cells["days"].to_numpy()) + work
    mode, spread = _start(cells, outcome, layout), dict(GUESSES)
    for _ in range(EM_STEPS):
        mode, covariance = mode_of(design, counts, offset, precision_of(layout, spread), mode)
        before, spread = spread, _updated(layout, mode, covariance)
        if max(abs(np.log(spread[name] / before[name])) for name in spread) < SETTLED:
            break
    expected = np.exp(design @ mode + offset)
    return Hazard(layout, mode, covariance, spread, usual, _dispersion(cells, counts, expected))


def _warmed_up(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells with load unknown in the first weeks, when leads from before the history are missing from it."""
    early = cells["week"] < min(WARM_UP_WEEKS, (int(cells["week"].max()) + 1) // 4)
    return cells.assign(log_load=cells["log_load"].mask(early))


def _start(cells: pd.DataFrame, outcome: str, layout: Layout) -> Vector:
    by_age = cells.groupby("age")[[outcome, "days"]].sum().reindex(range(AGES), fill_value=0.0)
    mode = np.zeros(layout.total)
    mode[layout.part("age")] = np.log((by_age[outcome] + 0.5) / (by_age["days"] + 1.0))
    return mode


def _design(cells: pd.DataFrame, layout: Layout, work: Vector, load: Vector) -> sparse.csr_matrix:
    rows = np.arange(len(cells))
    pair = cells["region"].to_numpy() * layout.sizes["industry"] + cells["industry"].to_numpy()
    # Periods count backwards from the newest week, so that the newest is always a whole one.
    newest = int(cells["week"].max())
    period = layout.sizes["level"] - 1 - (newest - cells["week"].to_numpy()) // PERIOD_WEEKS
    codes = {name: cells[name].to_numpy() for name in ("age", "region", "industry", "source")}
    codes |= {"pair": pair, "level": period, "swing": period}
    ones = [layout.starts[name] + code for name, code in codes.items()]
    columns = [*ones, np.full(len(rows), layout.starts["work"]), np.full(len(rows), layout.starts["load"])]
    values = [np.ones(len(rows))] * len(ones) + [work, load]
    where = (np.tile(rows, len(columns)), np.concatenate(columns))
    return sparse.csr_matrix((np.concatenate(values), where), shape=(len(rows), layout.total))


def _walk(size: int, spread: float, rest: float) -> Square:
    """Precision of a random walk with steps of `spread` whose values are normal around 0 with precision `rest`."""
    steps = np.diff(np.eye(size), axis=0)
    precision: Square = steps.T @ steps * spread**-2 + np.eye(size) * rest
    return precision


def precision_of(layout: Layout, spread: dict[str, float]) -> Square:
    """The prior precision of all parameters."""
    blocks = {name: np.eye(layout.sizes[name]) * spread[name] ** -2 for name in EXCHANGEABLE}
    # Neighbouring ages are alike, so that a bracket in which nothing happened leans on the next.
    blocks |= {"age": _walk(AGES, AGE_STEP, FLAT), "level": _walk(layout.sizes["level"], spread["level"], 1.0)}
    blocks |= {"work": np.eye(1) * WORK_PRIOR**-2, "load": np.eye(1) * LOAD_PRIOR**-2}
    matrix = np.zeros((layout.total, layout.total))
    for name, block in blocks.items():
        matrix[layout.part(name), layout.part(name)] = block
    return matrix


def mode_of(
    design: sparse.csr_matrix, counts: Vector, offset: Vector, precision: Square, start: Vector
) -> tuple[Vector, Square]:
    """The mode of the log posterior, by Newton's method, and the inverse of its curvature there."""

    def height(parameters: Vector) -> float:
        linear = design @ parameters + offset
        return float(counts @ linear - np.exp(linear).sum() - parameters @ precision @ parameters / 2)

    mode, best = start, height(start)
    for _ in range(NEWTON_STEPS):
        expected = np.exp(design @ mode + offset)
        slope = design.T @ (counts - expected) - precision @ mode
        curvature = (design.T @ design.multiply(expected[:, None])).toarray() + precision
        step, size = np.linalg.solve(curvature, slope), 1.0
        while height(mode + size * step) < best and size > 1e-4:
            size /= 2
        mode, gained = mode + size * step, height(mode + size * step) - best
        best += gained
        if gained < 1e-6:
            break
    return mode, np.linalg.inv(curvature)


def _updated(layout: Layout, mode: Vector, covariance: Square) -> dict[str, float]:
    """The EM step: the spread that best explains the effects and their uncertainty."""
    found = {}
    for name in (*EXCHANGEABLE, "level"):
        place = layout.part(name)
        effects = np.eye(layout.sizes[name]) if name != "level" else np.diff(np.eye(layout.sizes[name]), axis=0)
        square = float(((effects @ mode[place]) ** 2).sum() + np.trace(effects @ covariance[place, place] @ effects.T))
        guess = GUESS_WEIGHT * GUESSES[name] ** 2
        found[name] = float(np.sqrt((square + guess) / (len(effects) + GUESS_WEIGHT)))
    return found


def _usual_load(cells: pd.DataFrame, regions: int) -> Vector:
    known = cells.dropna(subset=["log_load"])
    weighted = (known["log_load"] * known["days"]).groupby(known["region"]).sum()
    return (weighted / known.groupby("region")["days"].sum()).reindex(range(regions)).to_numpy(dtype=np.float64)


def _dispersion(cells: pd.DataFrame, counts: Vector, expected: Vector) -> float:
    """By moments over region-weeks: Var = mean + dispersion · mean²."""
    keys = [cells["region"].to_numpy(), cells["week"].to_numpy()]
    sums = pd.DataFrame({"counts": counts, "expected": expected}).groupby(keys).sum()
    excess = ((sums["counts"] - sums["expected"]) ** 2 - sums["expected"]).sum()
    return float(np.clip(excess / max((sums["expected"] ** 2).sum(), 1e-9), 0.0, 1.0))
