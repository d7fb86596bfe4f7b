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
# Steps of the level have the tails of Student's t with so many degrees of freedom, none beyond so many deviations.
LEVEL_FREEDOM, LONGEST_STEP = 2, 4.0
# The geometric middle of each class of response, in hours; the last stands for whatever is later.
ANSWER_HOURS = np.array([0.5, 2.0, 10.0, 48.0])


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


@dataclass(frozen=True)
class Extras:
    """How many products (including "others"), months and classes of response have an effect; 0 for none."""

    products: int = 0
    months: int = 0
    responses: int = 0


def layout_for(regions: int, industries: int, sources: int, weeks: int, extras: Extras | None = None) -> Layout:
    """The layout for so many categories (each including its "unknown") and weeks of history."""
    periods, extras = -(-weeks // PERIOD_WEEKS), extras or Extras()
    sizes = {"age": AGES, "region": regions, "industry": industries, "source": sources, "pair": regions * industries}
    sizes |= {"level": periods, "swing": periods, "work": 1, "load": 1}
    return Layout(sizes | {"product": extras.products, "season": extras.months, "response": extras.responses})


def working(idle: Vector) -> Vector:
    """Log of a week's working days over the usual five, from the share of its days not worked; half a day at least."""
    return np.asarray(np.log(np.maximum(7 * (1 - idle), 0.5) / 5))


@dataclass(frozen=True)
class Hazard:
    """A fitted cause of ending. `mean` and `covariance` are of all parameters, `spread` the learned standard
    deviation of each family, `usual_load` the mean log load per region (NaN without reps), `dispersion` the squared
    relative noise of a region's weekly count beyond Poisson's. `products` name the slots of that family but the last,
    which is for all others; `answered` are the shares of leads of late by class of response (none without activities).
    """

    layout: Layout
    mean: Vector
    covariance: Square
    spread: dict[str, float]
    usual_load: Vector
    dispersion: float
    products: tuple[str, ...] = ()
    answered: Vector = field(default_factory=lambda: np.zeros(0))

    def draws(self, number: int, seed: int) -> npt.NDArray[np.float64]:
        """Parameter vectors from the posterior, shape (number, parameters).

        The load effect is never positive, and of two classes of response the slower never has the larger effect.
        """
        noise = np.random.default_rng(seed).standard_normal((number, self.layout.total))
        root = np.linalg.cholesky(self.covariance + 1e-12 * np.eye(self.layout.total))
        drawn = self._with_negative_load(self.mean + noise @ root.T)
        place = self.layout.part("response")
        drawn[:, place] = falling(drawn[:, place])
        return drawn

    def response_factor(self, draws: npt.NDArray[np.float64], hours: float) -> npt.NDArray[np.float64]:
        """What the hazard is multiplied by (draws) if every lead is first touched after `hours` instead of as of late.

        An association, found in leads older than a day; 1 where the history has no activities. Never below 1 where
        no class of late is faster.
        """
        effects = draws[:, self.layout.part("response")]
        if not effects.shape[1]:
            return np.ones(len(draws))
        place = np.interp(np.log(hours), np.log(ANSWER_HOURS), np.arange(len(ANSWER_HOURS)))
        low, part = int(place), place - int(place)
        asked = (1 - part) * effects[:, low] + part * effects[:, min(low + 1, len(ANSWER_HOURS) - 1)]
        return np.asarray(np.exp(asked) / (np.exp(effects) @ self.answered))

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
        random = np.random.default_rng(seed)
        swings = random.standard_normal((number, blocks))
        steps = np.clip(random.standard_t(LEVEL_FREEDOM, (number, blocks)), -LONGEST_STEP, LONGEST_STEP)
        steps[:, WALKING_PERIODS:] = 0.0
        paths = np.cumsum(steps * self.spread["level"], axis=1) + swings * self.spread["swing"]
        # On average hazards stay as they are: a wide walk of their logs alone would make them rise.
        paths -= np.log(np.exp(paths).mean(axis=0))
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
            "products": list(self.products),
            "answered": self.answered.tolist(),
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
            tuple(data["products"]),
            np.array(data["answered"]),
        )


def falling(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The nearest rows of `values` (n, k) in which no value is larger than the one before it.

    Isotonic regression by its max-min formula: Robertson, Wright and Dykstra, "Order Restricted Statistical Inference",
    1988. Draws of a posterior projected so are draws of one under that order: Lin and Dunson, "Bayesian monotone
    regression using Gaussian process projection", 2014.
    """
    count = values.shape[1]
    sums = np.pad(np.cumsum(values, axis=1), ((0, 0), (1, 0)))
    found = np.empty_like(values)
    for place in range(count):
        highest = [
            np.max([(sums[:, end + 1] - sums[:, start]) / (end + 1 - start) for end in range(place, count)], axis=0)
            for start in range(place + 1)
        ]
        found[:, place] = np.min(highest, axis=0)
    return found
