"""Whether to move a model's probabilities: tried forward in time, since a map that fits the past often hurts."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from models.calibration import Map, fit_map
from models.scorer import Labels, Probabilities
from training.candidates import Forward
from training.evidence import Difference, difference
from training.metrics import log_losses

# Fewer yes than this tell nothing about a level.
LEAST_YES = 20


@dataclass(frozen=True)
class Trial:
    """A way to move probabilities, and the log loss that it saved on blocks that it had not seen."""

    name: str
    gain: Difference


def choose_map(forward: Forward, key: str, horizon: timedelta) -> tuple[Map, tuple[Trial, ...]]:
    """The map for the kind `key`, fitted on all its forward predictions, and what each way gained.

    A way is taken only if, fitted on the known answers of earlier blocks and judged on the next block, it saved more
    than one standard error of log loss.
    """
    scores = forward.scores[key]
    # A constant score has a level but no slope.
    ways = {"shift": False, "shift and slope": True} if scores.min() < scores.max() else {"shift": False}
    trials = tuple(Trial(name, _tried(forward, scores, horizon, slope=slope)) for name, slope in ways.items())
    worthy = [trial for trial in trials if trial.gain.mean > trial.gain.error]
    if not worthy:
        return Map(), trials
    best = max(worthy, key=lambda trial: trial.gain.mean)
    return _fitted(scores, forward.labels, slope=ways[best.name]), trials


def _fitted(scores: Probabilities, labels: Labels, *, slope: bool) -> Map:
    return fit_map(scores, labels, slope=slope) if labels.sum() >= LEAST_YES else Map()


def _tried(forward: Forward, scores: Probabilities, horizon: timedelta, *, slope: bool) -> Difference:
    moved = scores.copy()
    for block in range(1, forward.blocks):
        inside = forward.fold == block
        known = np.asarray(forward.cutoff + horizon <= forward.cutoff[inside][0])
        moved[inside] = _fitted(scores[known], forward.labels[known], slope=slope)(scores[inside])
    later = forward.fold > 0
    if not later.any():
        return Difference(0.0, float("inf"))
    before, after = (log_losses(forward.labels[later], each[later]) for each in (scores, moved))
    return difference(before, after, forward.clusters[later])
