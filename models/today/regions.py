"""Regions whose conversion fell: the share of won among the leads whose end became known, week by week.

A lead counts in the week in which its end became known, so no week is changed by what is recorded later, and a lag of
recording touches the newest week no more than the others. Leads that are still open count nowhere: the share says how
leads end lately, not how many of the newest will be won.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from features.account_streams import named_accounts
from features.arrays import Codes, Mask
from features.leads import Leads, gather_leads
from features.moments import NEVER, local_midnights, micros
from features.spec import Spec
from history.names import Names
from history.record import History
from models.phrases import named
from models.today.control_limits import Counts, Limits, judged
from models.today.result import RegionBelow
from models.today.settings import TodaySettings
from models.today.texts import percent, say


@dataclass(frozen=True)
class WeeklyEnds:
    """Leads that ended and that were won, by region (rows) and by whole local week (columns); `starts` are Mondays."""

    regions: tuple[str, ...]
    starts: pd.DatetimeIndex
    ended: Counts
    won: Counts


def weekly_ends(history: History, spec: Spec, as_of: pd.Timestamp, most: int) -> WeeklyEnds:
    """The last `most` weeks that were over at `as_of`, from the first one in which an end became known."""
    known = history.known_by(as_of)
    leads = gather_leads(known, spec, named_accounts(known)[0])
    there = leads.ended_seen <= micros(pd.Series([as_of]))[0]
    edges = _mondays(leads, there, as_of, history.business.time_zone)[-most - 1 :]
    ticks = micros(pd.Series(edges))
    week = np.searchsorted(ticks, leads.ended_seen, side="right") - 1
    region = leads.versions.labels["region"][leads.version_at(np.minimum(leads.ended_seen, NEVER - 1))]
    inside = there & (week >= 0) & (week < len(ticks) - 1) & (region >= 0)
    shape = (len(spec.regions), max(len(ticks) - 1, 0))
    return WeeklyEnds(
        spec.regions,
        edges[:-1],
        _counted(region, week, inside, shape),
        _counted(region, week, inside & leads.won, shape),
    )


def _counted(region: Codes, week: Codes, chosen: Mask, shape: tuple[int, int]) -> Counts:
    found = np.zeros(shape, dtype=np.int64)
    np.add.at(found, (region[chosen], week[chosen]), 1)
    return found


def _mondays(leads: Leads, there: Mask, as_of: pd.Timestamp, time_zone: str) -> pd.DatetimeIndex:
    """The Mondays from the week of the first end on, to the last one before `as_of`."""
    if not there.any():
        return pd.DatetimeIndex([], tz="UTC")
    first = pd.Timestamp(int(leads.ended_seen[there].min()), unit="us", tz="UTC").tz_convert(time_zone)
    monday = (first.tz_localize(None).floor("D") - pd.Timedelta(days=first.weekday())).tz_localize(
        time_zone, nonexistent="shift_forward", ambiguous=True
    )
    return local_midnights(monday.to_pydatetime(), as_of.to_pydatetime(), 7, time_zone)


def regions_below(
    history: History, spec: Spec, as_of: pd.Timestamp, settings: TodaySettings
) -> tuple[list[RegionBelow], list[str]]:
    """The regions below their own lower limit, furthest below first, and those where too few leads end to tell."""
    weekly = weekly_ends(history, spec, as_of, settings.weeks)
    local = weekly.starts.tz_convert(history.business.time_zone)
    below, untold = [], []
    for name, ended, won in zip(weekly.regions, weekly.ended, weekly.won, strict=True):
        found = judged(ended, won)
        if found is None:
            untold.append(name)
            continue
        width, limits = found
        total, hits = int(ended[-width:].sum()), int(won[-width:].sum())
        if hits / total < limits.lower:
            first = local[-width].date()
            days = first, first + timedelta(days=7 * width - 1)
            below.append(_region(name, days, (total, hits), limits, history.business.names))
    return sorted(below, key=lambda each: each.rate - each.lower), untold


def _region(name: str, days: tuple[date, date], counts: tuple[int, int], limits: Limits, names: Names) -> RegionBelow:
    total, hits = counts
    text = say(
        "region-below",
        region=named(name, names),
        first=days[0],
        last=days[1],
        ended=total,
        won=hits,
        rate=percent(hits / total),
        usual=percent(limits.usual),
        lower=percent(limits.lower),
    )
    return RegionBelow(name, *days, total, hits, hits / total, limits.usual, limits.lower, limits.upper, text)
