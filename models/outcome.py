"""The numbers of a scenario, draw by draw: what probabilities, wins and loads come out."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.course import Course, stock_wins
from models.forecast import Range
from models.standing import Standing

Array = npt.NDArray[np.float64]

LOW, HIGH = 0.1, 0.9
# Counts drawn in all, spread over the draws of the posterior, so that the interval's ends are steady.
COUNTS = 2_000
# Weekly totals hold so much chance of their own that fewer draws of the posterior serve them as well.
WEEKLY_DRAWS = 100
# Arrival weeks that a scenario is played for; a longer arrival is represented by so many.
PLAYED_ARRIVALS = 4


@dataclass(frozen=True)
class Ranges:
    """Expected values and the ends of their 80 % intervals, arrays of one shape."""

    value: Array
    low: Array
    high: Array

    def __getitem__(self, place: int | tuple[int, ...]) -> Range:
        return Range(float(self.value[place]), float(self.low[place]), float(self.high[place]))


def ranged(draws: Array) -> Ranges:
    """Mean and 80 % interval of draws (D, ...)."""
    low, high = np.quantile(draws, [LOW, HIGH], axis=0)
    return Ranges(draws.mean(axis=0), low, high)


def counted(probability: Array, leads: int, noise: float) -> Ranges:
    """How many of `leads` are won, each with `probability` (D, ...); `noise` is the relative variance of a share.

    The interval is of the count that will be seen: it holds the chance of the draw as well as what is not known.
    """
    generator = np.random.default_rng(5)
    shares = np.clip(_shaken(probability, noise, generator), 0, 1)
    return _seen(generator.binomial(leads, shares), probability.mean(axis=0) * leads)


def poisson(expected: Array, noise: float) -> Ranges:
    """Counts around `expected` (D, ...): their means, and the 80 % intervals of what will be seen."""
    generator = np.random.default_rng(6)
    return _seen(generator.poisson(_shaken(expected, noise, generator)), expected.mean(axis=0))


def _shaken(draws: Array, noise: float, generator: np.random.Generator) -> Array:
    repeated = np.repeat(np.maximum(draws, 0), -(-COUNTS // len(draws)), axis=0)
    return repeated * generator.gamma(1 / noise, noise, repeated.shape) if noise > 0 else repeated


def _seen(counts: npt.NDArray[np.int64], mean: Array) -> Ranges:
    """With the shortest interval that holds 80 % of the counts: the ends of a central one would hold much more."""
    ordered = np.sort(counts, axis=0)
    held = -(-len(ordered) * 4 // 5)
    first = np.argmin(ordered[held - 1 :] - ordered[: len(ordered) - held + 1], axis=0)[None]
    low, high = (np.take_along_axis(ordered, first + step, axis=0)[0].astype(np.float64) for step in (0, held - 1))
    return Ranges(np.asarray(mean), low, high)


@dataclass(frozen=True)
class Plan:
    """What is played: `leads` extra leads with the shares `mix` (R, I), arriving by the shares `arrival` (weeks),
    beside the usual inflow `usual` (weeks, R, I) that strays by the factors `flow` (D, weeks). Probabilities look
    `horizon` weeks ahead."""

    leads: int
    mix: Array
    arrival: Array
    horizon: int
    usual: Array
    flow: Array

    @property
    def extra(self) -> Array:
        """The extra leads (weeks, R, I)."""
        return self.leads * self.arrival[:, None, None] * self.mix


@dataclass(frozen=True)
class Outcome:
    """Draws (D) of a plan. `probability` and `without` (D, R, I): P(new lead won within the horizon) with and without
    the extra leads; `standard` (R, I) the same at each region's usual load; `weekly` and `weekly_without` (draws,
    weeks) wins of all leads; `open_with` and `open_without` (D, R) wins of the leads open now; `loads` (R, weeks) leads
    per rep; `noise` the relative variance of a region's weekly wins beyond chance."""

    plan: Plan
    probability: Array
    without: Array
    standard: Array
    weekly: Array
    weekly_without: Array
    open_with: Array
    open_without: Array
    loads: Array
    noise: float

    @property
    def steady_noise(self) -> float:
        """The relative variance of what a whole horizon brings: that of a week evens out over the weeks."""
        return self.noise / self.plan.horizon

    @property
    def won_extra(self) -> Array:
        """P(an extra lead comes into the cell and is won), shape (D, R, I)."""
        return self.probability * self.plan.mix

    @classmethod
    def of(
        cls, plan: Plan, courses: tuple[Course, Course], standing: Standing, loads: Array, noise: float
    ) -> "Outcome":
        """Play the course of `plan` and the one without its leads, in this order in `courses`."""
        course, plain = courses
        today = plain.relative[:, :, :1]
        weeks = len(plan.arrival)
        open_with, open_without = (_open_wins(each, standing, today, weeks) for each in courses)
        weekly = _new_wins(course, plan, plan.extra) + open_with[:WEEKLY_DRAWS].sum(axis=1)
        weekly_without = _new_wins(plain, plan, 0 * plan.extra) + open_without[:WEEKLY_DRAWS].sum(axis=1)
        return cls(
            plan=plan,
            probability=_on_arrival(course, plan),
            without=_on_arrival(plain, plan),
            standard=_on_arrival(course.at_usual_load, plan).mean(axis=0),
            weekly=weekly,
            weekly_without=weekly_without,
            open_with=open_with.sum(axis=2),
            open_without=open_without.sum(axis=2),
            loads=loads,
            noise=noise,
        )


def _new_wins(course: Course, plan: Plan, extra: Array) -> Array:
    return course.first(WEEKLY_DRAWS).weekly_wins(plan.usual, plan.flow[:WEEKLY_DRAWS], extra)


def _on_arrival(course: Course, plan: Plan) -> Array:
    """P(won within the horizon of arrival), averaged over the weeks of arrival; shape (D, R, I)."""
    total = np.zeros(course.won.cell.shape)
    for part in np.array_split(np.flatnonzero(plan.arrival), PLAYED_ARRIVALS):
        if len(part):
            share = plan.arrival[part]
            total += share.sum() * course.won_within(round(float(np.average(part, weights=share))), plan.horizon)
    return total


def _open_wins(course: Course, standing: Standing, today: Array, weeks: int) -> Array:
    """Wins (D, R, weeks) of the leads open now: their own curves, bent by what changes from today on."""
    if standing.open_wins is None:
        own = stock_wins(course, standing)[None, :, :weeks]
    else:
        own = standing.open_wins[None, :, :weeks] * course.won.risen[:, None, None]
    load = np.exp(course.won.load[:, None, None] * (course.relative[:, :, :weeks] - today))
    wins: Array = own * course.won.moves[:, None, :weeks] * load
    return wins
