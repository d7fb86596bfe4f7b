"""The course of leads over coming weeks: which are won, week by week, under the load that they meet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from models.sandbox.course.kinds import Cells, Either, Single
from models.sandbox.course.pace import Pace
from models.sandbox.state.standing import AGE_WEEKS

Array = npt.NDArray[np.float64]

TINY = np.float32(1e-30)
# Weeks since arrival are taken together: hazards are summed within such a step, and the share of wins among its ends is
# that of an average lead of the region. Of some hundred sets of six steps these err among the least, by about a
# thousandth of the mean chance.
STEP_EDGES = (0, 2, 4, 7, 12, 18)
# Numbers worked on at a time, so that they stay in the processor's cache.
BLOCK = 50_000

# Weeks in which leads arrive, each with its share of them.
Parts = Sequence[tuple[int, float]]


@dataclass(frozen=True)
class Course:
    """Both causes, and what load does to winning: a factor (weeks, R, D); the last week's holds on after it."""

    won: Pace
    lost: Pace
    factor: Single

    def first(self, number: int) -> "Course":
        """The first draws alone."""
        return Course(self.won.first(number), self.lost.first(number), self.factor[..., :number])

    def chances(self, cells: Cells, parts: Parts, weeks: int, average: Cells | None = None) -> Single:
        """P(won within `weeks` weeks of life) (R, J, D) of leads that arrive in the weeks of `parts`.

        Leads that arrive in several weeks have the average hazards of them. `average` are the cells whose mean is the
        average lead of a region (None: `cells`).
        """
        steps = self._steps((average or cells).average, parts, min(weeks, AGE_WEEKS))
        total = np.zeros_like(cells.won)
        size = max(1, BLOCK // total[0].size)
        for start in range(0, len(total), size):
            rows = slice(start, start + size)
            here = [(won[rows], lost, odds[rows]) for won, lost, odds in steps]
            _add_won(total[rows], Cells(cells.won[rows], cells.lost[rows]), here)
        return total

    def by_arrival(self, cells: Cells, arrivals: int, weeks: int) -> Single:
        """The same, week of life by week of life, of those that arrive in each of the first `arrivals` weeks
        (arrivals, R, J, D)."""
        total = np.zeros((arrivals, *cells.won.shape), dtype=np.float32)
        life = min(weeks, AGE_WEEKS)
        for _, won in self._lives(cells, np.ones_like(total), 0, life, arrivals + life):
            total += won
        return total

    def weekly_wins(self, cells: Cells, leads: Single) -> Single:
        """Wins (weeks, R, J, D) of the `leads` that arrive, an array a week, which broadcasts against (R, J, D)."""
        weeks, shape = len(leads), cells.won.shape
        wins = np.zeros((weeks, *shape), dtype=np.float32)
        came = np.flatnonzero(leads.any(axis=tuple(range(1, leads.ndim))))
        if not len(came):
            return wins
        first, end = int(came[0]), int(came[-1]) + 1
        there = np.broadcast_to(leads[first:end], (end - first, *shape)).astype(np.float32)
        for age, won in self._lives(cells, there, first, AGE_WEEKS, weeks):
            wins[first + age : first + age + len(won)] += won
        return wins

    def _lives(self, cells: Cells, there: Single, first: int, life: int, until: int) -> Iterator[tuple[int, Single]]:
        """By calendar weeks since arrival, 0 to `life`: what is won then, before the week `until`, of the leads `there`
        (n, R, J, D), which arrive in the weeks from `first` on and are overwritten, as each answer is by the next."""
        lived = [pace.lived(life)[: until - first].astype(np.float32) for pace in (self.won, self.lost)]
        by_age = (part * -each[:, None, None] for part, each in zip((cells.won, cells.lost), lived, strict=True))
        levels = self._levels(first, until)
        won, lost = np.empty_like(there), np.empty_like(there)
        for age, hazards in enumerate(zip(*by_age, strict=True)):
            there, won, lost = (part[: until - first - age] for part in (there, won, lost))
            weeks = slice(age, age + len(there))
            np.multiply(levels[0][weeks, :, None], hazards[0], out=won)
            np.multiply(levels[1][weeks, None, None], hazards[1], out=lost)
            wins, left = split(there, won, lost)
            yield age, wins
            there, lost = left, there

    def _levels(self, first: int, end: int) -> tuple[Single, Single]:
        """What each of these weeks does to winning (weeks, R, D) and to losing (weeks, D)."""
        won, lost = (pace.weekly(end)[first:].astype(np.float32) for pace in (self.won, self.lost))
        return self._loaded(won, first), lost

    def _loaded(self, won: Single, first: int) -> Single:
        """Hazards of winning (weeks, D) in the weeks from `first` on under the load of each region (weeks, R, D)."""
        factor = self.factor[first : first + len(won)]
        known = len(factor)
        found = np.empty((len(won), *self.factor.shape[1:]), dtype=np.float32)
        np.multiply(won[:known, None], factor, out=found[:known])
        np.multiply(won[known:, None], self.factor[-1], out=found[known:])
        return found

    def _steps(self, average: tuple[Single, Single], parts: Parts, weeks: int) -> list[tuple[Single, Single, Single]]:
        """For each step since arrival: hazards of winning (R, D) and losing (D) summed over it, and the odds of a loss
        in it (R, D), all at factors of 1: its weeks count by the leads that are left in them."""
        won, lost = self._hazards(parts, weeks)
        steps = []
        for first, end in _steps_of(weeks):
            here, ends = won[first:end], lost[first:end]
            sums = here.sum(axis=0), ends.sum(axis=0)
            win, loss = here[0], ends[0]
            if end > first + 1:
                # The share of an average lead that a usual week of the step leaves.
                left = np.exp((average[0] * sums[0] + average[1] * sums[1]) / np.float32(first - end))
                win, loss = _met(here, left), _met(ends[:, None], left)
            steps.append((*sums, loss / np.maximum(win, TINY)))
        return steps

    def _hazards(self, parts: Parts, weeks: int) -> tuple[Single, Single]:
        """Hazards of winning (weeks + 1, R, D) and losing (weeks + 1, D) in the calendar weeks since arrival."""
        won, lost = (
            [
                (share * pace.weekly(week + weeks + 1)[week:] * pace.lived(weeks)).astype(np.float32)
                for week, share in parts
            ]
            for pace in (self.won, self.lost)
        )
        loaded = [self._loaded(part, week) for part, (week, _) in zip(won, parts, strict=True)]
        return sum(loaded[1:], loaded[0]), sum(lost[1:], lost[0])


def _steps_of(weeks: int) -> Iterator[tuple[int, int]]:
    """First week of each step and of the next, over the calendar weeks 0 to `weeks` since arrival: one by one where
    that takes no more of them."""
    begun = STEP_EDGES if weeks >= len(STEP_EDGES) else range(weeks + 1)
    return pairwise([*(edge for edge in begun if edge <= weeks), weeks + 1])


def _met(hazards: Single, left: Single) -> Single:
    """What a lead meets of weekly hazards, if each week leaves the share `left` of those that were there (Horner)."""
    found = np.broadcast_to(hazards[-1], left.shape).copy()
    for hazard in hazards[-2::-1]:
        found *= left
        found += hazard
    return found


def split(there: Either, won: Either, lost: Either) -> tuple[Either, Either]:
    """Of what is `there`, how much is won and how much left after a step with these competing hazards, given below 0 as
    they stand in the exponent. All three, of one shape, are overwritten: both answers stand where the hazards stood."""
    lost += won
    won /= lost
    left = np.exp(lost, out=lost)
    left *= there
    there -= left
    won *= there
    return won, left


def _add_won(total: Single, cells: Cells, steps: Sequence[tuple[Single, Single, Single]]) -> None:
    """Add to `total` (R, J, D) what is won in each step, of which its hazards of winning (R, D) and losing (D) and the
    odds of a loss (R, D) are told: the ends of the step, times the share of wins among them."""
    against = cells.lost / np.maximum(cells.won, TINY)
    before, left, part = np.ones_like(total), np.empty_like(total), np.empty_like(total)
    won_until, lost_until = np.zeros_like(steps[0][0]), np.zeros_like(steps[0][1])
    for won, lost, odds in steps:
        won_until -= won
        lost_until -= lost
        np.multiply(cells.won, won_until[:, None], out=left)
        np.multiply(cells.lost, lost_until, out=part)
        left += part
        np.exp(left, out=left)
        np.multiply(against, odds[:, None], out=part)
        part += 1
        before -= left
        before /= part
        total += before
        before, left = left, before
