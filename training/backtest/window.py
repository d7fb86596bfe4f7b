"""A test window gone through week by week: which rows stand in each, and which outcomes are known when it begins."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.frame import CUTOFF
from features.labels import label
from history.record import History
from models.scorers.scorer import Labels
from training.datasets import DataSet
from training.settings import DAY, Question

WEEK = 7 * DAY
MOST_GROUPS = 13

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Window:
    """All rows up to the end of a test window, in the order of their cut-offs.

    `tested` are the places of the test rows among them; `groups` are parts of `tested`, one per `every`.
    """

    history: History
    question: Question
    rows: DataSet
    tested: Places
    groups: list[Places]
    every: timedelta

    def begin(self, group: int) -> pd.Timestamp:
        """The first cut-off of a group."""
        return pd.Timestamp(self.rows.table[CUTOFF].iloc[self.groups[group][0]])

    def since(self, moment: pd.Timestamp, group: int) -> Places:
        """The test rows before a group whose cut-offs are not before `moment`."""
        earlier = self.tested[self.tested < self.groups[group][0]]
        recent = (self.rows.table[CUTOFF].iloc[earlier] >= moment).to_numpy()
        return np.asarray(earlier[recent])

    def known(self, places: Places, moment: pd.Timestamp) -> tuple[Places, Labels]:
        """Those of `places` whose horizon has passed by `moment`, and their answers as far as recorded by then."""
        ripe = places[(self.rows.table[CUTOFF].iloc[places] + self.question.horizon <= moment).to_numpy()]
        if not len(ripe):
            return ripe, np.empty(0, dtype=bool)
        table = self.rows.table.iloc[ripe]
        return ripe, label(self.history.known_by(moment), table, self.question.entity, self.question.horizon)


def window_of(history: History, question: Question, train: DataSet, later: DataSet, first: pd.Timestamp) -> Window:
    """The window of `later`, rows after those of `train` and of the same spec; tested are those from `first` on.

    A group spans a week, or a step of the question where that is longer, or as much more as leaves 13 groups.
    """
    table = pd.concat([train.table, later.table], ignore_index=True)
    rows = DataSet(table, np.concatenate([train.labels, later.labels]))
    tested = np.flatnonzero(table[CUTOFF] >= first)
    cutoffs = table[CUTOFF].iloc[tested]
    every = _every(cutoffs.iloc[-1] - cutoffs.iloc[0], max(WEEK, question.every))
    number = ((cutoffs - cutoffs.iloc[0]) // every).to_numpy()
    groups = [tested[number == each] for each in np.unique(number)]
    return Window(history, question, rows, tested, groups, every)


def _every(span: timedelta, least: timedelta) -> timedelta:
    """`least`, or its least multiple that goes through `span` in 13 steps."""
    return least * ceil((span // least + 1) / MOST_GROUPS)
