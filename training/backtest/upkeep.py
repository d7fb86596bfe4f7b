"""A model left as it was, against one that is kept up: fitted again every week, its level following what came true."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from models.sandbox.answer.forecast import Note
from models.scorers.scorer import Probabilities
from training.backtest.level import followed
from training.backtest.stretch import again
from training.backtest.window import Window
from training.bootstrap import Resampled, resample
from training.datasets import DataSet, thinned
from training.learning.candidates import Progress
from training.learning.learn import Learned
from training.metrics import METRICS
from training.settings import DAY

# Fitting a dozen times on more rows than this takes an hour, and changes little of what upkeep is worth.
MOST_ROWS = 120_000

FROZEN, REFITTED, FOLLOWING = "frozen", "refitted", "_level_follows"
NAMES = {
    FROZEN: Note("frozen, as learned at the start", "冻结：保持最初学到的模型"),
    FROZEN + FOLLOWING: Note("frozen, its level following what came true", "冻结，整体水平随实际结果调整"),
    REFITTED: Note("fitted again", "定期重新拟合"),
    REFITTED + FOLLOWING: Note("fitted again, its level following too", "定期重新拟合，整体水平随实际结果调整"),
}


@dataclass(frozen=True)
class Upkeep:
    """What each way of upkeep says of the test rows, and how it did; refitted `refits` times, once `every`.

    All were fitted on the same `share` of the entities, the frozen one too.
    """

    ways: dict[str, Probabilities]
    resampled: Resampled
    refits: int
    every: timedelta
    share: float

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data; `saved` is log loss saved against the frozen model."""
        ways = [self._way(name) for name in self.ways]
        return {"refits": self.refits, "every_days": self.every / DAY, "share": self.share, "ways": ways}

    def _way(self, name: str) -> dict[str, Any]:
        return {
            "key": name,
            "name": NAMES[name].en,
            "name_zh": NAMES[name].zh,
            "metrics": {metric: self.resampled.interval(name, metric).to_json() for metric in METRICS},
            "saved": self.resampled.difference(FROZEN, name, "log_loss").to_json(),
        }


def upkeep(window: Window, learned: Learned, progress: Progress | None = None, most: int = MOST_ROWS) -> Upkeep:
    """Frozen against refitted on `window`, whose rows are those of `learned` and all that came later.

    At the begin of each group but the first, the chosen kind with its chosen settings is fitted on all rows whose
    outcomes were known and recorded by then. Nothing is chosen anew, and nothing recorded later takes part.
    Where that would be more than `most` rows, every fit goes without some of the entities.
    """
    rows = window.rows.table.iloc[window.tested]
    share = min(1.0, most / max(int(window.groups[-1][0]), 1))
    frozen = _frozen(learned, rows, share)
    refitted = _refitted(window, learned, (frozen, share), progress)
    ways = {
        FROZEN: frozen,
        FROZEN + FOLLOWING: followed(window, frozen),
        REFITTED: refitted,
        REFITTED + FOLLOWING: followed(window, refitted),
    }
    tested = DataSet(rows, window.rows.labels[window.tested])
    drawn = resample(tested.labels, ways, tested.clusters, learned.seed)
    return Upkeep(ways, drawn, len(window.groups) - 1, window.every, share)


def _frozen(learned: Learned, rows: pd.DataFrame, share: float) -> Probabilities:
    """As learned; where refits go without some entities, fitted without them too, or rows would be compared."""
    if share == 1:
        return learned.intent.predict(rows).probability
    return again(learned, thinned(learned.data, share), rows)


def _refitted(
    window: Window, learned: Learned, start: tuple[Probabilities, float], progress: Progress | None
) -> Probabilities:
    """The first group as the frozen model says it, each later one by the model fitted at its begin."""
    frozen, share = start
    found = [frozen[: len(window.groups[0])]]
    refits = len(window.groups) - 1
    for number in range(1, refits + 1):
        if progress:
            progress("fitting again week by week", number - 1, refits)
        fit = thinned(_ripe(window, number), share)
        found.append(again(learned, fit, window.rows.table.iloc[window.groups[number]]))
    if progress and refits:
        progress("fitting again week by week", refits, refits)
    return np.concatenate(found)


def _ripe(window: Window, group: int) -> DataSet:
    ripe, labels = window.known(np.arange(window.groups[group][0]), window.begin(group))
    return DataSet(window.rows.table.iloc[ripe].reset_index(drop=True), labels)
