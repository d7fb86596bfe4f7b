"""Times as int64 microseconds, and the moments at which features are built."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pandas as pd

from history.errors import UserError

DAY = 86_400_000_000
NEVER = np.iinfo(np.int64).max // 4

Micros = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def micros(times: pd.Series) -> Micros:
    """Aware times as microseconds since 1970 (UTC); an unknown time becomes `NEVER`, so that it is never reached."""
    values = pd.DatetimeIndex(times).as_unit("us").asi8
    return np.where(values == np.iinfo(np.int64).min, NEVER, values)


def cutoff_micros(cutoffs: Sequence[datetime]) -> Micros:
    """Sorted, distinct cut-offs as microseconds.

    Raises:
        UserError: none was given, or one has no time zone.
    """
    if not len(cutoffs):
        raise UserError("No cut-off was given.", "Name at least one moment to build features for.")
    if any(moment.tzinfo is None for moment in cutoffs):
        raise UserError("A cut-off has no time zone.", "Give aware times, e.g. 2026-01-05T00:00+08:00.")
    return np.unique(micros(pd.Series(pd.to_datetime(list(cutoffs), utc=True))))


def to_times(values: Micros) -> pd.DatetimeIndex:
    """Microseconds since 1970 as aware UTC times."""
    return pd.DatetimeIndex(values.astype("datetime64[us]")).tz_localize("UTC")


def local_midnights(first: datetime, last: datetime, step_days: int, time_zone: str) -> pd.DatetimeIndex:
    """Midnights of `time_zone`, every `step_days` days from the first one at or after `first`, none after `last`; UTC.

    Steps are calendar days, so a daylight-saving change does not shift the hour; where a change skips midnight, the
    day begins at the first moment that exists.
    """
    start, end = (pd.Timestamp(edge).tz_convert(time_zone) for edge in (first, last))
    days = pd.date_range(start.tz_localize(None).floor("D"), end.tz_localize(None), freq="D")
    begun = days.tz_localize(time_zone, nonexistent="shift_forward", ambiguous=True)
    # A zone that crosses the date line skips a whole day, which then begins nowhere.
    exists = begun.tz_localize(None).floor("D") == days
    return begun[exists & (begun >= start) & (begun <= end)][::step_days].tz_convert("UTC")
