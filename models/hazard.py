"""How fast new leads are won or lost: a Bayesian piecewise-exponential hazard with crossed, shrunk effects.

Wins in a cell (region × industry × source × age bracket × week) are Poisson with mean
days × exp(age + region + industry + source + region:industry + period + working days + load). Each family of effects
is normal around 0 with a spread learned from the data (empirical Bayes: EM on the Laplace approximation), so that a
thin cell leans on its region and industry; ages and periods follow random walks. The load effect is kept at or below 0.
Sources: Friedman, "Piecewise exponential models for survival data with covariates", 1982; Gelman et al., "Bayesian Data
Analysis", chapters 4 and 5.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.stats import norm

from features.exposure import AGE_EDGES

Vector = npt.NDArray[np.float64]

AGES = len(AGE_EDGES) - 1
PERIOD_WEEKS = 4
EFFECTS = ("region", "industry", "source", "pair")
LOAD_PRIOR = 0.7
WORK_PRIOR = 1.0
FLAT = 1e-4
AGE_STEP = 0.7
STEPS = 30


@dataclass(frozen=True)
class Layout:
    """Where each family of effects stands in the parameter vector."""

    sizes: dict[str, int]
    starts: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        ends = np.cumsum(list(self.sizes.values()))
        object.__setattr__(self, "starts", dict(zip(self.sizes, [0, *ends[:-1].tolist()], strict=True)))

    @property
    def total(self) -> int:
        """The number of parameters."""
        return sum(self.sizes.values())

    def part(self, name: str) -> slice:
        """The place of one family."""
        return slice(self.starts[name], self.starts[name] + self.sizes[name])


def layout_for(regions: int, industries: int, sources: int, weeks: int) -> Layout:
    """The layout for so many categories (each including its "unknown") and weeks of history."""
    periods = -(-weeks // PERIOD_WEEKS)
    sizes = {"age": AGES, "region": regions, "industry": industries, "source": sources, "pair": regions * industries}
    return Layout(sizes | {"period": periods, "work": 1, "load": 1})


def working(idle: Vector) -> Vector:
    """Log of a week's working days over the usual five, from the share of its days not worked; half a day at least."""
    return np.asarray(np.log(np.maximum(7 * (1 - idle), 0.5) / 5))


def _design(cells: pd.DataFrame, layout: Layout, load: Vector) -> sparse.csr_matrix:
    rows = np.arange(len(cells))
    pair = cells["region"].to_numpy() * layout.sizes["industry"] + cells["industry"].to_numpy()
    # Periods count backwards from the newest week, so that the newest is always a whole one.
    newest = int(cells["week"].max())
    period = layout.sizes["period"] - 1 - (newest - cells["week"].to_numpy()) // PERIOD_WEEKS
    codes = {name: cells[name].to_numpy() for name in ("age", "region", "industry", "source")}
    ones = [layout.starts[name] + code for name, code in (codes | {"pair": pair, "period": period}).items()]
    columns = [*ones, np.full(len(rows), layout.starts["work"]), np.full(len(rows), layout.starts["load"])]
    values = [np.ones(len(rows))] * len(ones) + [working(cells["idle"].to_numpy()), load]
    shape = (len(rows), layout.total)
    where = (np.tile(rows, len(columns)), np.concatenate(columns))
    return sparse.csr_matrix((np.concatenate(values), where), shape=shape)


