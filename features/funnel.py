"""Where a lead stands in the funnel: its stage, how long, what it skipped or repeated, how it was met."""

import numpy as np

from features.arrays import Codes, Grid, days_since, pick_code
from features.counting import latest, window_sums
from features.moments import DAY, Micros, to_times
from features.streams import Stream
from features.touches import by_label, slugs, spread


def rank_of(stage: Codes, rows: Codes) -> Grid:
    """The rank of the stage at `rows`, NaN for none (row −1) and for one that the spec does not list."""
    code = pick_code(stage, rows)
    return np.where(code >= 0, code, np.nan)


def funnel_features(moves: Stream, stages: tuple[str, ...], created: Micros, cutoffs: Micros) -> dict[str, Grid]:
    """Grids (leads, cut-offs) from changes between open stages. Ages are in days, ranks from 0."""
    owners = len(created)
    now = latest(moves.events, owners, cutoffs)
    stood = days_since(moves.events.happened, now, cutoffs)
    found = {
        "stage_rank": rank_of(moves.labels["stage"], now),
        "stage_days": stood,
        "stage_entered_at_days": (cutoffs - created[:, None]) / DAY - stood,
    }
    for window, days in (("7d", 7), ("30d", 30), ("all", None)):
        found[f"stage_changes_count_{window}"] = window_sums(moves.events, owners, cutoffs, days)
    return found | _by_stage(moves, slugs(stages), owners, cutoffs)


def response_days(touches: Stream, created: Micros, cutoffs: Micros) -> Grid:
    """Days from a lead's creation to the first touch known by each cut-off that came after it."""
    events = touches.events
    after = events.taken(events.happened >= created[events.code]).backwards
    first = latest(after, len(created), cutoffs)
    if not len(after):
        return np.full(first.shape, np.nan)
    return np.where(first >= 0, (after.happened[first] - created[:, None]) / DAY, np.nan)


def _by_stage(moves: Stream, stages: tuple[str, ...], owners: int, cutoffs: Micros) -> dict[str, Grid]:
    if not stages:
        return {}
    events = by_label(moves.events, moves.labels["stage"], len(stages))
    rows = owners * len(stages)
    entries = window_sums(events, rows, cutoffs)
    since = days_since(events.happened, latest(events, rows, cutoffs), cutoffs)
    by_stage = entries.reshape(owners, len(stages), len(cutoffs))
    seen = by_stage > 0
    ranks = np.where(seen, np.arange(len(stages))[:, None], -1).max(axis=1)
    distinct = seen.sum(axis=1)
    return {
        "stage_furthest_rank": np.where(ranks >= 0, ranks, np.nan).astype(np.float64),
        "stage_skipped": np.where(ranks >= 0, ranks + 1 - distinct, np.nan).astype(np.float64),
        "stage_repeats": by_stage.sum(axis=1) - distinct,
        **spread("stage", entries, stages, "entries"),
        **spread("stage", since, stages, "days_since_last"),
    }


def birth_features(created: Micros, time_zone: str, cutoffs: Micros) -> dict[str, Grid]:
    """Grids (leads, cut-offs): age in days, and the local weekday (0 = Monday) and hour of creation."""
    local = to_times(created).tz_convert(time_zone)
    shape = (len(created), len(cutoffs))
    weekday, hour = (np.asarray(part, dtype=np.float64)[:, None] for part in (local.day_of_week, local.hour))
    return {
        "lead_age_days": (cutoffs - created[:, None]) / DAY,
        "lead_created_weekday": np.broadcast_to(weekday, shape),
        "lead_created_hour": np.broadcast_to(hour, shape),
    }
