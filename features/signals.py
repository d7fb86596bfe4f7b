"""Public signals of an account: how many of each kind, how recent, and how unusual for that account."""

import re

import pandas as pd

from features.counting import Grid, days_since, latest, window_sums
from features.moments import Micros
from features.streams import Stream
from features.touches import by_label, spread
from history.tables import SIGNAL_KINDS

WINDOWS = (7, 30, 90, 365)
POSSIBLE = r'"tier":\s*"possible"'


def is_certain(details: str | None) -> bool:
    """Whether a signal with these details is surely its account's, and not perhaps a namesake's."""
    return re.search(POSSIBLE, details or "") is None


def certain(signals: pd.DataFrame) -> pd.DataFrame:
    """The rows of `signals` without those that are only possibly the account's, such as a namesake's patents."""
    return signals[~signals["details"].astype("string").str.contains(POSSIBLE, regex=True).fillna(False).astype(bool)]


def signal_features(signals: Stream, owners: int, cutoffs: Micros) -> dict[str, Grid]:
    """Grids (owners, cut-offs). `acceleration` is the last 30 days' count over the account's own usual month."""
    events = by_label(signals.events, signals.labels["kind"], len(SIGNAL_KINDS))
    rows = owners * len(SIGNAL_KINDS)
    found: dict[str, Grid] = {}
    for days in WINDOWS:
        found |= spread("signals", window_sums(events, rows, cutoffs, days), SIGNAL_KINDS, f"count_{days}d")
    since = days_since(events.happened, latest(events, rows, cutoffs), cutoffs)
    found |= spread("signals", since, SIGNAL_KINDS, "days_since_last")
    month = window_sums(signals.events, owners, cutoffs, 30)
    year = window_sums(signals.events, owners, cutoffs, 365)
    found["signals_count_30d"] = month
    found["signals_acceleration"] = month / ((year - month) * 30 / 335 + 1)
    return found
