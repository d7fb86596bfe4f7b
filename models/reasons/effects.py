"""From log-odds to percentage points, and which effects are large enough to be told.

The points of a group are its Aumann–Shapley share of the change in probability along the straight line of log-odds:
its log-odds times the mean slope of the logistic curve between both ends. They have the sign of the log-odds and sum to
the change exactly. Source: Aumann and Shapley, "Values of Non-Atomic Games", 1974; Sundararajan, Taly and Yan,
"Axiomatic attribution for deep networks", 2017.
"""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

MOST_RAISING = 4
MOST_LOWERING = 2
# A factor of 1.05 on the odds, and what is not shown as 0.0 points.
LEAST_ODDS = 0.05
LEAST_POINTS = 0.05


def mean_slope(start: Numbers | float, end: Numbers) -> Numbers:
    """The change of the probability per log-odds between two log-odds, at a single one the slope of the curve."""
    half = (end - start) / 2
    # sinh(x) / x, which is 1 at 0.
    ratio = np.divide(np.sinh(half), half, out=np.ones_like(half), where=half != 0)
    found: Numbers = ratio / (4 * np.cosh(start / 2) * np.cosh(end / 2))
    return found


def points(shares: Numbers, start: Numbers | float, end: Numbers) -> Numbers:
    """The percentage points of each share of the log-odds, which lead from `start` to `end` (rows): (rows, groups)."""
    return 100 * shares * mean_slope(start, end)[:, None]


def told(odds: Numbers, effect: Numbers) -> list[int]:
    """The places of a row's groups that may be told, the largest effect first, of equal ones the first group's.

    `odds` are log-odds, `effect` percentage points.
    """
    large = (np.abs(odds) >= LEAST_ODDS) & (np.abs(effect) >= LEAST_POINTS)
    order = np.argsort(-np.abs(effect), kind="stable")
    return [int(place) for place in order if large[place]]
