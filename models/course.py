"""The course of leads over coming weeks: how many are won, and the load that they make and meet."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from models.pace import Pace
from models.standing import AGE_WEEKS, MOST_WEEKS, Standing

Array = npt.NDArray[np.float64]

Single = npt.NDArray[np.float32]
Either = TypeVar("Either", Array, Single)

TINY = 1e-30


def split(won: Either, lost: Either) -> tuple[Either, Either]:
    """Chances to be won, and to be left, in a step with these competing hazards (both may be overwritten)."""
    lost += won
    left = np.exp(-lost)
    won /= np.maximum(lost, TINY, out=lost)
    won *= 1 - left
    return won, left


@dataclass(frozen=True)
class Course:
    """Both causes under paths of load `relative` (D or 1, R, weeks): log load minus the region's usual, 0 unknown."""

    won: Pace
    lost: Pace
    relative: Array

    def first(self, number: int) -> "Course":
        """The first draws alone."""
        return Course(self.won.first(number), self.lost.first(number), self.relative[:number])

    @property
    def at_usual_load(self) -> "Course":
        """The same where each region stays at its usual load."""
        return Course(self.won, self.lost, np.zeros_like(self.relative))

    def factors(self, week: int) -> tuple[Array, Array]:
        """Factors (D, R, I) of the hazards of winning and losing in `week`."""
        week = min(week, MOST_WEEKS - 1)
        load = np.exp(self.won.load[:, None] * self.relative[:, :, min(week, self.relative.shape[2] - 1)])
        won, lost = (pace.moves[:, week] * pace.worked[:, week] for pace in (self.won, self.lost))
        return self.won.cell * (won[:, None] * load)[:, :, None], self.lost.cell * lost[:, None, None]

    def won_within(self, arrival: int, weeks: int) -> Array:
        """P(won within `weeks` weeks) of a lead arriving in week `arrival`; shape (D, R, I)."""
        found, alive = np.zeros(self.won.cell.shape), np.ones(self.won.cell.shape)
        for age in range(min(weeks, AGE_WEEKS)):
            won, lost = self.factors(arrival + age)
            chance, left = split(won * self.won.age[:, age, None, None], lost * self.lost.age[:, age, None, None])
            found += alive * chance
            alive *= left
        return found

    def weekly_wins(self, usual: Array, flow: Array, extra: Array) -> Array:
        """Wins by week (D, weeks) of leads to come: `usual` (weeks, R, I) times `flow` (D, weeks), and `extra`.

        Leads arrive all through a week, so that half of what a week of life brings falls into the next week.
        """
        weeks, draws = len(usual), len(self.won.load)
        # Six digits are plenty for sums of so many cells, and half the work.
        alive = np.ones((weeks, *self.won.cell.shape), dtype=np.float32)
        before = np.zeros_like(alive)
        wins = np.zeros((draws, weeks))
        for week in range(weeks):
            # Who came in week a is in week (week − a) of life, and given up after AGE_WEEKS.
            here = slice(max(0, week - AGE_WEEKS + 1), week + 1)
            chance, left = split(*self._by_age(week, week - np.arange(here.start, here.stop)))
            chance *= alive[here]
            alive[here] *= left
            before[here] += chance
            by_cohort = [_summed(before[here], leads[here]) / 2 for leads in (usual, extra)]
            wins[:, week] = (by_cohort[0] * flow[:, here].T + by_cohort[1]).sum(axis=0)
            before[here] = chance
        return wins

    def _by_age(self, week: int, ages: npt.NDArray[np.int64]) -> tuple[Single, Single]:
        """Hazards (ages, D, R, I) in `week` of leads of these ages in weeks."""
        factors = (factor.astype(np.float32) for factor in self.factors(week))
        ageing = (pace.age[:, ages].T.astype(np.float32)[:, :, None, None] for pace in (self.won, self.lost))
        won, lost = (factor * age for factor, age in zip(factors, ageing, strict=True))
        return won, lost


def _summed(chance: Single, leads: Array) -> Array:
    """Wins (ages, D) of `leads` (ages, R, I) with these chances (ages, D, R, I)."""
    flat = chance.reshape(*chance.shape[:2], -1)
    return np.asarray((flat @ leads.astype(np.float32).reshape(len(leads), -1, 1))[..., 0], dtype=np.float64)


def _stepped(stock: Array, course: Course, week: int) -> tuple[Array, Array]:
    """What a week makes of a stock of open leads by week of age (R, I, 26) at mean hazards: wins, and what stays."""
    won, lost = course.factors(week)
    chance, left = split(won[0][:, :, None] * course.won.age[0], lost[0][:, :, None] * course.lost.age[0])
    older = np.concatenate([np.zeros((*stock.shape[:2], 1)), (stock * left)[:, :, :-1]], axis=2)
    return stock * chance, older


def project_load(won: Pace, lost: Pace, standing: Standing, usual: Array, arrivals: Array) -> Array:
    """Open leads per rep in the middle of each coming week (R, weeks), NaN where reps are unknown.

    `arrivals` (weeks, R, I) are all leads to come, `usual` (R) the log load that hazards refer to. Expected numbers
    only: each week the leads open move on by the mean hazards at the load they meet.
    """
    won, lost = won.mean, lost.mean
    stock, weeks = standing.open.copy(), len(arrivals)
    loads = np.full((len(usual), weeks), np.nan)
    staffed = standing.reps > 0
    for week in range(weeks):
        total = stock.sum(axis=(1, 2)) + arrivals[week].sum(axis=1) / 2
        loads[staffed, week] = total[staffed] / standing.reps[staffed]
        course = Course(won, lost, relative_load(loads, usual)[None])
        stock = _stepped(stock, course, week)[1]
        stock[:, :, 0] = arrivals[week] * np.sqrt(_first_left(course, week))
    return loads


def _first_left(course: Course, week: int) -> Array:
    """The share of a week's newcomers (R, I) that a whole first week of life would leave open."""
    won, lost = course.factors(week)
    left: Array = split(won[0] * course.won.age[0, 0], lost[0] * course.lost.age[0, 0])[1]
    return left


def relative_load(loads: Array, usual: Array) -> Array:
    """Log of loads (..., R, weeks) minus the usual log load (R); 0 where either is unknown."""
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.log(loads) - usual[:, None]
    return np.where(np.isfinite(gap), gap, 0.0)


def stock_wins(course: Course, standing: Standing) -> Array:
    """Expected wins (R, weeks) of the leads open now by their age alone, at today's load and level."""
    today = course.relative[:, :, :1].mean(axis=0, keepdims=True)
    still = Course(course.won.mean.steady, course.lost.mean.steady, today)
    stock, wins = standing.open, np.zeros((len(standing.reps), MOST_WEEKS))
    for week in range(AGE_WEEKS):
        won_now, stock = _stepped(stock, still, week)
        wins[:, week] = won_now.sum(axis=(1, 2))
    return wins
