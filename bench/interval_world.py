"""Models that learn from a part of a simulated world, and what they say of all of it half a year long."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.frame import ENTITY
from features.spec import learn_spec
from history.simulator import WorldConfig, simulate
from models.calibration import Map
from models.scorers.scorer import Labels, Probabilities, within
from training.datasets import DataSet, assemble
from training.learning.select import select
from training.settings import Task

# A year and a half, of which two thirds are learned from.
DAYS = 540
LEARNED = 2 / 3


@dataclass(frozen=True)
class Learned:
    """Of one model: `scores` of its forward predictions in the order of time, what came of them, whose they are, the
    map that was chosen; and `later`, scores of everybody after that, with what came of those. Scores are not mapped."""

    scores: Probabilities
    labels: Labels
    clusters: npt.NDArray[np.int64]
    mapping: Map
    later: Probabilities
    came: Labels


def learned(seed: int, accounts: int, parts: int, models: int) -> Iterator[Learned]:
    """Cut the accounts of a world into `parts`, learn from `models` of them, one after the other."""
    seen, later, task = _windows(seed, accounts)
    ids = pd.unique(seen.table[ENTITY])
    part_of = pd.Series(np.random.default_rng(seed).integers(0, parts, len(ids)), ids)
    part = seen.table[ENTITY].astype(str).map(part_of).to_numpy()
    for number in range(models):
        mine = seen.where(part == number)
        selection = select(mine, task.horizon)
        scorer, forward = selection.finish(mine).scorer, selection.forward
        yield Learned(
            within(forward.scores[selection.kind.key]),
            forward.labels,
            forward.clusters,
            selection.mapping,
            within(scorer.predict(later.table)),
            later.labels,
        )


def _windows(seed: int, accounts: int) -> tuple[DataSet, DataSet, Task]:
    """What is learned from, and what is judged, which begins where the other was known until."""
    config, task = WorldConfig(accounts=accounts, days=DAYS), Task()
    history = simulate(config, seed).history
    end = history.last_recorded
    assert end is not None
    start = pd.Timestamp(config.start, tz=config.time_zone).tz_convert("UTC") + task.horizon
    cutoffs = task.cutoffs(start, end, config.time_zone)
    first = int(len(cutoffs) * LEARNED)
    until, before = cutoffs[first], cutoffs[cutoffs + task.horizon <= cutoffs[first]]
    known = history.known_by(until)
    spec = learn_spec(known, before[-1])
    seen = assemble(known, before, task, spec, known_until=until)
    return seen, assemble(history, cutoffs[first:], task, spec, known_until=end), task