@dataclass(frozen=True)
class Hazard:
    """A fitted cause of ending. `mean` and `covariance` are of all parameters, `spread` the learned standard
    deviation of each family, `usual_load` the mean log load per region (NaN without reps), `dispersion` the squared
    relative noise of a region's weekly count beyond Poisson's."""

    layout: Layout
    mean: Vector
    covariance: npt.NDArray[np.float64]
    spread: dict[str, float]
    usual_load: Vector
    dispersion: float

    def draws(self, number: int, seed: int) -> npt.NDArray[np.float64]:
        """Parameter vectors from the posterior, shape (number, parameters); the load effect is never positive."""
        noise = np.random.default_rng(seed).standard_normal((number, self.layout.total))
        root = np.linalg.cholesky(self.covariance + 1e-10 * np.eye(self.layout.total))
        drawn = self.mean + noise @ root.T
        return self._with_negative_load(drawn)

    def _with_negative_load(self, drawn: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Move the load effect to its distribution below 0, all others along with it."""
        place = self.layout.starts["load"]
        middle, deviation = self.mean[place], np.sqrt(self.covariance[place, place])
        below = norm.cdf(0, middle, deviation)
        share = norm.cdf(drawn[:, place], middle, deviation) * below
        moved = norm.ppf(np.clip(share, 1e-300, None), middle, deviation)
        along = self.covariance[place] / self.covariance[place, place]
        result: npt.NDArray[np.float64] = drawn + np.outer(moved - drawn[:, place], along)
        return result

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {
            "sizes": self.layout.sizes,
            "mean": self.mean.tolist(),
            "covariance": self.covariance.tolist(),
            "spread": self.spread,
            "usual_load": [None if np.isnan(value) else value for value in self.usual_load.tolist()],
            "dispersion": self.dispersion,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Hazard":
        """The inverse of `to_json`."""
        usual = np.array([np.nan if value is None else value for value in data["usual_load"]])
        return cls(
            Layout(data["sizes"]),
            np.array(data["mean"]),
            np.array(data["covariance"]),
            data["spread"],
            usual,
            data["dispersion"],
        )


def _walk(size: int, spread: float, rest: float) -> npt.NDArray[np.float64]:
    """Precision of a random walk with steps of `spread` whose values are normal around 0 with precision `rest`."""
    steps = np.diff(np.eye(size), axis=0)
    precision: npt.NDArray[np.float64] = steps.T @ steps * spread**-2 + np.eye(size) * rest
    return precision


def _precision(layout: Layout, spread: dict[str, float]) -> npt.NDArray[np.float64]:
    blocks = {name: np.eye(layout.sizes[name]) * spread[name] ** -2 for name in EFFECTS}
    # Neighbouring ages are alike, so that a bracket in which nothing happened leans on the next.
    blocks |= {"age": _walk(AGES, AGE_STEP, FLAT), "period": _walk(layout.sizes["period"], spread["period"], 1.0)}
    blocks |= {"work": np.eye(1) * WORK_PRIOR**-2, "load": np.eye(1) * LOAD_PRIOR**-2}
    matrix = np.zeros((layout.total, layout.total))
    for name, block in blocks.items():
        matrix[layout.part(name), layout.part(name)] = block
    return matrix


def _newton(
    design: sparse.csr_matrix, counts: Vector, offset: Vector, precision: npt.NDArray[np.float64], start: Vector
) -> tuple[Vector, npt.NDArray[np.float64]]:
    """The mode of the log posterior and the inverse of its curvature there."""

    def height(parameters: Vector) -> float:
        linear = design @ parameters + offset
        return float(counts @ linear - np.exp(linear).sum() - parameters @ precision @ parameters / 2)

    mode, best = start, height(start)
    for _ in range(STEPS):
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


def _updated(layout: Layout, mode: Vector, covariance: npt.NDArray[np.float64]) -> dict[str, float]:
    """The EM step: the spread that best explains the effects and their uncertainty."""
    found = {}
    for name in EFFECTS:
        place = layout.part(name)
        square = float(mode[place] @ mode[place] + np.trace(covariance[place, place]))
        found[name] = float(np.clip(np.sqrt(square / layout.sizes[name]), 0.01, 2.0))
    steps = np.diff(np.eye(layout.sizes["period"]), axis=0)
    place = layout.part("period")
    moves = steps @ mode[place]
    square = float(moves @ moves + np.trace(steps @ covariance[place, place] @ steps.T))
    return found | {"period": float(np.clip(np.sqrt(square / max(len(moves), 1)), 0.01, 1.0))}


def fit_hazard(cells: pd.DataFrame, outcome: str, layout: Layout, *, with_load: bool = True) -> Hazard:
    """Learn the hazard of `outcome` ("won" or "lost") from exposure cells; `with_load=False` leaves load out."""
    usual = _usual_load(cells, layout.sizes["region"])
    load = np.nan_to_num(cells["log_load"].to_numpy() - usual[cells["region"].to_numpy()])
    design = _design(cells, layout, load if with_load else np.zeros(len(cells)))
    counts, offset = cells[outcome].to_numpy(), np.log(cells["days"].to_numpy())
    by_age = cells.groupby("age")[[outcome, "days"]].sum().reindex(range(AGES), fill_value=0.0)
    mode = np.zeros(layout.total)
    mode[layout.part("age")] = np.log((by_age[outcome] + 0.5) / (by_age["days"] + 1.0))
    spread = dict.fromkeys((*EFFECTS, "period"), 0.3)
    for _ in range(25):
        mode, covariance = _newton(design, counts, offset, _precision(layout, spread), mode)
        before, spread = spread, _updated(layout, mode, covariance)
        if max(abs(np.log(spread[name] / before[name])) for name in spread) < 0.03:
            break
    expected = np.exp(design @ mode + offset)
    return Hazard(layout, mode, covariance, spread, usual, _dispersion(cells, counts, expected))


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
