"""How fast new leads are won or lost: the parameters of a piecewise-exponential hazard, and what is known of them.

Ends in a cell (region × industry × source × age bracket × week) are Poisson with mean
days × exp(age + region + industry + source + region:industry + level + swing + working days + load). `level` is a
random walk over periods of four weeks and goes on from where it stands; `swing` is what one such period has beyond it
and passes. Sources: Friedman, "Piecewise exponential models for survival data with covariates", 1982; Harvey,
"Forecasting, Structural Time Series Models and the Kalman Filter", 1989, chapter 2 (local level).
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from features.exposure import AGE_EDGES

Vector = npt.NDArray[np.float64]
Square = npt.NDArray[np.float64]

AGES = len(AGE_EDGES) - 1
PERIOD_WEEKS = 4
WALKING_PERIODS = 4


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
    return Layout(sizes | {"level": periods, "swing": periods, "work": 1, "load": 1})


def working(idle: Vector) -> Vector:
    """Log of a week's working days over the usual five, from the share of its days not worked; half a day at least."""
    return np.asarray(np.log(np.maximum(7 * (1 - idle), 0.5) / 5))


@dataclass(frozen=True)
class Hazard:
    """A fitted cause of ending. `mean` and `covariance` are of all parameters, `spread` the learned standard
    deviation of each family, `usual_load` the mean log load per region (NaN without reps), `dispersion` the squared
    relative noise of a region's weekly count beyond Poisson's."""

    layout: Layout
    mean: Vector
    covariance: Square
    spread: dict[str, float]
    usual_load: Vector
    dispersion: float

    def draws(self, number: int, seed: int) -> npt.NDArray[np.float64]:
        """Parameter vectors from the posterior, shape (number, parameters); the load effect is never positive."""
        noise = np.random.default_rng(seed).standard_normal((number, self.layout.total))
        root = np.linalg.cholesky(self.covariance + 1e-12 * np.eye(self.layout.total))
        return self._with_negative_load(self.mean + noise @ root.T)

    def _with_negative_load(self, drawn: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Move the load effect to its distribution below 0, all others along with it."""
        place = self.layout.starts["load"]
        middle, deviation = self.mean[place], np.sqrt(self.covariance[place, place])
        below = norm.cdf(0, middle, deviation)
        share = norm.cdf(drawn[:, place], middle, deviation) * below
        moved = np.minimum(norm.ppf(np.clip(share, 1e-300, 1 - 1e-16), middle, deviation), 0.0)
        along = self.covariance[place] / self.covariance[place, place]
        result: npt.NDArray[np.float64] = drawn + np.outer(moved - drawn[:, place], along)
        return result

    def moves(self, number: int, weeks: int, seed: int) -> npt.NDArray[np.float64]:
        """How the level may move in coming weeks, as logs (number, weeks): a random walk by period, and the swing of
        each period on top of it. Beyond a quarter a walk would say nothing that a planner could use: it stands still.
        """
        blocks = -(-weeks // PERIOD_WEEKS)
        steps, swings = np.random.default_rng(seed).standard_normal((2, number, blocks))
        steps[:, WALKING_PERIODS:] = 0.0
        paths = np.cumsum(steps * self.spread["level"], axis=1) + swings * self.spread["swing"]
        return np.asarray(np.repeat(paths, PERIOD_WEEKS, axis=1)[:, :weeks])

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
