"""Public signals of an account: how many of each kind, how recent, and how unusual for that account."""

import re

import numpy as np
import pandas as pd

from features.arrays import Grid, days_since
from features.counting import latest, window_sums
from features.events import Events
from features.moments import Micros
from features.streams import Stream, codes_of, ordered
from features.touches import by_label, spread
from features.versions import since_when
from history.tables import SIGNAL_KINDS, TABLES

WINDOWS = (7, 30, 90, 365)
# What tells nothing of the account: what is perhaps a namesake's, and the note of when it was first looked at.
FIRST_LOOK = r'"first_look":\s*true'
UNTELLING = rf'"tier":\s*"possible"|{FIRST_LOOK}'


def tells(details: str | None) -> bool:
    """Whether a signal with these details tells something, of what is surely its account.

    It does not where it is perhaps a namesake's, or only says that from then on the account was looked at.
    """
    return re.search(UNTELLING, details or "") is None


def is_first_look(details: str | None) -> bool:
    """Whether a signal with these details only says that from then on the account was looked at."""
    return re.search(FIRST_LOOK, details or "") is not None


def telling(signals: pd.DataFrame) -> pd.DataFrame:
    """The rows of `signals` that tell something, as `tells` has it."""
    return signals[~signals["details"].astype("string").str.contains(UNTELLING, regex=True).fillna(False).astype(bool)]


def first_looks(signals: pd.DataFrame, accounts: pd.Index) -> Stream:
    """From when on it is known that an account is looked at for signals of a kind (label), an event each.

    That is its first row of that kind, whether it tells something or only that the account was looked at.
    """
    owner, kind = codes_of(signals["account_id"], accounts), codes_of(signals["kind"], pd.Index(SIGNAL_KINDS))
    _, known = since_when(signals, TABLES["signals"].happened)
    code = np.where((owner >= 0) & (kind >= 0), owner * len(SIGNAL_KINDS) + kind, -1)
    order = np.lexsort((known, code))
    first = order[np.unique(code[order], return_index=True)[1]]
    first = first[code[first] >= 0]
    return ordered(Events(owner[first], known[first], known[first]), {"kind": kind[first]})


def signal_features(signals: Stream, looks: Stream, owners: int, cutoffs: Micros) -> dict[str, Grid]:
    """Grids (owners, cut-offs), NaN before the account was looked at for that kind, in totals for any kind.

    `acceleration` is the last 30 days' count over the account's own usual month.
    """
    events = by_label(signals.events, signals.labels["kind"], len(SIGNAL_KINDS))
    rows = owners * len(SIGNAL_KINDS)
    looked = window_sums(by_label(looks.events, looks.labels["kind"], len(SIGNAL_KINDS)), rows, cutoffs) > 0
    found: dict[str, Grid] = {}
    for days in WINDOWS:
        counts = np.where(looked, window_sums(events, rows, cutoffs, days), np.nan)
        found |= spread("signals", counts, SIGNAL_KINDS, f"count_{days}d")
    since = days_since(events.happened, latest(events, rows, cutoffs), cutoffs)
    found |= spread("signals", since, SIGNAL_KINDS, "days_since_last")
    month = np.where(window_sums(looks.events, owners, cutoffs) > 0, 1.0, np.nan)
    month *= window_sums(signals.events, owners, cutoffs, 30)
    year = window_sums(signals.events, owners, cutoffs, 365)
    found["signals_count_30d"] = month
    found["signals_acceleration"] = month / ((year - month) * 30 / 335 + 1)
    return found
