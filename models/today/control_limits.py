"""Whether the newest share of a series lies outside of the limits that its own past sets: a p-chart by Laney's p′.

The classic p-chart takes the binomial spread for the only one; where leads of different kinds end in different weeks
the shares spread more, and it cries wolf. Laney widens the limits by how much more the past moved from one period to
the next than the binomial explains.
Sources: Laney, "Improved control charts for attributes", Quality Engineering 14(4), 2002; Montgomery, "Introduction to
Statistical Quality Control", chapter 7, for the least sample.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SIGMAS = 3.0
LEAST_PERIODS = 10
# The mean moving range of two normal draws in units of their deviation.
D2 = 1.128
# Periods of so many weeks are tried, the shortest that can be judged is taken.
WIDTHS = (1, 2, 4, 8)

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Limits:
    """The share in the past, and the limits for the newest period; `spread` is Laney's σ_z, 1 for the binomial."""

    usual: float
    lower: float
    upper: float
    spread: float


def control_limits(total: Counts, hits: Counts) -> Limits | None:
    """The limits for the last of the periods, from those before it: `hits` of `total` each, in the order of time.

    None where they cannot be drawn: fewer than ten periods before it that have any, none or all of them hits, or a
    last period so small that the limits are not both within 0 … 1: then no count at all would be too low, or the
    normal approximation that the limits rest on does not hold.
    """
    before, size = total[:-1] > 0, int(total[-1]) if len(total) else 0
    n, x = total[:-1][before].astype(np.float64), hits[:-1][before].astype(np.float64)
    if len(n) < LEAST_PERIODS or not size or not 0 < x.sum() < n.sum():
        return None
    usual = float(x.sum() / n.sum())
    spread = _spread((x / n - usual) / np.sqrt(usual * (1 - usual) / n))
    reach = SIGMAS * spread * float(np.sqrt(usual * (1 - usual) / size))
    if not 0 < usual - reach <= usual + reach < 1:
        return None
    return Limits(usual, usual - reach, usual + reach, spread)


def _spread(z: npt.NDArray[np.float64]) -> float:
    """σ_z by the mean moving range. Less than the binomial's own is chance in a short past, so it is at least 1."""
    return max(float(np.abs(np.diff(z)).mean()) / D2, 1.0)


def periods(weekly: Counts, width: int) -> Counts:
    """Sums of `width` weeks each, the last one ending with the last week; weeks left over at the beginning go."""
    whole = len(weekly) // width * width
    return np.asarray(weekly[len(weekly) - whole :].reshape(-1, width).sum(axis=1))


def judged(total: Counts, hits: Counts) -> tuple[int, Limits] | None:
    """The shortest period of 1, 2, 4 or 8 weeks that can be judged by its weekly counts, and its limits.

    A region where few leads end needs longer periods. The choice looks at how many end in a usual period and in the
    last one, never at how many of those are won, so that it cannot be what raises the alarm.
    """
    for width in WIDTHS:
        limits = control_limits(periods(total, width), periods(hits, width))
        if limits is not None:
            return width, limits
    return None
