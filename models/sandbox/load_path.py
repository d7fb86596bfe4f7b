"""The load that leads make: open leads per rep, week by week, and what it does to winning."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models.sandbox.course import Either, split
from models.sandbox.kinds import Cells
from models.sandbox.pace import Pace
from models.sandbox.standing import AGE_WEEKS, MOST_WEEKS

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
        """Log of the loads (..., R) that reps work on, minus the usual; 0 where either is unknown."""
        worked = loads if self.quota is None else np.minimum(loads, self.quota)
        with np.errstate(divide="ignore", invalid="ignore"):
            gap = np.log(np.maximum(worked, self._floor.astype(loads.dtype)))
        gap -= self.usual.astype(loads.dtype)
        gap[~np.isfinite(gap)] = 0.0
        return gap

    @cached_property
    def _floor(self) -> Array:
        return np.nan_to_num(self.least)

    def factor(self, loads: Either, effect: Either | float) -> Either:
        """What loads (..., R) do to the hazard of winning, where one unit of log load does `effect` (broadcast)."""
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
    """Leads by region and kind, at average hazards: `cells` (R, J), `stock` (R, J, 26) open by whole weeks of age."""

    won: Pace
    lost: Pace
    cells: Cells
    stock: Array

    def loads(self, arrivals: Array, staff: Staff) -> Array:
        """Open leads per rep in the middle of each coming week (weeks, ..., R), NaN where reps are unknown.

        `arrivals` (weeks, ..., R, J) come in evenly through each week; several courses of them side by side cost
        little more than one.
        """
        weeks, shape = len(arrivals), arrivals.shape[1:]
        stock = np.broadcast_to(self.stock, (*shape, AGE_WEEKS))
        loads = np.full((weeks, *shape[:-1]), np.nan)
        people, effect = staff.people, staff.effect
        # In the middle of the week half of its newcomers have come.
        present = np.append(0.5, np.ones(AGE_WEEKS))
        for week in range(weeks):
            leads = np.concatenate([arrivals[week][..., None], stock], axis=-1)
            there = leads * present
            # First without what ends in the first half of the week, which takes the load to know.
            hazard = self._hazard(week, there.sum(axis=(-2, -1)) / people[week], effect)
            loads[week] = (there * np.exp(hazard * -0.5)).sum(axis=(-2, -1)) / people[week]
            left = np.exp(-self._hazard(week, loads[week], effect))
            stock = (leads * left)[..., :-1]
        return loads

    def _hazard(self, week: int, load: Array, effect: LoadEffect) -> Array:
        """Of ending in a week with this load (..., R): (..., R, J, 27), by whole weeks of age, newcomers first."""
        won, lost = self._now(week)
        factor = effect.factor(load, float(self.won.load[0]))
        return np.asarray(self._lived[0] * (won * factor)[..., None, None] + self._lived[1] * lost)

    @cached_property
    def _lived(self) -> tuple[Array, Array]:
        """Hazards of winning and losing (R, J, 27) in a usual week at usual load, by whole weeks of age."""
        won, lost = (
            cells[:, :, None] * pace.lived(AGE_WEEKS)[0]
            for pace, cells in ((self.won, self.cells.won), (self.lost, self.cells.lost))
        )
        return won, lost

    def _ends(self, week: int, factor: Array) -> tuple[Array, Array]:
        """Chances to be won in a week and to come through it, at this effect of the load (R)."""
        won, lost = self._now(week)
        return split(self._lived[0] * (won * factor)[:, None, None], self._lived[1] * lost)

    def _now(self, week: int) -> tuple[float, float]:
        """What the calendar week does to winning and to losing."""
        at = min(week, MOST_WEEKS - 1)
        won, lost = (float(pace.moves[0, at] * pace.worked[0, at]) for pace in (self.won, self.lost))
        return won, lost

    def stock_wins(self, factor: Array) -> Array:
        """Expected wins (weeks, R) of the leads open now by their age alone, at this effect of today's load (R)."""
        leads = np.concatenate([np.zeros((*self.stock.shape[:2], 1)), self.stock], axis=2)
        wins = np.zeros((MOST_WEEKS, len(leads)))
        for week in range(AGE_WEEKS):
            chance, left = self._ends(week, factor)
            wins[week] = (leads * chance).sum(axis=(1, 2))
            leads[:, :, 1:] = (leads * left)[:, :, :-1]
        return wins
