"""The load that leads make: open leads per rep, week by week, and what it does to winning."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models.sandbox.course.course import split
from models.sandbox.course.kinds import Cells, Either
from models.sandbox.course.pace import Pace
from models.sandbox.state.standing import AGE_WEEKS, MOST_WEEKS

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LoadEffect:
    """How loads count: against the usual log load of a region, `usual` (R, NaN unknown), and as no lower than `least`
    (R; NaN: no bound), since what even fewer leads would do was never seen, and the effect of a load that falls towards
    0 would grow without end. Beyond `quota` open leads per rep the others wait, None without such a limit.
    """

    usual: Array
    least: Array
    quota: float | None = None

    def relative(self, loads: Either) -> Either:
        """Log of the loads (..., R, n) that reps work on, minus the usual; 0 where either is unknown."""
        worked = loads if self.quota is None else np.minimum(loads, self.quota)
        with np.errstate(divide="ignore", invalid="ignore"):
            gap = np.log(np.maximum(worked, self._floor.astype(loads.dtype)))
        gap -= self.usual[:, None].astype(loads.dtype)
        gap[~np.isfinite(gap)] = 0.0
        return gap

    @cached_property
    def _floor(self) -> Array:
        return np.nan_to_num(self.least)[:, None]

    def factor(self, loads: Either, effect: Either | float) -> Either:
        """What loads (..., R, n) do to the hazard of winning, where one unit of log load does `effect` (broadcast)."""
        found = np.exp(effect * self.relative(loads))
        if self.quota is None:
            return np.asarray(found)
        with np.errstate(divide="ignore", invalid="ignore"):
            waiting = np.where(loads > self.quota, self.quota / loads, 1.0).astype(loads.dtype)
        return np.asarray(found * waiting)


@dataclass(frozen=True)
class Staff:
    """`reps` (weeks, R) at work, NaN unknown, and how the load on them counts."""

    reps: Array
    effect: LoadEffect

    @property
    def people(self) -> Array:
        """The reps, NaN where there are none to share leads among."""
        return np.where(self.reps > 0, self.reps, np.nan)


@dataclass(frozen=True)
class Crowd:
    """Leads by region and kind, at average hazards: `cells` (R, J, 1), `stock` (R, J, 26) open by weeks of age."""

    won: Pace
    lost: Pace
    cells: Cells
    stock: Array

    def loads(self, arrivals: Array, staff: Staff) -> Array:
        """Open leads per rep in the middle of each coming week (weeks, R, n), NaN where reps are unknown.

        `arrivals` (weeks, R, J, n) come in evenly through each week; n courses of them side by side cost little more
        than one.
        """
        people, effect = staff.people[: len(arrivals), :, None], float(self.won.load[0])
        loads = np.full(np.delete(arrivals.shape, 2), np.nan)
        newcomers = np.ascontiguousarray(np.swapaxes(arrivals, 1, 2))
        leads = np.empty((AGE_WEEKS + 1, *newcomers[0].shape))
        leads[1:] = self._by_age(self.stock)
        usual, lost = (np.broadcast_to(part, leads.shape).copy() for part in self._lived)
        for week in range(len(arrivals)):
            leads[0] = newcomers[week]
            now, lasting = self._now(week)
            won, ends = usual * now, lost * lasting
            # First without what ends in the first half of the week, which takes the load to know.
            hazard = won * staff.effect.factor(_midweek(leads) / people[week], effect)
            hazard += ends
            loads[week] = _midweek(leads * np.exp(hazard * -0.5)) / people[week]
            won *= staff.effect.factor(loads[week], effect)
            won += ends
            leads[1:] = (leads * np.exp(-won))[:-1]
        return loads

    @cached_property
    def _lived(self) -> tuple[Array, Array]:
        """Hazards of winning and losing (27, J, R, 1) in a usual week at usual load, by whole weeks of age."""
        won, lost = (
            self._by_age(cells * pace.lived(AGE_WEEKS)[:, 0])
            for pace, cells in ((self.won, self.cells.won), (self.lost, self.cells.lost))
        )
        return won, lost

    @staticmethod
    def _by_age(values: Array) -> Array:
        """From (R, J, ages) to (ages, J, R, 1): what is added up lies side by side."""
        return np.ascontiguousarray(values.T)[..., None]

    def _now(self, week: int) -> tuple[float, float]:
        """What the calendar week does to winning and to losing."""
        at = min(week, MOST_WEEKS - 1)
        won, lost = (float(pace.moves[at, 0] * pace.worked[at, 0]) for pace in (self.won, self.lost))
        return won, lost

    def stock_wins(self, factor: Array) -> Array:
        """Expected wins (weeks, R) of the leads open now by their age alone, at this effect of today's load (R)."""
        leads = np.pad(self._by_age(self.stock), ((1, 0), (0, 0), (0, 0), (0, 0)))
        wins = np.zeros((MOST_WEEKS, len(factor)))
        for week in range(AGE_WEEKS):
            won, lost = self._now(week)
            found, left = split(leads, self._lived[0] * (-won * factor)[:, None], self._lived[1] * -lost)
            wins[week] = found.sum(axis=(0, 1, 3))
            leads[0], leads[1:] = 0.0, left[:-1]
        return wins


def _midweek(leads: Array) -> Array:
    """The leads (R, n) there in the middle of a week: half of its newcomers have come."""
    return np.asarray(leads.sum(axis=(0, 1)) - leads[0].sum(axis=0) / 2)
