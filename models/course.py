"""The course of leads over coming weeks: which are won, week by week, under the load that they meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from models.pace import Pace
from models.standing import AGE_WEEKS, MOST_WEEKS

Array = npt.NDArray[np.float64]
# Six digits are plenty for sums over so many cells and draws, and half the work.
Single = npt.NDArray[np.float32]
Either = TypeVar("Either", Array, Single)

TINY = np.float32(1e-30)
# Weeks of life are taken one by one while leads are young and together later: hazards are summed within such a step,
# and only the share of wins among its ends is taken as constant, which is right to a few thousandths.
STEP_EDGES = (*range(9), 10, 12, 14, 17, 20, 23)
# Rows worked on at a time, so that they stay in the processor's cache.
BLOCK = 12_000


@dataclass(frozen=True)
class Cells:
    """Factors of the hazards of winning and losing, (D, R, J) each: of each region, J kinds of leads."""

    won: Single
    lost: Single

    @classmethod
    def of(cls, won: Array, lost: Array) -> "Cells":
        """In single precision."""
        return cls(won.astype(np.float32), lost.astype(np.float32))

    def mixed(self, weights: Array) -> "Cells":
        """One kind of lead a region (D, R, 1): the hazards that its kinds have on average, by `weights` (R, J)."""
        shares = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
        return Cells(*(np.einsum("drj,rj->dr", part, shares)[:, :, None] for part in (self.won, self.lost)))

    def beside(self, other: "Cells") -> "Cells":
        """The kinds of both."""
        return Cells(*(np.concatenate(pair, axis=2) for pair in ((self.won, other.won), (self.lost, other.lost))))

    def first(self, number: int) -> "Cells":
        """The first draws alone."""
        return Cells(self.won[:number], self.lost[:number])


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

    def chances(self, cells: Cells, arrivals: npt.NDArray[np.int64], weeks: int) -> Single:
        """P(won within `weeks` weeks of life) (n, D, R, J) of leads that arrive in each of the weeks `arrivals` (n)."""
        weeks = min(weeks, AGE_WEEKS)
        rows = len(arrivals) * len(self.won.load)
        won, lost = self._steps(arrivals, weeks)
        tiled = (
            np.broadcast_to(part, (len(arrivals), *part.shape)).reshape(rows, *part.shape[1:])
            for part in (cells.won, cells.lost)
        )
        found = _won(Cells(*tiled), won.reshape(len(won), rows, -1), lost.reshape(len(lost), rows))
        return found.reshape(len(arrivals), -1, *found.shape[1:])

    def _steps(self, arrivals: npt.NDArray[np.int64], weeks: int) -> tuple[Single, Single]:
        """Hazards of winning (steps, n, D, R) and losing (steps, n, D) summed over each step since arrival."""
        edges = [edge for edge in STEP_EDGES if edge <= weeks] + [weeks + 1]
        until = int(arrivals.max()) + weeks + 1
        last = len(self.factor) - 1
        lived = [pace.lived(weeks).astype(np.float32).T for pace in (self.won, self.lost)]
        weekly = [self._weekly(pace, until) for pace in (self.won, self.lost)]
        shape = (len(edges) - 1, len(arrivals), *self.factor.shape[1:])
        won, lost = np.zeros(shape, dtype=np.float32), np.zeros(shape[:3], dtype=np.float32)
        for step, (first, end) in enumerate(pairwise(edges)):
            for since in range(first, end):
                then = arrivals + since
                risk = lived[0][since] * weekly[0][then]
                won[step] += risk[:, :, None] * self.factor[np.minimum(then, last)]
                lost[step] += lived[1][since] * weekly[1][then]
        return won, lost

    def weekly_wins(self, cells: Cells, leads: Sequence[Single]) -> Single:
        """Wins (weeks, D, R, J) of the leads that arrive, one array a week, each broadcasting against (D, R, J)."""
        weeks = len(leads)
        lived = [pace.lived(AGE_WEEKS).astype(np.float32).T[:, :, None, None] for pace in (self.won, self.lost)]
        weekly = [self._weekly(pace, weeks)[:, :, None] for pace in (self.won, self.lost)]
        there = np.stack([np.broadcast_to(each, cells.won.shape) for each in leads]).astype(np.float32)
        wins = np.zeros((weeks, *cells.won.shape), dtype=np.float32)
        for week in range(weeks):
            here = slice(max(0, week - AGE_WEEKS), week + 1)
            since = week - np.arange(here.start, here.stop)
            won = cells.won * (weekly[0][week] * self.factor[min(week, len(self.factor) - 1)])[:, :, None]
            lost = cells.lost * weekly[1][week][:, :, None]
            chance, left = split(won * lived[0][since], lost * lived[1][since])
            chance *= there[here]
            wins[week] = chance.sum(axis=0)
            there[here] *= left
        return wins


def split(won: Either, lost: Either) -> tuple[Either, Either]:
    """Chances to be won, and to be left, in a step with these competing hazards (both are overwritten)."""
    lost += won
    left = np.exp(-lost)
    won /= np.maximum(lost, TINY, out=lost)
    won *= 1 - left
    return won, left


def _won(cells: Cells, won: Single, lost: Single) -> Single:
    """P(won) (n, R, J) over steps with hazards `won` (steps, n, R) and `lost` (steps, n), n draws of `cells`."""
    total = np.zeros_like(cells.won)
    size = max(1, BLOCK // total[0].size)
    for start in range(0, len(total), size):
        rows = slice(start, start + size)
        _add_won(total[rows], Cells(cells.won[rows], cells.lost[rows]), won[:, rows], lost[:, rows])
    return total


def _add_won(total: Single, cells: Cells, won: Single, lost: Single) -> None:
    """Add to `total` what is won in each step: the ends of the step, times the share of wins among them."""
    odds = cells.lost / np.maximum(cells.won, TINY)
    minus_won, minus_lost = -cells.won, -cells.lost
    before, left, part = np.ones_like(total), np.empty_like(total), np.empty_like(total)
    won_until, lost_until = np.zeros_like(won[0]), np.zeros_like(lost[0])
    for won_now, lost_now in zip(won, lost, strict=True):
        won_until += won_now
        lost_until += lost_now
        np.multiply(minus_won, won_until[:, :, None], out=left)
        np.multiply(minus_lost, lost_until[:, None, None], out=part)
        left += part
        np.exp(left, out=left)
        np.multiply(odds, (lost_now[:, None] / np.maximum(won_now, TINY))[:, :, None], out=part)
        part += 1
        before -= left
        before /= part
        total += before
        before, left = left, before
