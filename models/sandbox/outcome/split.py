"""Where extra leads should go: what each region gains from more of them, and the split that gains the most.

Regions share no reps, so that each gains on its own: more leads bring wins, and the load that they put on all leads of
the region costs some. The best split gives all regions that get leads the same gain from one more (Gossen's second
law; the marginal conditions of Everett, "Generalized Lagrange multiplier method", Operations Research 11, 1963).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models.sandbox.course.course import Course
from models.sandbox.course.kinds import Cells, Single
from models.sandbox.outcome.outcome import Outcome

Array = npt.NDArray[np.float64]

# How many leads are tried, over what brings a region to the highest load seen (or, unknown, to its busiest week).
TRIED = np.array([0.0, 0.125, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0])
HALF = 0.5
# The middles of three equal parts of the draws of the load's effect.
EFFECTS = (1 / 6, 1 / 2, 5 / 6)
# A price is narrowed down to one of so many parts of where it may lie, so many times.
PARTS, TIMES = 16, 8
# Beyond what was seen, so much more room is opened than leads are there, so that some regions can be spared.
SLACK = 1.25


@dataclass(frozen=True)
class Gains:
    """What regions gain from extra leads that arrive as planned, on average: `wins` (tried, R) net wins of all their
    leads for `leads` (tried, R) extra ones. `room` (R) are the leads that fit without going beyond what was seen,
    `more` (R) how many again that load takes, and `worth` (R) the chance of one lead at standard capacity."""

    leads: Array
    wins: Array
    room: Array
    more: Array
    worth: Array

    @cached_property
    def slopes(self) -> Array:
        """Gain from one more lead between those tried (tried − 1, R), never rising."""
        steps = np.maximum(np.diff(self.leads, axis=0), 1e-12)
        return np.minimum.accumulate(np.diff(self.wins, axis=0) / steps, axis=0)

    @cached_property
    def _places(self) -> Array:
        """The numbers of leads (tried − 1, R) that the slopes stand at."""
        between = (self.leads[1:] + self.leads[:-1]) / 2
        between[0] = 0.0
        return np.asarray(between)

    def net(self, leads: Array) -> float:
        """Net wins of all regions for `leads` (R)."""
        found = 0.0
        for region, count in enumerate(leads):
            tried, wins = self.leads[:, region], self.wins[:, region]
            beyond = max(count - tried[-1], 0.0)
            found += np.interp(count, tried, wins) + beyond * self.slopes[-1, region]
        return float(found)

    def until(self, slope: Array) -> Array:
        """Leads (..., R) up to which one more gains at least `slope` (..., R); infinite if it does beyond all tried."""
        last, regions = len(self.slopes) - 1, np.arange(self.slopes.shape[1])
        enough = (self.slopes >= np.asarray(slope)[..., None, :]).sum(axis=-2)
        here = np.clip(enough - 1, 0, last - 1)
        (above, below), (first, then) = (
            (table[here, regions], table[here + 1, regions]) for table in (self.slopes, self._places)
        )
        part = np.clip((above - slope) / np.maximum(above - below, 1e-300), 0.0, 1.0)
        found = np.where(enough > last, np.inf, first + part * (then - first))
        return np.where(enough == 0, 0.0, found)

    @property
    def enough(self) -> Array:
        """Leads (R) from which on one more adds less than half of a lead's worth; infinite where that is not seen."""
        return self.until(HALF * self.worth)

    def best(self, total: float) -> Array:
        """The split (R) of `total` leads that gains the most with the room there is; where they are too many for it,
        all regions may go beyond what was seen by the same share of it."""
        lacking = max(SLACK * total - self.room.sum(), 0.0) if total > self.room.sum() else 0.0
        room = self.room + self.more * lacking / max(self.more.sum(), 1e-12)
        low, high = float(self.slopes.min()) - 1e-9, float(self.slopes.max()) + 1e-9
        for _ in range(TIMES):
            prices = np.linspace(low, high, PARTS + 1)
            enough = np.minimum(self.until(prices[:, None]), room).sum(axis=1) >= total
            # The dearer leads are, the fewer are taken.
            place = min(max(int(enough.sum()) - 1, 0), PARTS - 1)
            low, high = float(prices[place]), float(prices[place + 1])
        most, least = np.minimum(self.until(np.array([[low], [high]])), room)
        # Between the two prices regions whose gain does not fall yet take what is left in proportion to their room.
        spare = most - least
        rest = total - least.sum()
        return np.asarray(least + spare * (rest / spare.sum() if spare.sum() > 0 else 0.0))


