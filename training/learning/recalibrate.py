"""Whether to move a model's probabilities: tried forward in time, since a map that fits the past often hurts."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from models.calibration import Map, fit_map
from models.scorers.scorer import Labels, Probabilities
from training.evidence import Difference, difference
from training.learning.candidates import Forward
from training.metrics import log_losses

# Fewer yes than this tell nothing about a level.
LEAST_YES = 20
# The level of late is that of so many last days of known answers.
LATE = timedelta(days=56)


@dataclass(frozen=True)
class Way:
    """A way to move probabilities: by a shift, or with a slope too, learned from all known answers or those of late."""

    name: str
    slope: bool = False
    late: bool = False

    def fitted(self, forward: Forward, scores: Probabilities, known: Labels) -> Map:
        """The map from the rows `known`; one that changes nothing where they tell nothing."""
        if self.late and known.any():
            known = known & np.asarray(forward.cutoff > forward.cutoff[known][-1] - LATE)
        labels = forward.labels[known]
        return fit_map(scores[known], labels, slope=self.slope) if labels.sum() >= LEAST_YES else Map()


WAYS = (Way("shift"), Way("shift of late", late=True), Way("shift and slope", slope=True))


@dataclass(frozen=True)
class Trial:
    """A way to move probabilities, and the log loss that it saved on blocks that it had not seen."""

    name: str
    gain: Difference


def choose_map(forward: Forward, key: str, horizon: timedelta) -> tuple[Map, tuple[Trial, ...]]:
    """The map for the kind `key`, fitted on its forward predictions, and what each way gained.

    A way is taken only if, fitted on the known answers of earlier blocks and judged on the next block, it saved more
    than one standard error of log loss.
    """
    scores = forward.scores[key]
    # A constant score has a level but no slope.
    ways = [way for way in WAYS if not way.slope or scores.min() < scores.max()]
    trials = {way: Trial(way.name, _tried(forward, scores, horizon, way)) for way in ways}
    worthy = [way for way, trial in trials.items() if trial.gain.mean > trial.gain.error]
    if not worthy:
        return Map(), tuple(trials.values())
    best = max(worthy, key=lambda way: trials[way].gain.mean)
    return best.fitted(forward, scores, np.ones(len(scores), dtype=bool)), tuple(trials.values())


def _tried(forward: Forward, scores: Probabilities, horizon: timedelta, way: Way) -> Difference:
    moved = scores.copy()
    for block in range(1, forward.blocks):
        inside = forward.fold == block
        known = np.asarray(forward.cutoff + horizon <= forward.cutoff[inside][0])
        moved[inside] = way.fitted(forward, scores, known)(scores[inside])
    later = forward.fold > 0
    if not later.any():
        return Difference(0.0, float("inf"))
    before, after = (log_losses(forward.labels[later], each[later]) for each in (scores, moved))
    return difference(before, after, forward.clusters[later])
