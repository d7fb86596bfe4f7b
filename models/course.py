"""The course of new leads over coming weeks: hazards per draw of the posterior, and the load that they meet."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from features.exposure import AGE_EDGES
from models.hazard import PERIOD_WEEKS, Hazard, working
from models.standing import AGE_WEEKS, MOST_WEEKS, Standing

Array = npt.NDArray[np.float64]


def _days_in_weeks() -> Array:
    """Days that each week of age (26) spends in each age bracket."""
    starts = 7.0 * np.arange(AGE_WEEKS)[:, None]
    overlap = np.minimum(starts + 7, AGE_EDGES[1:]) - np.maximum(starts, AGE_EDGES[:-1])
    return np.asarray(np.maximum(overlap, 0.0))


@dataclass(frozen=True)
class Pace:
    """Hazards of one cause for draws of the posterior (D): `age` (D, 26) summed over each week of age, `cell`
    (D, R, I) and `week` (D, weeks) as factors, `load` (D) the effect of one unit of log load. `change` (D, weeks) is
    the part of `week` that is no level: working days against the usual five, and how the level may move."""

    age: Array
    cell: Array
    week: Array
    load: Array
    change: Array

    @property
    def mean(self) -> "Pace":
        """The one pace of the averages, as a posterior of a single draw."""
        parts = (self.age, self.cell, self.week, self.load, self.change)
        return Pace(*(part.mean(axis=0, keepdims=True) for part in parts))


def pace_of(hazard: Hazard, draws: Array, standing: Standing, seed: int) -> Pace:
    """Turn parameter vectors (D, P) into hazards for the weeks to come. Levels go on as a random walk from the last."""
    layout = hazard.layout
    part = {name: draws[:, layout.part(name)] for name in layout.sizes}
    shape = (len(draws), layout.sizes["region"], layout.sizes["industry"])
    source = np.log(np.exp(part["source"]) @ standing.sources.T)
    cell = part["region"][:, :, None] + part["industry"][:, None, :] + part["pair"].reshape(shape) + source[:, :, None]
    last = part["period"][:, -1:]
    drift = last - hazard.mean[layout.part("period")][-1] + _walks(len(draws), hazard.spread["period"], seed)
    work = part["work"] * working(standing.idle)
    return Pace(
        age=np.exp(part["age"]) @ _days_in_weeks().T,
        cell=np.exp(cell),
        week=np.exp(drift + hazard.mean[layout.part("period")][-1] + work),
        load=part["load"][:, 0],
        change=np.exp(drift + work),
    )


def _walks(number: int, spread: float, seed: int) -> Array:
    """How the level may move (number, weeks): a random walk by period, which stops after a quarter.

    Beyond that it would say nothing that a planner could use.
    """
    blocks = -(-MOST_WEEKS // PERIOD_WEEKS)
    steps = np.random.default_rng(seed).standard_normal((number, blocks)) * spread
    steps[:, 0], steps[:, 4:] = 0.0, 0.0
    walk: Array = np.repeat(np.cumsum(steps, axis=1), PERIOD_WEEKS, axis=1)[:, :MOST_WEEKS]
    return walk


@dataclass(frozen=True)
class Course:
    """Both causes under one path of loads `relative` (R, weeks): log load minus the region's usual one, 0 unknown."""

    won: Pace
    lost: Pace
    relative: Array

    def factors(self, week: int) -> tuple[Array, Array]:
        """Factors (D, R, I) of the hazards of winning and losing in `week`."""
        load = np.exp(self.won.load[:, None] * self.relative[None, :, week])
        won = self.won.cell * (self.won.week[:, week, None] * load)[:, :, None]
        return won, self.lost.cell * self.lost.week[:, week, None, None]

    def cumulative(self, arrival: int, weeks: int) -> Array:
        """P(won within k weeks), k = 0 … `weeks`, of a lead arriving in week `arrival`; shape (weeks + 1, D, R, I)."""
        found = np.zeros((weeks + 1, *self.won.cell.shape))
        alive = np.ones(self.won.cell.shape)
        for age in range(min(weeks, AGE_WEEKS)):
            won, lost = self.factors(min(arrival + age, MOST_WEEKS - 1))
            won = won * self.won.age[:, age, None, None]
            total = won + lost * self.lost.age[:, age, None, None]
            ends = -np.expm1(-total)
            found[age + 1] = found[age] + alive * ends * won / np.maximum(total, 1e-300)
            alive = alive * (1 - ends)
        found[min(weeks, AGE_WEEKS) + 1 :] = found[min(weeks, AGE_WEEKS)]
        return found


def project_load(won: Pace, lost: Pace, standing: Standing, usual: Array, arrivals: Array) -> tuple[Array, Array]:
    """Open leads per rep in the middle of each coming week, and relative to usual; arrays (R, weeks).

    `arrivals` (weeks, R, I) are all leads to come. Expected numbers only: each week the leads open move on by the
    mean hazards at the load they meet. Loads are NaN, relative ones 0, where reps are unknown.
    """
    won, lost = won.mean, lost.mean
    stock = standing.open.copy()
    weeks = len(arrivals)
    loads, relative = np.full((len(usual), weeks), np.nan), np.zeros((len(usual), weeks))
    staffed = standing.reps > 0
    for week in range(weeks):
        total = stock.sum(axis=(1, 2)) + arrivals[week].sum(axis=1) / 2
        loads[staffed, week] = total[staffed] / standing.reps[staffed]
        with np.errstate(divide="ignore", invalid="ignore"):
            gap = np.log(loads[:, week]) - usual
        relative[:, week] = np.where(np.isfinite(gap), gap, 0.0)
        factor_won, factor_lost = Course(won, lost, relative).factors(week)
        total_hazard = factor_won[0][:, :, None] * won.age[0] + factor_lost[0][:, :, None] * lost.age[0]
        kept = stock * np.exp(-total_hazard)
        stock = np.concatenate([np.zeros((*kept.shape[:2], 1)), kept[:, :, :-1]], axis=2)
        stock[:, :, 0] = arrivals[week] * np.exp(-total_hazard[:, :, 0] / 2)
    return loads, relative


def stock_wins(course: Course, standing: Standing) -> Array:
    """Expected wins (R, weeks) of the leads open now by their age alone, at today's load."""
    still = Course(
        course.won.mean, course.lost.mean, np.repeat(course.relative[:, :1], course.relative.shape[1], axis=1)
    )
    stock, wins = standing.open.copy(), np.zeros((len(standing.reps), MOST_WEEKS))
    for week in range(min(AGE_WEEKS, MOST_WEEKS)):
        won, lost = (factor[0][:, :, None] for factor in still.factors(min(week, course.relative.shape[1] - 1)))
        hazard_won = won * still.won.age[0]
        total = hazard_won + lost * still.lost.age[0]
        wins[:, week] = (stock * -np.expm1(-total) * hazard_won / np.maximum(total, 1e-300)).sum(axis=(1, 2))
        kept = stock * np.exp(-total)
        stock = np.concatenate([np.zeros((*kept.shape[:2], 1)), kept[:, :, :-1]], axis=2)
    return wins
