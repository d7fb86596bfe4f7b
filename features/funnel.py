"""Where a lead stands in the funnel: its stage, how long, what it skipped or repeated, how it was met."""

import numpy as np

from features.counting import Grid, days_since, latest, pick, window_sums
from features.leads import Leads
from features.moments import DAY, Micros, to_times
from features.streams import Stream
from features.touches import by_label, slugs, spread


def funnel_features(
    changes: Stream, touches: Stream, stages: tuple[str, ...], created: Micros, cutoffs: Micros
) -> dict[str, Grid]:
    """Grids (leads, cut-offs) from changes between open stages. Ages are in days, ranks from 0."""
    owners = len(created)
    now = latest(changes.events, owners, cutoffs)
    found = {
        "lead_age_days": (cutoffs - created[:, None]) / DAY,
        "stage_rank": pick(changes.labels["stage"].astype(np.float64), now),
        "stage_days": days_since(changes.events.happened, now, cutoffs),
        "stage_changes_count_7d": window_sums(changes.events, owners, cutoffs, 7),
        "stage_changes_count_30d": window_sums(changes.events, owners, cutoffs, 30),
        "stage_changes_count_all": window_sums(changes.events, owners, cutoffs),
        "touches_response_days": _response(touches, created, cutoffs),
    }
    return found | _by_stage(changes, slugs(stages), owners, cutoffs)


def _response(touches: Stream, created: Micros, cutoffs: Micros) -> Grid:
    """Days from a lead's creation to the first touch known by each cut-off that came after it."""
    events = touches.events
    after = events.where(events.happened >= created[events.code]).backwards
    first = latest(after, len(created), cutoffs)
    if not len(after):
        return np.full(first.shape, np.nan)
    return np.where(first >= 0, (after.happened[first] - created[:, None]) / DAY, np.nan)


def _by_stage(changes: Stream, stages: tuple[str, ...], owners: int, cutoffs: Micros) -> dict[str, Grid]:
    if not stages:
        return {}
    events = by_label(changes.events, changes.labels["stage"], len(stages))
    rows = owners * len(stages)
    entries = window_sums(events, rows, cutoffs)
    since = days_since(events.happened, latest(events, rows, cutoffs), cutoffs)
    seen = entries.reshape(owners, len(stages), -1) > 0
    ranks = np.where(seen, np.arange(len(stages))[:, None], -1).max(axis=1)
    distinct = seen.sum(axis=1)
    total = entries.reshape(owners, len(stages), -1).sum(axis=1)
    return {
        "stage_furthest_rank": np.where(ranks >= 0, ranks, np.nan).astype(np.float64),
        "stage_skipped": np.where(ranks >= 0, ranks + 1 - distinct, np.nan).astype(np.float64),
        "stage_repeats": (total - distinct).astype(np.float64),
        **spread("stage", entries, stages, "entries"),
        **spread("stage", since, stages, "days_since_last"),
    }


def birth_features(leads: Leads, first: int, last: int, time_zone: str, width: int) -> dict[str, Grid]:
    """Local weekday (0 = Monday) and hour at which the leads first … last − 1 were created."""
    local = to_times(leads.created[first:last]).tz_convert(time_zone)
    weekday, hour = (np.asarray(part, dtype=np.float64)[:, None] for part in (local.weekday, local.hour))
    shape = (last - first, width)
    return {
        "lead_created_weekday": np.broadcast_to(weekday, shape),
        "lead_created_hour": np.broadcast_to(hour, shape),
    }
