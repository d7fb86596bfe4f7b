"""The chances of the new leads of a plan, with it and without it."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models.sandbox.course.course import Course
from models.sandbox.course.ground import Ground
from models.sandbox.course.kinds import Single, mixed
from models.sandbox.course.origins import source_cells_from
from models.sandbox.plan.plan import Plan

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Chances:
    """P(new lead won within the plan's horizon), by draws (D) of the `course` that leads take under the `plan`.

    What takes long is worked out when it is first asked for, and kept.
    """

    ground: Ground
    plan: Plan
    course: Course

    @cached_property
    def _unplanned(self) -> tuple[Array, Array, Array]:
        origins = replace(self.plan.origins, answered=None)
        return self.ground.chances_of(origins, self.plan.timing.parts, self.plan.horizon)

    @property
    def without(self) -> Array:
        """The mean P(new lead won within the horizon) (R, I) without the plan."""
        return self._unplanned[0]

    @property
    def standard(self) -> Array:
        """The same at each region's usual load."""
        return self._unplanned[1]

    @property
    def plain(self) -> Array:
        """The same in weeks of usual working days as well."""
        return self._unplanned[2]

    @cached_property
    def weights(self) -> Array:
        """Shares of the industries within each region (R, I): the plan's, or the recent ones where none of it comes."""
        usual = self.ground.usual_mix
        mix = np.where(self.plan.mix.sum(axis=1, keepdims=True) > 0, self.plan.mix, usual)
        return np.asarray(mix / mix.sum(axis=1, keepdims=True))

    def averaged(self, chances: Array) -> Array:
        """Chances (R) of a region's new leads, from those of its cells (R, I)."""
        return np.asarray((chances * self.weights).sum(axis=1))

    @cached_property
    def by_region(self) -> Array:
        """`probability` of a region's new leads (R, D)."""
        return mixed(self.probability.astype(np.float64), self.weights)

    @property
    def probability(self) -> Single:
        """P(new lead won within the horizon) (R, I, D) with the plan."""
        return self._probabilities[:, : self.plan.mix.shape[1]]

    @cached_property
    def by_source(self) -> Single:
        """The same by source (R, S, D), so that the sources of a region come to what its industries come to.

        A source's leads are played as one kind, of the region's mix, which wins a little less than many kinds do.
        """
        found = self._probabilities[:, self.plan.mix.shape[1] :]
        together = mixed(found, self.plan.origins.sources)
        lift = (self.by_region / np.maximum(together, 1e-300)).astype(np.float32)
        return np.asarray(np.minimum(found * lift[:, None], np.float32(1)))

    @cached_property
    def _probabilities(self) -> Single:
        """Those of all industries, and of all sources."""
        cells = self.ground.cells(self.plan.origins)
        sources = source_cells_from(self.plan.origins, self.weights, self.ground.won, self.ground.lost)
        return self.course.chances(cells.beside(sources), self.plan.timing.parts, self.plan.horizon, cells)
