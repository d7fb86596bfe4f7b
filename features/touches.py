"""Touches (activities): how many, how recently, of which kind, in which direction."""

import re

import numpy as np
import pandas as pd

from features.arrays import Codes, Grid, days_since, ratio
from features.counting import latest, window_sums
from features.events import Events
from features.moments import Micros
from features.streams import Stream, codes_of

WINDOWS = (7, 30, 90, 365)
KIND_WINDOWS = (7, 30)
INBOUND = ("in", "inbound", "incoming", "呼入", "来电", "客户")
OUTBOUND = ("out", "outbound", "outgoing", "呼出", "去电", "销售")
DIRECTIONS = ("inbound", "outbound")
# What no kind may be called in a column's name: there it means a direction, or the touches of a lead's account.
TAKEN = (*DIRECTIONS, "account", *(f"account_{direction}" for direction in DIRECTIONS))


def slugs(values: tuple[str, ...], taken: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Names fit for columns: distinct, not `taken`, without blanks and what LightGBM refuses."""
    names: list[str] = []
    for value in values:
        name = plain = re.sub(r"[^\w]+", "_", value).strip("_") or "unnamed"
        number = 1
        while name in names or name in taken:
            number += 1
            name = f"{plain}_{number}"
        names.append(name)
    return tuple(names)


def touch_labels(rows: pd.DataFrame, kinds: tuple[str, ...]) -> dict[str, Codes]:
    """Codes of each activity's kind, of its direction (a place in `DIRECTIONS`), and whether it names its account."""
    direction = rows["direction"].str.strip().str.lower()
    code = np.where(direction.isin(INBOUND), 0, np.where(direction.isin(OUTBOUND), 1, -1))
    addressed = rows["account_id"].notna().to_numpy().astype(np.int64)
    return {"kind": codes_of(rows["kind"], pd.Index(kinds)), "direction": code, "addressed": addressed}


def by_label(events: Events, label: Codes, labels: int) -> Events:
    """The events counted under (owner, label) instead of owner; those without a label belong to nobody."""
    return events.owned_by(np.where((events.code >= 0) & (label >= 0), events.code * labels + label, -1))


def spread(prefix: str, grid: Grid, names: tuple[str, ...], suffix: str) -> dict[str, Grid]:
    """Split a grid over (owner × label, cut-off) into one grid a label."""
    split = grid.reshape(-1, len(names), grid.shape[-1])
    return {f"{prefix}_{name}_{suffix}": split[:, position] for position, name in enumerate(names)}


def touch_features(touches: Stream, kinds: tuple[str, ...], owners: int, cutoffs: Micros) -> dict[str, Grid]:
    """Grids (owners, cut-offs): counts by window, by kind and by direction; days since the last of each; pace."""
    events = touches.events
    found = {f"touches_count_{days}d": window_sums(events, owners, cutoffs, days) for days in WINDOWS}
    found["touches_count_all"] = window_sums(events, owners, cutoffs)
    found |= _rhythm(events, owners, cutoffs, found["touches_count_all"])
    found["touches_pace"] = _pace(found["touches_count_7d"], found["touches_count_30d"])
    for position, direction in enumerate(DIRECTIONS):
        some = events.taken(touches.labels["direction"] == position)
        found[f"touches_{direction}_count_30d"] = window_sums(some, owners, cutoffs, 30)
        found[f"touches_{direction}_days_since_last"] = days_since(
            some.happened, latest(some, owners, cutoffs), cutoffs
        )
    return found | _by_kind(touches, kinds, owners, cutoffs)


def _rhythm(events: Events, owners: int, cutoffs: Micros, count: Grid) -> dict[str, Grid]:
    """How long it has been silent, beside the mean gap between touches; NaN before the first (the second) touch."""
    first_on = events.backwards
    silent = days_since(events.happened, latest(events, owners, cutoffs), cutoffs)
    usual = ratio(days_since(first_on.happened, latest(first_on, owners, cutoffs), cutoffs) - silent, count - 1)
    return {
        "touches_days_since_last": silent,
        "touches_usual_gap_days": usual,
        "touches_gap_ratio": ratio(silent, usual),
    }


def _pace(week: Grid, month: Grid) -> Grid:
    """The last week's share of the month's touches, 7/30 when the pace is even; NaN without touches."""
    return ratio(week, month)


def _by_kind(touches: Stream, kinds: tuple[str, ...], owners: int, cutoffs: Micros) -> dict[str, Grid]:
    """By each kind, and as `other_kind` those that the spec does not list: rare ones, and ones that are new."""
    if not kinds:
        return {}
    names = slugs((*kinds, "other_kind"), TAKEN)
    label = touches.labels["kind"]
    events = by_label(touches.events, np.where(label < 0, len(kinds), label), len(names))
    rows = owners * len(names)
    found: dict[str, Grid] = {}
    for days in KIND_WINDOWS:
        found |= spread("touches", window_sums(events, rows, cutoffs, days), names, f"count_{days}d")
    found |= spread("touches", window_sums(events, rows, cutoffs), names, "count_all")
    since = days_since(events.happened, latest(events, rows, cutoffs), cutoffs)
    return found | spread("touches", since, names, "days_since_last")
