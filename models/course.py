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
        """P(won within `weeks` weeks of life) of a lead arriving in week `arrival`; shape (D, R, I)."""
        found, alive = np.zeros(self.won.cell.shape), np.ones(self.won.cell.shape)
        lived_won, lived_lost = (pace.lived(min(weeks, AGE_WEEKS)) for pace in (self.won, self.lost))
        for since in range(lived_won.shape[1]):
            won, lost = self.factors(arrival + since)
            chance, left = split(won * lived_won[:, since, None, None], lost * lived_lost[:, since, None, None])
            found += alive * chance
            alive *= left
        return found

    def weekly_wins(self, usual: Array, flow: Array, extra: Array) -> Array:
        """Wins by week (D, weeks) of leads to come: `usual` (weeks, R, I) times `flow` (D, weeks), and `extra`."""
        weeks, draws = len(usual), len(self.won.load)
        # Six digits are plenty for sums of so many cells, and half the work.
        lived = [pace.lived(AGE_WEEKS).astype(np.float32).T[:, :, None, None] for pace in (self.won, self.lost)]
        alive = np.ones((weeks, *self.won.cell.shape), dtype=np.float32)
        wins = np.zeros((draws, weeks))
        for week in range(weeks):
            here = slice(max(0, week - AGE_WEEKS), week + 1)
            since = week - np.arange(here.start, here.stop)
            won, lost = (factor.astype(np.float32) for factor in self.factors(week))
            chance, left = split(won * lived[0][since], lost * lived[1][since])
            chance *= alive[here]
            alive[here] *= left
            by_arrival = _summed(chance, usual[here]) * flow[:, here].T + _summed(chance, extra[here])
            wins[:, week] = by_arrival.sum(axis=0)
        return wins


def _summed(chance: Single, leads: Array) -> Array:
    """Wins (arrivals, D) of `leads` (arrivals, R, I) with these chances (arrivals, D, R, I)."""
    flat = chance.reshape(*chance.shape[:2], -1)
    return np.asarray((flat @ leads.astype(np.float32).reshape(len(leads), -1, 1))[..., 0], dtype=np.float64)


def _week_of(course: Course, week: int) -> tuple[Array, Array]:
    """What a week does to leads under a course of one draw, by whole weeks of age with newcomers first (R, I, 27):
    chances to be won, and to be left."""
    won, lost = course.factors(week)
    lived = (pace.lived(AGE_WEEKS)[0] for pace in (course.won, course.lost))
    chance, left = split(*(factor[0][:, :, None] * age for factor, age in zip((won, lost), lived, strict=True)))
    return chance, left


def project_load(won: Pace, lost: Pace, standing: Standing, usual: Array, arrivals: Array) -> Array:
    """Open leads per rep in the middle of each coming week (R, weeks), NaN where reps are unknown.

    `arrivals` (weeks, R, I) are all leads to come, `usual` (R) the log load that hazards refer to. Expected numbers
    only: each week the leads open move on by the mean hazards at the load they meet.
    """
    won, lost = won.mean, lost.mean
    stock, weeks = standing.open, len(arrivals)
    reps = np.where(standing.reps > 0, standing.reps, np.nan)
    loads = np.full((len(usual), weeks), np.nan)
    for week in range(weeks):
        leads = np.concatenate([arrivals[week][:, :, None], stock], axis=2)
        there = leads * np.append(0.5, np.ones(AGE_WEEKS))
        loads[:, week] = there.sum(axis=(1, 2)) / reps
        # That is without what ends in the first half of the week, which takes the load to know.
        left = _week_of(Course(won, lost, relative_load(loads, usual, standing.load_least)[None]), week)[1]
        loads[:, week] = (there * np.sqrt(left)).sum(axis=(1, 2)) / reps
        left = _week_of(Course(won, lost, relative_load(loads, usual, standing.load_least)[None]), week)[1]
        stock = (leads * left)[:, :, :-1]
    return loads


def relative_load(loads: Array, usual: Array, least: Array) -> Array:
    """Log of loads (..., R, weeks) minus the usual log load (R); 0 where either is unknown.

    Loads count as no lower than `least` (R; NaN: no bound): what even fewer leads would do was never seen, and the
    effect of a load that falls towards 0 would grow without end.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.log(np.maximum(loads, np.nan_to_num(least)[:, None])) - usual[:, None]
    return np.where(np.isfinite(gap), gap, 0.0)


def stock_wins(course: Course, standing: Standing) -> Array:
    """Expected wins (R, weeks) of the leads open now by their age alone, at today's load and level."""
    today = course.relative[:, :, :1].mean(axis=0, keepdims=True)
    still = Course(course.won.mean.steady, course.lost.mean.steady, today)
    leads = np.concatenate([np.zeros((*standing.open.shape[:2], 1)), standing.open], axis=2)
    wins = np.zeros((len(standing.reps), MOST_WEEKS))
    for week in range(AGE_WEEKS):
        chance, left = _week_of(still, week)
        wins[:, week] = (leads * chance).sum(axis=(1, 2))
        leads[:, :, 1:] = (leads * left)[:, :, :-1]
    return wins
