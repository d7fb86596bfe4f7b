"""The course of leads over coming weeks: which are won, week by week, under the load that they meet."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from models.sandbox.kinds import Arrivals, Cells, Single
from models.sandbox.pace import Pace
from models.sandbox.standing import AGE_WEEKS, MOST_WEEKS

Array = npt.NDArray[np.float64]
Either = TypeVar("Either", Array, Single)

TINY = np.float32(1e-30)
# Weeks of life are taken one by one while leads are young and together later: hazards are summed within such a step,
# and the share of wins among its ends is that of an average lead of the region.
STEP_EDGES = (0, 1, 2, 3, 5, 8, 12, 17, 22)
# Rows worked on at a time, so that they stay in the processor's cache.
BLOCK = 12_000


@dataclass(frozen=True)
class Course:
    """Both causes, and what load does to winning: a factor (weeks, D, R); the last week's holds on after it."""

    won: Pace
    lost: Pace
    factor: Single

    def first(self, number: int) -> "Course":
        """The first draws alone."""
        return Course(self.won.first(number), self.lost.first(number), self.factor[:, :number])

    def _weekly(self, pace: Pace, weeks: int) -> Single:
        """Factors (weeks, D) of the calendar weeks."""
        at = np.minimum(np.arange(weeks), MOST_WEEKS - 1)
        return np.ascontiguousarray((pace.moves[:, at] * pace.worked[:, at]).T, dtype=np.float32)

    def chances(self, cells: Cells, arrivals: Arrivals, weeks: int, average: Cells | None = None) -> Single:
        """P(won within `weeks` weeks of life) (n, D, R, J) of the n groups of leads that arrive.

        `average` are the cells whose mean is the average lead of a region (None: `cells`).
        """
        weeks, groups = min(weeks, AGE_WEEKS), arrivals.groups
        rows = groups * len(self.won.load)
        won, lost, odds = self._steps(average or cells, arrivals, weeks)
        tiled = (
            np.broadcast_to(part, (groups, *part.shape)).reshape(rows, *part.shape[1:])
            for part in (cells.won, cells.lost)
        )
        flat = (each.reshape(len(each), rows, -1) for each in (won, lost[..., None], odds))
        found = _won(Cells(*tiled), *flat)
        return found.reshape(groups, -1, *found.shape[1:])

    def _steps(self, cells: Cells, arrivals: Arrivals, weeks: int) -> tuple[Single, Single, Single]:
        """Hazards of winning (steps, n, D, R) and losing (steps, n, D) summed over each step since arrival, and the
        odds of a loss in it (steps, n, D, R), at factors of 1: its weeks count by the leads that are left in them."""
        edges = [edge for edge in STEP_EDGES if edge <= weeks] + [weeks + 1]
        levels = self._levels(arrivals, weeks)
        lived = [pace.lived(weeks).astype(np.float32).T for pace in (self.won, self.lost)]
        shape = (len(edges) - 1, arrivals.groups, *self.factor.shape[1:])
        won, odds = np.empty(shape, dtype=np.float32), np.empty(shape, dtype=np.float32)
        lost = np.empty(shape[:3], dtype=np.float32)
        typical = [part[..., 0] for part in cells.average]
        for step, (first, end) in enumerate(pairwise(edges)):
            weeks_won = _weekly_hazards(levels[0], lived[0][first:end, :, None], first, arrivals.groups)
            weeks_lost = _weekly_hazards(levels[1], lived[1][first:end], first, arrivals.groups)
            won[step], lost[step] = sum(weeks_won[1:], weeks_won[0]), sum(weeks_lost[1:], weeks_lost[0])
            # The share of an average lead that a usual week of the step leaves.
            rate = typical[0] * won[step] + typical[1] * lost[step][..., None]
            rate /= first - end
            left = np.exp(rate, out=rate)
            win, loss = _met(weeks_won, left), _met([week[..., None] for week in weeks_lost], left)
            np.divide(loss, np.maximum(win, TINY, out=win), out=odds[step])
        return won, lost, odds

    def _levels(self, arrivals: Arrivals, weeks: int) -> tuple[Single, Single]:
        """What a week does to winning (weeks, D, R) and losing (weeks, D) of the first group; the others come a week
        later each. A group that arrives over several weeks has the average hazards of its leads."""
        far = max(week for week, _ in arrivals.parts) + weeks + arrivals.groups
        won, lost = (self._weekly(pace, far) for pace in (self.won, self.lost))
        at = np.minimum(np.arange(far), len(self.factor) - 1)
        span = weeks + arrivals.groups
        met = [
            (
                share * won[week : week + span, :, None] * self.factor[at[week : week + span]],
                share * lost[week : week + span],
            )
            for week, share in arrivals.parts
        ]
        wins, losses = zip(*met, strict=True)
        return sum(wins[1:], wins[0]), sum(losses[1:], losses[0])

    def weekly_wins(self, cells: Cells, leads: Sequence[Single]) -> Single:
        """Wins (weeks, D, R, J) of the leads that arrive, one array a week, each broadcasting against (D, R, J)."""
        weeks, shape = len(leads), cells.won.shape
        lived = [pace.lived(AGE_WEEKS).astype(np.float32).T[:, :, None, None] for pace in (self.won, self.lost)]
        weekly = [self._weekly(pace, weeks)[:, :, None] for pace in (self.won, self.lost)]
        came = [week for week, each in enumerate(leads) if each.any()]
        there = np.empty((len(came), *shape), dtype=np.float32)
        for row, week in zip(there, came, strict=True):
            row[...] = leads[week]
        wins = np.zeros((weeks, *shape), dtype=np.float32)
        for week in range(came[0] if came else weeks, weeks):
            here = slice(bisect_left(came, week - AGE_WEEKS), bisect_right(came, week))
            since = [week - arrival for arrival in came[here]]
            won = cells.won * (weekly[0][week] * self.factor[min(week, len(self.factor) - 1)])[:, :, None]
            lost = cells.lost * weekly[1][week][:, :, None]
            chance, left = split(won * lived[0][since], lost * lived[1][since])
            chance *= there[here]
            wins[week] = chance.sum(axis=0)
            there[here] *= left
        return wins


