"""The intervals in which an open lead's end is looked for: what became of it in each, and how much of it is worked."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.calendar import is_working_day
from features.frame import CUTOFF, ENTITY
from features.leads import first_ends
from features.moments import DAY, micros
from features.streams import codes_of
from history.record import History
from history.settings import Business

EDGES = np.array([0, 7, 14, 28, 56, 91, 182])
DAYS = int(EDGES[-1])
USUAL_WORK = 5 / 7
# No interval is quite without chance: somebody may work on a holiday.
LEAST_WORK = 0.2

Curve = npt.NDArray[np.float64]


def interval_outcomes(
    history: History, table: pd.DataFrame, as_of: pd.Timestamp
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Row of `table`, interval and outcome (0 came through, 1 won, 2 lost) of every interval known by `as_of`.

    A lead that had ended before its cut-off, which nobody knew then, is lost to the future in its first interval.
    """
    ids = pd.Index(table[ENTITY].unique())
    ended, _, won = first_ends(history.known_by(as_of), ids)
    code = codes_of(table[ENTITY], ids)
    cutoff = micros(table[CUTOFF])
    lived = (ended[code] - cutoff) / DAY
    seen = (micros(pd.Series([as_of]))[0] - cutoff) / DAY
    rows, intervals, outcomes = [], [], []
    for interval, (start, end) in enumerate(pairwise(EDGES)):
        # An interval still running tells of ends only, not of those who will come through: it would bias.
        entered = ((lived >= start) | (interval == 0)) & (seen >= end)
        over, through = entered & (lived < end), entered & (lived >= end)
        chosen = np.flatnonzero(over | through)
        rows.append(chosen)
        intervals.append(np.full(len(chosen), interval))
        outcomes.append(np.where(through[chosen], 0, np.where((won[code] & (lived >= 0))[chosen], 1, 2)))
    return np.concatenate(rows), np.concatenate(intervals), np.concatenate(outcomes)


def days_worked(table: pd.DataFrame, business: Business) -> Curve:
    """Each of the days 1 … 182 after a row's cut-off over an average day: 0 if it is not worked, 7/5 if it is."""
    moments = pd.DatetimeIndex(table[CUTOFF].unique())
    days = [day + pd.Timedelta(days=ahead) for day in moments.tz_convert(business.time_zone) for ahead in range(DAYS)]
    worked = np.array([is_working_day(day.date(), business.country) for day in days], dtype=np.float64)
    return np.asarray(worked.reshape(-1, DAYS)[moments.get_indexer(pd.Index(table[CUTOFF]))] / USUAL_WORK)


def by_interval(worked: Curve) -> Curve:
    """The mean of `worked` (n, 182) in each interval, shape (n, intervals)."""
    return np.asarray(np.maximum(np.add.reduceat(worked, EDGES[:-1], axis=1) / np.diff(EDGES), LEAST_WORK))
