"""The rows of a feature table, filled partition by partition into one block of memory."""

import numpy as np
import pandas as pd

from features.arrays import Codes, Grid, ranges
from features.frame import CATEGORICAL, CUTOFF, ENTITY, categories
from features.moments import Micros, to_times
from features.spec import Spec


class Sheet:
    """Owner i has rows at the cut-offs enter[i] … leave[i] − 1, in the order (owner, cut-off).

    `shared` holds what is the same for all of them: one value per cut-off.
    """

    def __init__(self, cutoffs: Micros, spans: tuple[Codes, Codes], shared: dict[str, Grid]) -> None:
        self.cutoffs, self.shared = cutoffs, shared
        self.enter, self.leave = spans
        self.counts = self.leave - self.enter
        self.first_row = np.cumsum(self.counts) - self.counts
        self._codes: dict[str, Codes] = {}
        self._numbers: dict[str, Grid] = {}

    def moments(self, chosen: Codes) -> slice:
        """The cut-offs that the rows of `chosen` span; the first one where they have none."""
        first = int(self.enter[chosen].min(initial=len(self.cutoffs) - 1))
        return slice(first, max(first + 1, int(self.leave[chosen].max(initial=0))))

    def fill(self, chosen: Codes, codes: dict[str, Codes], grids: dict[str, Grid]) -> None:
        """Write the rows of `chosen` (sorted); `codes` and `grids` have the shape (chosen, `moments(chosen)`)."""
        self._reserve(codes, grids)
        inside, rows = self._places(chosen)
        for name, code in codes.items():
            self._codes[name][rows] = code.ravel().take(inside)
        for name, grid in grids.items():
            self._numbers[name][rows] = grid.ravel().take(inside)

    def _reserve(self, codes: dict[str, Codes], grids: dict[str, Grid]) -> None:
        if self._numbers:
            return
        total = int(self.counts.sum())
        self._codes = {name: np.empty(total, dtype=np.int64) for name in codes}
        # One block for all features, so that the table takes it over without a copy.
        self._block = np.empty((len(grids) + len(self.shared), total), dtype=np.float32)
        self._numbers = dict(zip([*grids, *self.shared], self._block, strict=True))

    def _places(self, chosen: Codes) -> tuple[Codes, Codes | slice]:
        """Which cells of a partition's grid are rows of the table, and the numbers of these rows."""
        moments = self.moments(chosen)
        place = np.arange(moments.start, moments.stop)
        enter, leave = self.enter[chosen, None], self.leave[chosen, None]
        inside = (place >= enter) & (place < leave)
        rows = (self.first_row[chosen, None] + place - enter)[inside]
        # Rows without a gap are written as one stretch, which takes half the time.
        gapless = len(rows) > 0 and rows[-1] - rows[0] + 1 == len(rows)
        return np.flatnonzero(inside), slice(rows[0], rows[-1] + 1) if gapless else rows

    def table(self, ids: pd.Index, spec: Spec) -> pd.DataFrame:
        """The finished table, once every owner has been filled; `ids` names the owners."""
        owner, moment = np.repeat(np.arange(len(ids)), self.counts), ranges(self.enter, self.leave)
        for name, values in self.shared.items():
            self._numbers[name][:] = values[moment]
        table = pd.DataFrame(self._block.T, columns=list(self._numbers), copy=False)
        table.insert(0, ENTITY, ids.astype("str").take(owner))
        table.insert(1, CUTOFF, to_times(self.cutoffs).take(moment))
        for position, name in enumerate(name for name in CATEGORICAL if name in self._codes):
            named = pd.Index(categories(spec, name), dtype="str")
            column = pd.Series(pd.Categorical.from_codes(self._codes[name], categories=named))
            table.insert(2 + position, name, column)
        return table
