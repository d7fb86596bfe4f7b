"""A level that follows: what is promised next is moved by how much lately promised came true."""

import numpy as np
from scipy.special import expit, logit

from models.calibration import Map, fit_map
from models.scorers.scorer import Labels, Probabilities, within
from training.backtest.window import Places, Window
from training.settings import DAY

# How far a level is taken to wander, as a standard deviation of log-odds, before anything was seen of it.
WANDER = 0.3
# How far back promises are held against what came of them.
SPAN = 56 * DAY


def level(promised: Probabilities, labels: Labels) -> Map:
    """The shift of log-odds under which what was promised would have come true, drawn towards none.

    The best shift, weighted by what the rows tell of it against a normal prior of mean 0 and standard deviation 0.3.
    Changes nothing where only one answer was seen, or no row.
    """
    if not len(labels):
        return Map()
    found = fit_map(promised, labels, slope=False)
    chances = expit(logit(within(promised)) + found.shift)
    told = float((chances * (1 - chances)).sum())
    return Map(found.shift * told / (told + 1 / WANDER**2))


def followed(window: Window, promised: Probabilities) -> Probabilities:
    """`promised`, one per test row, moved group by group by what was known by then of the last eight weeks' promises.

    The first group stays as it is.
    """
    moved = promised.copy()
    for number, group in enumerate(window.groups):
        moment = window.begin(number)
        ripe, labels = window.known(window.since(moment - SPAN, number), moment)
        shift = level(promised[_among(window, ripe)], labels)
        moved[_among(window, group)] = shift(promised[_among(window, group)])
    return moved


def _among(window: Window, places: Places) -> Places:
    """The places of some test rows among all test rows."""
    return np.searchsorted(window.tested, places)
