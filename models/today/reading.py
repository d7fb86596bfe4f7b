"""What the model itself goes by in a fall for which nothing stands out on record: by how much each group of facts moved
the chance, and what it read then and now.

Working days ahead are counted first, with the facts of a week ago; the rest of the way, from those facts to today's, is
shared out among the groups by exact TreeSHAP at both moments (`models.won_by`). All sums to the fall.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.dossier import Dossier
from models.intervals import days_worked
from models.open_leads import OpenLeads
from models.phrases import Value
from models.reasons import Reason
from models.reasons.effects import points
from models.reasons.explaining import features_of
from models.reasons.groups import GROUPS
from models.reasons.sentences import reason
from models.reasons.view import View
from models.today.at_risk import AHEAD_DAYS, BACK
from models.today.case import cited
from models.today.result import Cause
from models.today.texts import say
from models.win_reasons import by_group
from models.won_by import intervals_until, shares, won_by, worked_until

Numbers = npt.NDArray[np.float64]

# So many groups are told at the most, each of which took at least this share of the fall.
MOST_TOLD, LEAST_SHARE = 3, 0.15
# What is not shown as 0.0 points.
LEAST_POINTS = 0.05
# What happens once, and counts for less the longer ago it was.
PASSING = ("activities", "orders", "signals")


@dataclass(frozen=True)
class Sight:
    """Leads as they were known at one moment: their rows of the feature table, and their dossiers in that order."""

    table: pd.DataFrame
    dossiers: Sequence[Dossier]


@dataclass(frozen=True)
class Moved:
    """How far each lead's chance moved within the week, in percentage points: `facts` (n, groups), by `calendar` (n,)
    and by the `rest` (n,), which is how facts count sooner or later."""

    facts: Numbers
    calendar: Numbers
    rest: Numbers


def moved(model: OpenLeads, then: pd.DataFrame, now: pd.DataFrame) -> Moved:
    """What moved P(won within 30 days) from what it was a week ago, `then`, to `now`: rows of the same leads."""
    works = [worked_until(days_worked(table, model.business_), AHEAD_DAYS) for table in (then, now)]
    can_win = np.logical_and(*(work.sum(axis=1) > 0 for work in works))
    found = Moved(np.zeros((len(now), len(GROUPS))), np.zeros(len(now)), np.zeros(len(now)))
    if can_win.any():
        facts, calendar = _moved(model, (then[can_win], now[can_win]), [work[can_win] for work in works])
        found.facts[can_win], found.rest[can_win] = facts[:, :-1], facts[:, -1]
        found.calendar[can_win] = calendar
    return found


def _moved(
    model: OpenLeads, tables: tuple[pd.DataFrame, pd.DataFrame], works: Sequence[Numbers]
) -> tuple[Numbers, Numbers]:
    contributed = [model.contributions(table, intervals_until(AHEAD_DAYS)) for table in tables]
    old, new = (by_group(model, each.added) for each in contributed)
    base, parts = contributed[0].base + old.sum(axis=1), new - old
    start, turned = (won_by(base, work) for work in works)
    end = won_by(base + parts.sum(axis=1), works[1])
    before, after = (np.log(each.won) - np.log(each.not_won) for each in (turned, end))
    return points(shares(base, parts, works[1]), before, after), 100 * (turned.won - start.won)


def readings(model: OpenLeads, then: Sight, now: Sight) -> list[tuple[Cause, ...]]:
    """What lowered the chance of each lead most, the strongest first, and what all else did; both sights are of the
    same leads, a week ago and now."""
    if not now.dossiers:
        return []
    found = moved(model, then.table, now.table)
    days = np.transpose([_working_days(model, sight.table) for sight in (then, now)])
    views = [map(_view, sight.dossiers, features_of(sight.table)) for sight in (then, now)]
    return [
        _causes(old, new, (found.facts[row], float(found.calendar[row]), float(found.rest[row])), days[row])
        for row, (old, new) in enumerate(zip(*views, strict=True))
    ]


def _view(dossier: Dossier, features: Mapping[str, float | str | None]) -> View:
    return View(dossier, features, raises=False)


def _working_days(model: OpenLeads, table: pd.DataFrame) -> Numbers:
    """How many of the next thirty days are worked."""
    return np.asarray((days_worked(table, model.business_)[:, :AHEAD_DAYS] > 0).sum(axis=1))


def _causes(then: View, now: View, steps: tuple[Numbers, float, float], days: Numbers) -> tuple[Cause, ...]:
    facts, calendar, rest = steps
    whole = float(facts.sum()) + calendar + rest
    least = max(LEAST_POINTS, LEAST_SHARE * -whole)
    told = [(calendar, _calendar(now, days, calendar))] if calendar <= -least and days[1] < days[0] else []
    for place in np.argsort(facts, kind="stable"):
        lowered = float(facts[place])
        if len(told) == MOST_TOLD or lowered > -least:
            break
        why = reason(GROUPS[place], now, 0.0, lowered)
        if why is not None:
            told.append((lowered, _group(now, why, reason(GROUPS[place], then, 0.0, lowered))))
    if not told:
        return (_unexplained(now.dossier),)
    # From what is shown, so that a reader who adds it up finds the fall that is shown.
    other = round(whole, 1) - sum(round(lowered, 1) for lowered, _ in told)
    remaining = (Cause("rest", say("rest", points=_signed(other)), ()),) if abs(other) >= LEAST_POINTS else ()
    return (*(cause for _, cause in sorted(told, key=lambda each: each[0])), *remaining)


def _group(now: View, why: Reason, before: Reason | None) -> Cause:
    """What the group reads now, and what it read a week ago."""
    said: dict[str, Value] = {"label": why.label, "points": _size(why.points), "what": why.text}
    evidence = why.evidence or cited(now.dossier.leads[now.dossier.id])
    if before is None:
        return Cause("reading-new", say("reading-new", **said), evidence)
    if before.text != why.text:
        return Cause("reading", say("reading", **said, before=before.text), evidence)
    passing = [each.recorded_at for each in why.evidence if each.table in PASSING]
    # All that it speaks of was known a week ago: it moved the chance by growing older.
    if passing and max(passing) <= now.dossier.as_of - BACK:
        age = now.ago(max(passing))
        return Cause("reading-aged", say("reading-aged", **said, then=age - BACK.days, now=age), evidence)
    return Cause("reading-same", say("reading-same", **said), evidence)


def _calendar(now: View, days: Numbers, lowered: float) -> Cause:
    text = say("calendar", before=int(days[0]), now=int(days[1]), points=_size(lowered))
    return Cause("calendar", text, cited(now.dossier.leads[now.dossier.id]))


def _unexplained(dossier: Dossier) -> Cause:
    newest = [rows[-1] for rows in (dossier["activities"], dossier["stage_changes"]) if rows]
    return Cause("unexplained", say("unexplained"), cited(*newest or [dossier.leads[dossier.id]]))


def _size(lowered: float) -> str:
    return f"{abs(lowered):.1f}"


def _signed(other: float) -> str:
    return f"+{other:.1f}" if other > 0 else f"−{-other:.1f}"
