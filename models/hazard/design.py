"""The design of a hazard: which parameters each exposure cell takes part in, and sums over cells that use it.

Nearly every column is an indicator, so that products with the design are look-ups and counts by code, which cost a
fraction of a sparse matrix product.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from models.hazard.parameters import PERIOD_WEEKS, Layout, Square, Vector

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Design:
    """A design matrix, kept as look-ups: each row has one slot in every group of indicators, and a few numbers.

    `codes` has an array per group, the slot of each row within it, and `sizes` the number of its slots. `values` (rows,
    numbers) are the numbers, each of which has a slot of its own after those of all groups. `spread` (slots,
    parameters) gives the effect of each slot as a sum of parameters: the matrix is [indicators, values] · spread.
    """

    codes: tuple[Codes, ...]
    sizes: tuple[int, ...]
    values: Square
    spread: sparse.csr_matrix

    @property
    def _starts(self) -> list[int]:
        return [0, *np.cumsum(self.sizes).tolist()]

    def linear(self, parameters: Vector) -> Vector:
        """The log hazard of each row."""
        slots, starts = self.spread @ parameters, self._starts
        total = self.values @ slots[starts[-1] :]
        for code, start in zip(self.codes, starts, strict=False):
            total += slots[start:][code]
        return np.asarray(total)

    def slope(self, residual: Vector) -> Vector:
        """The transposed design times `residual` (one number a row): the gradient of the log likelihood."""
        sums = [np.bincount(code, residual, size) for code, size in zip(self.codes, self.sizes, strict=True)]
        return np.asarray(self.spread.T @ np.concatenate([*sums, self.values.T @ residual]))

    def curvature(self, weight: Vector) -> Square:
        """The transposed design times the design, rows weighted by `weight`: the curvature of the log likelihood."""
        starts = self._starts
        slots = np.zeros((self.spread.shape[0],) * 2)
        places = [slice(start, start + size) for start, size in zip(starts, self.sizes, strict=False)]
        for code, place in zip(self.codes, places, strict=True):
            slots[place, place][np.diag_indices(place.stop - place.start)] = np.bincount(
                code, weight, place.stop - place.start
            )
        for one, other in combinations(range(len(self.codes)), 2):
            joint = self.codes[one] * self.sizes[other] + self.codes[other]
            block = np.bincount(joint, weight, self.sizes[one] * self.sizes[other])
            slots[places[one], places[other]] = block.reshape(self.sizes[one], self.sizes[other])
            slots[places[other], places[one]] = slots[places[one], places[other]].T
        weighted, last = self.values * weight[:, None], slice(starts[-1], None)
        slots[last, last] = self.values.T @ weighted
        for code, place in zip(self.codes, places, strict=True):
            for number in range(self.values.shape[1]):
                sums = np.bincount(code, weighted[:, number], place.stop - place.start)
                slots[place, starts[-1] + number] = slots[starts[-1] + number, place] = sums
        return np.asarray(self.spread.T @ (self.spread.T @ slots).T)


def design_of(cells: pd.DataFrame, layout: Layout, work: Vector, load: Vector) -> Design:
    """The design of `cells`. Region, industry and their pair share one group, level and swing another."""
    size = layout.sizes
    newest = int(cells["week"].max())
    # Periods count backwards from the newest week, so that the newest is always a whole one.
    period = size["level"] - 1 - (newest - cells["week"].to_numpy()) // PERIOD_WEEKS
    pair = cells["region"].to_numpy() * size["industry"] + cells["industry"].to_numpy()
    groups: dict[str, Codes] = {"age": cells["age"].to_numpy(), "pair": pair, "source": cells["source"].to_numpy()}
    groups["level"] = period
    groups |= {name: cells[name].to_numpy() for name in ("product", "season", "response") if size[name]}
    # Of a first day no response is known: slot 0, which no parameter belongs to.
    sizes = {name: size[name] + (name == "response") for name in groups}
    spread = _spread(layout, sizes)
    return Design(tuple(groups.values()), tuple(sizes.values()), np.column_stack([work, load]), spread)


def _spread(layout: Layout, sizes: dict[str, int]) -> sparse.csr_matrix:
    """Which parameters each slot is the sum of."""
    start = dict(zip(sizes, np.cumsum([0, *sizes.values()]).tolist(), strict=False))
    end = sum(sizes.values())
    found = []
    for name in sizes:
        skipped = sizes[name] - layout.sizes[name]
        found.append((start[name] + skipped + np.arange(layout.sizes[name]), name, np.arange(layout.sizes[name])))
    every = np.arange(sizes["pair"])
    found.append((start["pair"] + every, "region", every // layout.sizes["industry"]))
    found.append((start["pair"] + every, "industry", every % layout.sizes["industry"]))
    found.append((start["level"] + np.arange(sizes["level"]), "swing", np.arange(sizes["level"])))
    found += [(np.array([end]), "work", np.array([0])), (np.array([end + 1]), "load", np.array([0]))]
    rows = np.concatenate([slots for slots, _, _ in found])
    columns = np.concatenate([layout.starts[name] + place for _, name, place in found])
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(end + 2, layout.total))
