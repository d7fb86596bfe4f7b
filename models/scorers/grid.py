"""Shrunk rates over a grid of two features: what a team would read off a table of its own past."""

import json
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.frame import KEYS
from models.scorers.columns import Columns, Matrix
from models.scorers.scorer import Labels, Probabilities, within

FILE = "grid.json"
BINS = 10
# A cell weighs as much as the line it stands in once it has so many rows; snapshots of one entity are much alike.
LEANING_ROWS = 30

Cells = npt.NDArray[np.int64]


class RateGrid(ABC):
    """The share of yes per cell, each leaning on the share of its line, and that on the share of all.

    The first feature parts the rows, the second parts each part. A category is parted by its values, a number into up
    to ten bins of equal mass; what is unknown has a bin of its own. A feature that never varies parts nothing.
    """

    name = "grid of rates"

    @abstractmethod
    def features(self, table: pd.DataFrame) -> tuple[str, ...]:
        """The names of the features to part by, first and second; none where the table lacks them."""

    def fit(self, table: pd.DataFrame, labels: Labels) -> Self:
        """Learn where the bins lie, and the rates."""
        names = self.features(table)
        self.columns_ = Columns.of(table[[*KEYS, *names]])
        values = self.columns_.codes(table)
        cells, rates = np.zeros(len(values), dtype=np.int64), np.array([(labels.sum() + 0.5) / (len(labels) + 1)])
        self.edges_: list[list[list[float]]] = []
        for position in range(values.shape[1]):
            self.edges_.append(self._edges(values[:, position], cells, len(rates), position))
            cells = _parted(values[:, position], cells, self.edges_[-1])
            leaning = np.repeat(rates, [len(edges) + 2 for edges in self.edges_[-1]])
            seen, yes = (np.bincount(cells, weight, minlength=len(leaning)) for weight in (None, labels.astype(float)))
            rates = (yes + LEANING_ROWS * leaning) / (seen + LEANING_ROWS)
        self.rates_ = rates
        return self

    def _edges(self, column: Probabilities, cells: Cells, count: int, position: int) -> list[list[float]]:
        """Where to part each of `count` cells: between categories, or at the quantiles of its own rows."""
        if position in self.columns_.categorical:
            values = len(self.columns_.categories[self.columns_.names[position]])
            return [(np.arange(values - 1) + 0.5).tolist()] * count
        return [_quantiles(column[cells == cell]) for cell in range(count)]

    def predict(self, table: pd.DataFrame) -> Probabilities:
        """The rate of each row's cell."""
        values: Matrix = self.columns_.codes(table)
        cells = np.zeros(len(values), dtype=np.int64)
        for position, edges in enumerate(self.edges_):
            cells = _parted(values[:, position], cells, edges)
        return within(self.rates_[cells])

    def save(self, folder: Path) -> None:
        """Write columns, edges and rates."""
        learned = {"columns": self.columns_.to_json(), "edges": self.edges_, "rates": self.rates_.tolist()}
        (folder / FILE).write_text(json.dumps(learned, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        learned = json.loads((folder / FILE).read_text(encoding="utf-8"))
        scorer = cls()
        scorer.columns_ = Columns.from_json(learned["columns"])
        scorer.edges_, scorer.rates_ = learned["edges"], np.array(learned["rates"])
        return scorer


def _quantiles(values: Probabilities) -> list[float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return []
    found = np.unique(np.quantile(known, np.arange(1, BINS) / BINS, method="lower"))
    # Nothing lies above the largest value: an edge there would leave a bin empty.
    return [float(edge) for edge in found[found < known.max()]]


def _parted(values: Probabilities, cells: Cells, edges: list[list[float]]) -> Cells:
    """The cell of each row after its cell is parted at `edges`: the first part is that of unknown values."""
    parted = np.zeros_like(cells)
    first = 0
    for cell, cuts in enumerate(edges):
        there = cells == cell
        some = values[there]
        parted[there] = first + np.where(np.isnan(some), 0, 1 + np.searchsorted(cuts, some))
        first += len(cuts) + 2
    return parted


class RecencyFrequency(RateGrid):
    """How often an entity bought (or was met, where purchases say nothing) × how long ago it last did.

    The R and F of direct marketing's RFM tables (Hughes, Strategic Database Marketing, 1994), with shrunk rates.
    """

    name = "recency-frequency grid"
    SOURCES = ("purchases", "touches")

    def features(self, table: pd.DataFrame) -> tuple[str, ...]:
        """Counts and days since the last of the first source that varies."""
        for source in self.SOURCES:
            pair = (f"{source}_count_all", f"{source}_days_since_last")
            if len(Columns.of(table[[*KEYS, *(name for name in pair if name in table)]]).names) == len(pair):
                return pair
        return ()


class StageTime(RateGrid):
    """A lead's stage × how many days it has been there."""

    name = "stage × time in stage"

    def features(self, table: pd.DataFrame) -> tuple[str, ...]:
        """Stage and days in it, as far as the table has them."""
        return tuple(name for name in ("stage", "stage_days") if name in table)