def gains_of(outcome: Outcome) -> Gains:
    """Play what `outcome` plays for several numbers of leads in every region at once, with average hazards, but for the
    effect of load: what it does bends the most, so that a few of its draws stand for all."""
    ground, plan = outcome.ground, outcome.plan
    room, more = _room(outcome)
    leads = TRIED[:, None] * np.maximum(room, np.maximum(ground.standing.inflow.sum(axis=1), 1.0))
    # No split of the plan's leads lies beyond what is tried.
    leads[-1] = np.maximum(leads[-1], plan.leads)
    load = (outcome.alone[..., None] + leads.T * outcome.one[..., None]) / plan.staff.people[..., None]
    effects = np.quantile(ground.won.load, EFFECTS)
    factor = plan.staff.effect.factor(np.repeat(load, len(effects), axis=2), np.tile(effects, len(leads)))
    wins = _all_wins(outcome, np.repeat(leads.T, len(effects), axis=1), factor.astype(np.float32), effects)
    wins = wins.reshape(-1, len(leads), len(effects)).mean(axis=2).T
    standard = outcome.chances.averaged(outcome.chances.standard)
    return Gains(leads, wins - wins[0], room, more, standard)


def _room(outcome: Outcome) -> tuple[Array, Array]:
    """Leads (R) that fit up to the highest load ever seen or, where load is unknown, up to the busiest week ever; and
    how many that load, or such weeks, take from nothing."""
    ground, plan = outcome.ground, outcome.plan
    weeks = max(int(np.count_nonzero(plan.timing.weeks)), 1)
    busiest = ground.standing.busiest_by_region * weeks
    most = ground.standing.load_seen * plan.staff.reps
    with np.errstate(divide="ignore", invalid="ignore"):
        free, full = ((each / np.maximum(outcome.one, 1e-12)).min(axis=0) for each in (most - outcome.alone, most))
    known = np.isfinite(free)
    room = np.where(known, free, busiest - ground.standing.inflow.sum(axis=1) * weeks)
    more = np.where(known, full, busiest)
    room, more = (np.where(_staffed(outcome), np.maximum(each, 0.0), 0.0) for each in (room, more))
    return room, more


def _staffed(outcome: Outcome) -> npt.NDArray[np.bool_]:
    """Regions (R) with someone to work on leads, where reps are known at all; what is no known region is none."""
    reps = outcome.plan.staff.reps[-1]
    staffed = reps > 0 if np.isfinite(outcome.ground.standing.reps).any() else np.ones(len(reps), dtype=bool)
    return np.append(staffed[:-1], False)


def _all_wins(outcome: Outcome, leads: Array, factor: Single, effects: Array) -> Array:
    """Wins (R, n) of usual, open and extra leads over all weeks, for n numbers of `leads` (R, n) under `factor` (weeks,
    R, n), which hold the `effects` of load in turn."""
    ground, plan, tried = outcome.ground, outcome.plan, leads.shape[1]
    won, lost = (pace.mean.repeated(tried) for pace in (ground.won, ground.lost))
    course = Course(won, lost, factor)
    usual_cells, cells = (each.averaged(tried) for each in (ground.usual_cells(plan.origins.answered), outcome.typical))
    new = _all_weeks(course, usual_cells, ground.standing.inflow.sum(axis=1)[:, None], np.ones(plan.timing.shown))
    new += _all_weeks(course, cells, leads, plan.timing.weeks)
    weeks = plan.timing.shown
    calm = np.tile(ground.effect.factor(ground.load[:weeks, :, None], effects), tried // len(effects))
    open_wins = ground.open_wins_expected[:weeks, :, None] * (factor[:weeks] / calm)
    return np.asarray(new + open_wins.sum(axis=0))


def _all_weeks(course: Course, cells: Cells, leads: Array, shares: Array) -> Array:
    """Wins (R, n) over all weeks of `leads` (R, n), of which a share (weeks) arrives in each."""
    weekly = (shares[:, None, None] * leads).astype(np.float32)[:, :, None]
    return np.asarray(course.weekly_wins(cells, weekly)[:, :, 0].sum(axis=0, dtype=np.float64))
