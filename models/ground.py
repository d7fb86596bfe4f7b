"""What the sandbox knows before any plan: hazards drawn, the loads and wins to come if only the usual leads come.

All of it is worked out once; what only some plans ask for (their weeks of arrival, horizon, sources) when it is first
asked for, and then kept. Nothing depends on the order of questions.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from models.course import Cells, Course, Single
from models.load_path import Crowd, LoadEffect
from models.pace import Pace, pace_of
from models.standing import MOST_WEEKS, Standing
from models.win import Win

Array = npt.NDArray[np.float64]

DRAWS = 500
# Wins by week hold so much chance of their own that fewer draws of the posterior serve them as well.
WEEKLY_DRAWS = 100
# How many answers to "and without the plan?" are kept.
KEPT = 64


@dataclass(frozen=True)
class When:
    """Weeks of arrival, each with its share of the leads, and how many weeks of their life are looked at."""

    arrivals: tuple[tuple[int, float], ...]
    horizon: int


def chances(course: Course, cells: Cells, when: When) -> Single:
    """P(won) (D, R, J) of leads that arrive as `when` says."""
    weeks = np.array([week for week, _ in when.arrivals])
    share = np.array([share for _, share in when.arrivals], dtype=np.float32)
    return np.asarray(np.tensordot(share, course.chances(cells, weeks, when.horizon), axes=1))


class Ground:
    """The coming weeks without a plan, from what was fitted and where things stand."""

    def __init__(self, standing: Standing, won: Pace, lost: Pace, effect: LoadEffect) -> None:
        self.standing, self.won, self.lost, self.effect = standing, won, lost, effect
        self.reps = np.repeat(standing.reps[None], MOST_WEEKS, axis=0)
        self.usual_mix = standing.inflow + 1e-9 * (standing.past + 1)
        self._cells = lru_cache(KEPT)(self._mixed_cells)
        self.chances_of = lru_cache(KEPT)(self._chances_of)
        self._open_course()
        self._open_wins()

    @classmethod
    def of(cls, win: Win, standing: Standing) -> "Ground":
        """From the fitted hazards."""
        won = pace_of(win.won, win.won.draws(DRAWS, seed=1), standing, seed=2)
        lost = pace_of(win.lost, win.lost.draws(DRAWS, seed=3), standing, seed=4)
        return cls(standing, won, lost, LoadEffect(win.won.usual_load, standing.load_least))

    def _open_course(self) -> None:
        """The load that the usual leads make (weeks, R), how it may stray, and the course of leads under it."""
        crowd = self.crowd(self.mean_cells(self.standing.sources), self.standing.open)
        usual = np.repeat(self.standing.inflow[None], MOST_WEEKS, axis=0)
        self.load = crowd.loads(usual, self.reps, self.effect)
        strays = self.standing.load_strays.paths(DRAWS, MOST_WEEKS, seed=8, known_now=True)
        # In leads, not leads per rep: how many reps there are may be part of a plan.
        self.stock = (self.load * self.reps)[:, None] * np.exp(np.moveaxis(strays, 2, 0))
        people = np.where(self.reps > 0, self.reps, np.nan)
        self.course = Course(self.won, self.lost, self.factor(self.stock / people[:, None], self.effect))
        self.typical_stock = self.stock_beside(np.zeros(usual.shape[:2]), self.usual_mix, self.standing.sources)

    def _open_wins(self) -> None:
        """Wins (weeks, D, R) of the usual leads to come and of those open now; how inflow may stray (weeks, D)."""
        flow = np.exp(self.standing.inflow_strays.paths(WEEKLY_DRAWS, MOST_WEEKS, seed=7, known_now=False)[:, 0])
        self.flow = (flow / flow.mean(axis=0)).T.astype(np.float32)
        few, cells = self.course.first(WEEKLY_DRAWS), self.cells(self.standing.sources).first(WEEKLY_DRAWS)
        inflow = self.standing.inflow.astype(np.float32)
        self.usual_wins = few.weekly_wins(cells, [inflow * flow[:, None, None] for flow in self.flow]).sum(axis=3)
        self.typical_cells = cells.mixed(self.usual_mix)
        leads = inflow.sum(axis=1)[:, None]
        typical = few.weekly_wins(self.typical_cells, [leads * flow[:, None, None] for flow in self.flow])
        self.typical_wins = typical[:, :, :, 0]
        today = self.course.factor[:1]
        self.open_wins = np.ascontiguousarray(self._own_wins() * (self.course.factor / today))

    def _own_wins(self) -> Single:
        """Wins (weeks, D, R) of the leads open now, if the load stayed what it is."""
        if self.standing.open_wins is None:
            crowd = self.crowd(self.mean_cells(self.standing.sources), self.standing.open)
            steady = replace(crowd, won=crowd.won.steady, lost=crowd.lost.steady)
            own = steady.stock_wins(self.course.factor[0].mean(axis=0))[:, None]
        else:
            own = self.standing.open_wins.T[:, None] * self.won.risen[:, None]
        return np.asarray(own * self.won.moves.T[:, :, None], dtype=np.float32)

    def factor(self, loads: Array, effect: LoadEffect) -> Single:
        """What loads (weeks, D, R) do to winning."""
        return effect.factor(loads, self.won.load[None, :, None]).astype(np.float32)

    def cells(self, sources: Array) -> Cells:
        """Factors of region × industry (D, R, I) for leads with the mix of sources (R, S)."""
        return self._cells(sources.tobytes())

    def _mixed_cells(self, sources: bytes) -> Cells:
        mix = np.frombuffer(sources).reshape(self.standing.sources.shape)
        return Cells.of(*(pace.cell * pace.mixed(mix) for pace in (self.won, self.lost)))

    def source_cells(self, industries: Array) -> Cells:
        """Factors of region × source (D, R, S) for leads with the mix of industries (R, I) within each region."""
        return Cells.of(
            *(
                np.einsum("dri,ri->dr", pace.cell, industries)[:, :, None] * pace.source[:, None, :]
                for pace in (self.won, self.lost)
            )
        )

    def mean_cells(self, sources: Array) -> Cells:
        """The same on average over draws, (1, R, I)."""
        return Cells.of(*(pace.cell * pace.mixed(sources) for pace in (self.won.mean, self.lost.mean)))

    def crowd(self, cells: Cells, stock: Array) -> Crowd:
        """Leads of these kinds (1, R, J), of which `stock` (R, J, 26) are open."""
        return Crowd(self.won.mean, self.lost.mean, Cells(cells.won[0], cells.lost[0]), stock)

    def stock_beside(
        self, extra: Array, mix: Array, sources: Array, staff: tuple[Array, LoadEffect] | None = None
    ) -> Array:
        """Open leads in the middle of each week (weeks, R) if beside the usual leads `extra` (weeks, R) come, of the
        industries `mix` (R, I) and `sources` (R, S), and the reps (weeks, R) and how their load counts are those of
        `staff` (None: as now); NaN where reps are unknown.

        One typical lead a region stands for all usual ones and one for all extra ones.
        """
        reps, effect = staff or (self.reps, self.effect)
        cells = self.mean_cells(self.standing.sources).mixed(self.usual_mix)
        cells = cells.beside(self.mean_cells(sources).mixed(mix + 1e-12))
        stock = self.standing.open.sum(axis=1, keepdims=True)
        usual = np.broadcast_to(self.standing.inflow.sum(axis=1), extra.shape)
        crowd = self.crowd(cells, np.concatenate([stock, 0 * stock], axis=1))
        return crowd.loads(np.stack([usual, extra], axis=2), reps, effect) * reps[: len(extra)]

    def _chances_of(self, sources: bytes, when: When) -> tuple[Single, Array, Array]:
        """Without a plan: P(won) (D, R, I) of leads from the mix `sources`; its mean (R, I) at each region's usual
        load, and the same in weeks of usual working days."""
        cells = self._cells(sources)
        usual = np.ones((1, WEEKLY_DRAWS, len(self.standing.reps)), dtype=np.float32)
        few, some = self.course.first(WEEKLY_DRAWS), cells.first(WEEKLY_DRAWS)
        found = chances(self.course, cells, when)
        lifted = found.mean(axis=0, dtype=np.float64) / found[:WEEKLY_DRAWS].mean(axis=0, dtype=np.float64)
        standard = chances(replace(few, factor=usual), some, when)
        plain = chances(Course(few.won.unseasonal, few.lost.unseasonal, usual), some, when)
        return found, *(each.mean(axis=0, dtype=np.float64) * lifted for each in (standard, plain))