def _weekly_hazards(levels: Single, lived: Single, first: int, groups: int) -> list[Single]:
    """Hazards by group (groups, ...) in each of the weeks since arrival `first`, … of which `lived` tells: each week's
    level times what a lead of its age has."""
    return [levels[week : week + groups] * here for week, here in enumerate(lived, start=first)]


def _met(hazards: Sequence[Single], left: Single) -> Single:
    """What a lead meets of weekly hazards, if each week leaves the share `left` of those that were there (Horner)."""
    found = np.broadcast_to(hazards[-1], left.shape).copy()
    for hazard in hazards[-2::-1]:
        found *= left
        found += hazard
    return found


def split(won: Either, lost: Either) -> tuple[Either, Either]:
    """Chances to be won, and to be left, in a step with these competing hazards (both are overwritten)."""
    lost += won
    left = np.exp(-lost)
    won /= np.maximum(lost, TINY, out=lost)
    won *= 1 - left
    return won, left


def _won(cells: Cells, won: Single, lost: Single, odds: Single) -> Single:
    """P(won) (n, R, J) over steps with hazards `won` (steps, n, R) and `lost` (steps, n, 1), and the odds of a loss
    (steps, n, R), for n draws of `cells`."""
    total = np.zeros_like(cells.won)
    size = max(1, BLOCK // total[0].size)
    for start in range(0, len(total), size):
        rows = slice(start, start + size)
        _add_won(total[rows], Cells(cells.won[rows], cells.lost[rows]), (won[:, rows], lost[:, rows], odds[:, rows]))
    return total


def _add_won(total: Single, cells: Cells, steps: tuple[Single, Single, Single]) -> None:
    """Add to `total` what is won in each step: the ends of the step, times the share of wins among them."""
    against = cells.lost / np.maximum(cells.won, TINY)
    minus_won, minus_lost = -cells.won, -cells.lost
    before, left, part = np.ones_like(total), np.empty_like(total), np.empty_like(total)
    won_until, lost_until = np.zeros_like(steps[0][0]), np.zeros_like(steps[1][0])
    for won, lost, odds in zip(*steps, strict=True):
        won_until += won
        lost_until += lost
        np.multiply(minus_won, won_until[:, :, None], out=left)
        np.multiply(minus_lost, lost_until[:, :, None], out=part)
        left += part
        np.exp(left, out=left)
        np.multiply(against, odds[:, :, None], out=part)
        part += 1
        before -= left
        before /= part
        total += before
        before, left = left, before
