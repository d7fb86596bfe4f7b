"""A plan played beside the usual leads: what becomes of new leads, of all leads week by week, and of the load."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models.sandbox.course.course import TINY, Course
from models.sandbox.course.draws import expected
from models.sandbox.course.ground import WEEKLY_DRAWS, Ground
from models.sandbox.course.kinds import Cells, Single
from models.sandbox.outcome.chances import Chances
from models.sandbox.plan.plan import Plan

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """Draws (D) of a plan. `loads` (weeks, R) are leads per rep, `alone` (weeks, R) the open leads with the plan's reps
    but none of its leads, and `one` (weeks, R) what one lead that arrives as planned adds to them.

    By week and region (weeks, R, D'): `wins` and `wins_without` of all leads, `open_wins` of the leads open now.
    `noise` is the relative variance of a region's weekly wins beyond chance.

    What takes long is worked out when it is first asked for, and kept.
    """

    ground: Ground
    plan: Plan
    course: Course
    chances: Chances
    loads: Array
    alone: Array
    one: Array
    noise: float

    @classmethod
    def of(cls, ground: Ground, plan: Plan, noise: float) -> "Outcome":
        """Play `plan`."""
        usual = np.maximum(ground.standing.inflow.sum(axis=1), 1.0)
        likely = plan.timing.weeks[:, None] * usual
        extra = np.pad(np.stack([plan.arriving, likely, 0 * likely], axis=2), ((0, 1), (0, 0), (0, 0)))
        stock, more, alone = np.moveaxis(ground.stock_beside(extra, plan.mix, plan.origins, plan.staff), 2, 0)
        course, loads = ground.course_with(stock, plan.staff)
        chances, one = Chances(ground, plan, course), (more - alone) / usual
        return cls(ground, plan, course, chances, loads[:-1], alone, one, noise)

    @property
    def steady_noise(self) -> float:
        """The relative variance of what a whole horizon brings: that of a week evens out over the weeks."""
        return self.noise / self.plan.horizon

    @cached_property
    def few(self) -> Course:
        """The course of the first draws alone (D'), until the last leads have lived through the horizon."""
        return self.ground.continued(self.course.first(WEEKLY_DRAWS), self.plan.horizon)

    @cached_property
    def typical(self) -> Cells:
        """One kind of lead a region, of the plan's mix (R, 1, D')."""
        return self.ground.cells(self.plan.origins).first(WEEKLY_DRAWS).mixed(self.chances.weights)

    @cached_property
    def by_arrival(self) -> Single:
        """P(won within the horizon) of a region's new leads by week of arrival (weeks, R, D')."""
        return self._typical_by_arrival * self._lift

    @cached_property
    def _typical_by_arrival(self) -> Single:
        return self.few.by_arrival(self.typical, self.plan.timing.shown, self.plan.horizon)[:, :, 0]

    @cached_property
    def _lift(self) -> Single:
        """What one typical lead a region lacks to its leads' mean chance (R, 1)."""
        parts = self.plan.timing.parts
        played = sum(share * expected(self._typical_by_arrival[week]) for week, share in parts)
        found = expected(self.chances.by_region) / np.maximum(played, 1e-300)
        return found.astype(np.float32)[:, None]

    @cached_property
    def usual_wins(self) -> Single:
        """Wins of the usual leads (weeks, R, D'), as typical ones."""
        cells = self.ground.usual_cells(self.plan.origins.answered)
        leads = self.ground.usual_leads[: self.plan.timing.shown, :, None]
        return self.few.weekly_wins(cells, leads)[:, :, 0]

    @cached_property
    def extra_wins(self) -> Single:
        """Wins of the extra leads (weeks, R, D')."""
        leads = self.plan.arriving.astype(np.float32)[:, :, None, None]
        return self.few.weekly_wins(self.typical, leads)[:, :, 0] * self._lift

    @cached_property
    def open_wins(self) -> Single:
        """Wins of the leads open now (weeks, R, D')."""
        weeks = self.plan.timing.shown
        met, calm = self.few.factor[:weeks], self.ground.course.factor[:weeks, :, :WEEKLY_DRAWS]
        return np.asarray(self.ground.open_wins[:weeks] * (met / calm))

    @cached_property
    def wins(self) -> Single:
        """Wins of all leads with the plan (weeks, R, D')."""
        weeks = self.plan.timing.shown
        typical = np.maximum(self.ground.typical_wins[:weeks], TINY)
        usual = self.ground.usual_wins[:weeks] * (self.usual_wins / typical)
        return np.asarray(usual + self.open_wins + self.extra_wins)

    @cached_property
    def wins_without(self) -> Single:
        """Wins of all leads without it (weeks, R, D')."""
        weeks = self.plan.timing.shown
        return np.asarray(self.ground.usual_wins[:weeks] + self.ground.open_wins[:weeks])

    @cached_property
    def net_wins(self) -> Single:
        """What the plan changes over all weeks shown (R, D')."""
        return np.asarray((self.wins - self.wins_without).sum(axis=0))

    @cached_property
    def worth(self) -> tuple[Array, Array]:
        """What the wins of each week and region (weeks, R) bring with and without the plan; 0 where values are
        unknown."""
        extra, without = (wins.mean(axis=2) for wins in (self.extra_wins, self.wins_without))
        others = self.wins.mean(axis=2) - extra
        return others * self.usual_value + extra * self.plan_value, without * self.usual_value

    @cached_property
    def plan_value(self) -> Array:
        """The expected value (R) of a win of the extra leads; 0 where values are unknown."""
        return self._value_by(expected(self.chances.probability), self.chances.weights)

    @cached_property
    def usual_value(self) -> Array:
        """The same of the usual leads."""
        return self._value_by(self.chances.without, self.ground.usual_mix)

    def _value_by(self, chance: Array, mix: Array) -> Array:
        values = self.ground.standing.values
        if values is None:
            return np.zeros(len(chance))
        return values.by(np.maximum(chance * mix, 1e-300))
