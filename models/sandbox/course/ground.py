"""What the sandbox knows before any plan: hazards drawn, the loads and wins to come if only the usual leads come.

All of it is worked out once; what only some plans ask for (their weeks of arrival, horizon, sources) when it is first
asked for, and then kept. Nothing depends on the order of questions.
"""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from models.hazard.parameters import Hazard
from models.sandbox.course.course import TINY, Course, Parts
from models.sandbox.course.draws import expected
from models.sandbox.course.kinds import Cells, Single
from models.sandbox.course.load_path import Crowd, LoadEffect, Staff
from models.sandbox.course.origins import Origins, cells_from
from models.sandbox.course.pace import Pace, pace_of
from models.sandbox.state.standing import MOST_WEEKS, Standing
from models.win import Win

Array = npt.NDArray[np.float64]

DRAWS = 500
# Wins by week hold so much chance of their own that fewer draws of the posterior serve them as well; a multiple of 16,
# as many as processors take at a time.
WEEKLY_DRAWS = 96
# How many answers to "and without the plan?" are kept.
KEPT = 16
WON_SEED = 1
# All leads arrive in the coming week.
NOW = ((0, 1.0),)


class Ground:
    """The coming weeks without a plan, from what was fitted and where things stand; `learned` is the hazard of winning,
    whose draws `won` are."""

    def __init__(self, standing: Standing, won: Pace, lost: Pace, effect: LoadEffect, learned: Hazard) -> None:
        self.standing, self.won, self.lost, self.effect, self.learned = standing, won, lost, effect, learned
        self.products = learned.products
        self.usual = Origins(standing.sources, standing.products)
        self.reps = np.repeat(standing.reps[None], MOST_WEEKS, axis=0)
        self.usual_mix = standing.inflow + 1e-9 * (standing.past + 1)
        self.cells = lru_cache(KEPT)(self._cells)
        self.mean_cells = lru_cache(KEPT)(self._mean_cells)
        self.chances_of = lru_cache(KEPT)(self._chances_of)
        self._open_course()
        self._open_wins()

    @classmethod
    def of(cls, win: Win, standing: Standing) -> "Ground":
        """From the fitted hazards."""
        won = pace_of(win.won, win.won.draws(DRAWS, WON_SEED), standing, seed=2)
        lost = pace_of(win.lost, win.lost.draws(DRAWS, seed=3), standing, seed=4)
        return cls(standing, won, lost, LoadEffect(win.won.usual_load, standing.load_least), win.won)

    def answered_in(self, hours: float) -> Array | None:
        """What it does to winning if leads are first touched after so many hours (D); None where nothing tells."""
        if not self.learned.layout.sizes["response"]:
            return None
        return self.learned.response_factor(self.learned.draws(DRAWS, WON_SEED), hours)

    def _open_course(self) -> None:
        """The load that the usual leads make (weeks, R), how it may stray, and the course of leads under it."""
        crowd = self.crowd(self.mean_cells(self.usual), self.standing.open)
        usual = np.repeat(self.standing.inflow[None], MOST_WEEKS, axis=0)
        self.staff = Staff(self.reps, self.effect)
        self.load = crowd.loads(usual[..., None], self.staff)[..., 0]
        strays = self.standing.load_strays.paths(DRAWS, MOST_WEEKS, seed=8, known_now=True)
        # In leads, not leads per rep: how many reps there are may be part of a plan.
        self.stock = ((self.load * self.reps)[..., None] * np.exp(strays)).astype(np.float32)
        self.course = Course(self.won, self.lost, self._factor(self.stock, self.staff))
        nothing = np.zeros((*self.load.shape, 1))
        self.typical_stock = self.stock_beside(nothing, self.usual_mix, self.usual)[..., 0]

    def _open_wins(self) -> None:
        """Wins (weeks, R, D') of the usual leads to come, which may stray in number, and of those open now."""
        flow = np.exp(self.standing.inflow_strays.paths(WEEKLY_DRAWS, MOST_WEEKS, seed=7, known_now=False)[:, 0])
        strays = (flow / flow.mean(axis=1, keepdims=True)).astype(np.float32)
        few, cells = self.course.first(WEEKLY_DRAWS), self.cells(self.usual).first(WEEKLY_DRAWS)
        inflow = self.standing.inflow.astype(np.float32)[..., None]
        self.usual_wins = few.weekly_wins(cells, inflow * strays[:, None, None]).sum(axis=2)
        self.usual_leads = inflow.sum(axis=1) * strays[:, None]
        self.typical_wins = few.weekly_wins(cells.mixed(self.usual_mix), self.usual_leads[:, :, None])[:, :, 0]
        own = self._own_wins() * (self.course.factor / self.course.factor[0])
        some = own[..., :WEEKLY_DRAWS]
        self.open_wins_expected = expected(own)
        # The few draws are levelled to the mean of all.
        self.open_wins = some * (self.open_wins_expected / np.maximum(expected(some), TINY))[..., None].astype(
            np.float32
        )

    def _own_wins(self) -> Single:
        """Wins (weeks, R, D) of the leads open now, if the load stayed what it is."""
        if self.standing.open_wins is None:
            crowd = self.crowd(self.mean_cells(self.usual), self.standing.open)
            steady = replace(crowd, won=crowd.won.steady, lost=crowd.lost.steady)
            own = steady.stock_wins(self.course.factor[0].mean(axis=1))[..., None]
        else:
            own = self.standing.open_wins.T[..., None] * self.won.risen
        return np.asarray(own * self.won.moves[:, None], dtype=np.float32)

    def _factor(self, stock: Single, staff: Staff) -> Single:
        """What so many open leads (weeks, R, D) do to winning."""
        people: Single = staff.people[: len(stock), :, None].astype(np.float32)
        loads: Single = np.divide(stock, people)
        return staff.effect.factor(loads, self.won.load.astype(np.float32))

    def course_with(self, stock: Array, staff: Staff) -> tuple[Course, Array]:
        """The course of leads if `stock` (weeks, R) leads are open instead of the typical ones; the load (weeks, R).

        The stock that strays is the one without a plan; what a plan adds comes on top of it.
        """
        weeks, calm = len(stock), self.course.factor
        more = stock - self.typical_stock[:weeks]
        factor = self._factor(self.stock[:weeks] + more[..., None].astype(np.float32), staff)
        # Regions that a plan leaves alone keep what they had, to the last bit.
        spared = (np.nan_to_num(more) == 0).all(axis=0) & (staff.effect.quota is None)
        factor[:, spared] = calm[:weeks, spared]
        load = (self.load[:weeks] * self.reps[:weeks] + more) / staff.people[:weeks]
        return Course(self.won, self.lost, factor), load

    def continued(self, course: Course, weeks: int) -> Course:
        """A course of the first draws, so many weeks longer: what a plan changes stays what it was in the last one."""
        known, draws = len(course.factor), course.factor.shape[-1]
        calm = self.course.factor[..., :draws]
        later = calm[known : known + weeks] * (course.factor[-1] / calm[known - 1])
        return replace(course, factor=np.concatenate([course.factor, later]))

    def _cells(self, origins: Origins) -> Cells:
        """Factors of region × industry (R, I, D) for leads of these origins."""
        return cells_from(origins, self.won, self.lost)

    def usual_cells(self, answered: Array | None) -> Cells:
        """One typical lead a region (R, 1, D') of the usual ones, answered as `answered` says."""
        origins = replace(self.usual, answered=answered)
        return self.cells(origins).first(WEEKLY_DRAWS).mixed(self.usual_mix)

    def _mean_cells(self, origins: Origins) -> Cells:
        """Factors of region × industry on average over draws, (R, I, 1)."""
        cells = self.cells(origins)
        return Cells(*(part.mean(axis=2, keepdims=True, dtype=np.float64) for part in (cells.won, cells.lost)))

    def crowd(self, cells: Cells, stock: Array) -> Crowd:
        """Leads of these kinds (R, J, 1), of which `stock` (R, J, 26) are open."""
        return Crowd(self.won.mean, self.lost.mean, cells, stock)

    def stock_beside(self, extra: Array, mix: Array, origins: Origins, staff: Staff | None = None) -> Array:
        """Open leads in the middle of each week (weeks, R, n) if beside the usual leads `extra` (weeks, R, n) come,
        of the industries `mix` (R, I) and of `origins`, worked on by `staff` (None: as now); NaN where nobody knows the
        reps.

        One typical lead a region stands for all usual ones and one for all extra ones.
        """
        staff = staff or self.staff
        usual_cells = self.mean_cells(replace(self.usual, answered=origins.answered)).mixed(self.usual_mix)
        cells = usual_cells.beside(self.mean_cells(origins).mixed(mix + 1e-12))
        stock = self.standing.open.sum(axis=1, keepdims=True)
        usual = np.broadcast_to(self.standing.inflow.sum(axis=1)[:, None], extra.shape)
        crowd = self.crowd(cells, np.concatenate([stock, 0 * stock], axis=1))
        loads = crowd.loads(np.stack([usual, extra], axis=2), staff)
        return loads * staff.reps[: len(extra), :, None]

    def _chances_of(self, origins: Origins, parts: Parts, horizon: int) -> tuple[Array, Array, Array]:
        """Without a plan: the mean P(won) (R, I) of leads of these origins that arrive in the weeks of `parts`; the
        same at each region's usual load, and in weeks of usual working days as well."""
        cells = self.cells(origins)
        draws = self.course.chances(cells, parts, horizon)
        mean, first = (each.mean(axis=2, dtype=np.float64) for each in (draws, draws[..., :WEEKLY_DRAWS]))
        few, some = self.course.first(WEEKLY_DRAWS), cells.first(WEEKLY_DRAWS)
        usual = replace(few, factor=np.ones_like(few.factor[:1]))
        calm = replace(usual, won=few.won.unseasonal, lost=few.lost.unseasonal)
        standard, plain = (expected(each.chances(some, parts, horizon)) * (mean / first) for each in (usual, calm))
        return mean, standard, plain
