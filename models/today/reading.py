"""What the model itself goes by in a fall for which nothing stands out on record.

The chance falls by lower hazards of winning, by higher ones of losing, or by fewer working days ahead. Of the one that
takes most of it, the group of facts that moved the log-odds most since a week ago is told, as a reason is.
"""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.dossier import Dossier
from models.intervals import EDGES, days_worked
from models.open_leads import OpenLeads, curves_of
from models.reasons import Reason
from models.reasons.explaining import features_of
from models.reasons.groups import GROUPS, places_of
from models.reasons.sentences import reason
from models.reasons.view import View
from models.scorers.columns import summed
from models.today.at_risk import AHEAD_DAYS, BACK
from models.today.case import cited
from models.today.result import Cause
from models.today.texts import say

Part = Literal["won", "lost", "calendar"]
Numbers = npt.NDArray[np.float64]

PARTS: tuple[Part, ...] = ("won", "lost", "calendar")
# A group is told where it lowered the odds by about a twentieth at least.
LEAST_ODDS = 0.05
# What happens once, and counts for less the longer ago it was.
PASSING = ("activities", "orders", "signals")


def readings(model: OpenLeads, then: pd.DataFrame, now: pd.DataFrame, dossiers: Sequence[Dossier]) -> list[Cause]:
    """`then` and `now` are the leads' rows of the feature table a week ago and now, in the order of `dossiers`."""
    if not dossiers:
        return []
    parts = strongest_parts(model, then, now)
    moved = {"won": moved_by_group(model, then, now, "won"), "lost": -moved_by_group(model, then, now, "lost")}
    working = [_working_days(model, table) for table in (then, now)]
    return [
        _calendar(dossier, working[0][row], working[1][row])
        if part == "calendar" and working[1][row] < working[0][row]
        # As many working days, of which some come later: then what else there is.
        else _group(dossier, features, moved["won" if part == "calendar" else part][row])
        for row, (part, dossier, features) in enumerate(zip(parts, dossiers, features_of(now), strict=True))
    ]


def strongest_parts(model: OpenLeads, then: pd.DataFrame, now: pd.DataFrame) -> list[Part]:
    """What takes most of each fall: how much higher the chance would be now, were that alone as it was."""
    old, new = model.hazards(then), model.hazards(now)
    before, ahead = (days_worked(table, model.business_) for table in (then, now))
    as_before = (curves_of(old[0], new[1], ahead), curves_of(new[0], old[1], ahead), curves_of(*new, before))
    strongest = np.argmax([curve[:, AHEAD_DAYS - 1] for curve in as_before], axis=0)
    return [PARTS[place] for place in strongest]


def moved_by_group(model: OpenLeads, then: pd.DataFrame, now: pd.DataFrame, end: str) -> Numbers:
    """How much further each group of facts moves the log-odds of that end now than a week ago, by exact TreeSHAP, the
    intervals weighted by how much of the next thirty days they are: shape (leads, groups). The little that lies on the
    interval itself is left out."""
    length = np.diff(np.minimum(EDGES, AHEAD_DAYS)) / AHEAD_DAYS
    codes = np.vstack([model.columns_.codes(table) for table in (now, then)])
    total = np.zeros(codes.shape)
    for interval in np.flatnonzero(length):
        matrix = np.column_stack([codes, np.full(len(codes), interval)])
        found = np.asarray(model.boosters_[end].predict(matrix, pred_contrib=True, num_threads=1))
        total += found[:, : codes.shape[1]] * length[interval]
    change = total[: len(now)] - total[len(now) :]
    return np.asarray(summed(change, places_of(list(model.columns_.names)), len(GROUPS)))


def _working_days(model: OpenLeads, table: pd.DataFrame) -> list[int]:
    """How many of the next thirty days are worked."""
    return [int(count) for count in (days_worked(table, model.business_)[:, :AHEAD_DAYS] > 0).sum(axis=1)]


def _calendar(dossier: Dossier, before: int, now: int) -> Cause:
    return Cause("calendar", say("calendar", before=before, now=now), cited(dossier.leads[dossier.id]))


def _group(dossier: Dossier, features: dict[str, Any], moved: Numbers) -> Cause:
    """The group that moved furthest down of those that can be told."""
    lead, view = dossier.leads[dossier.id], View(dossier, features, raises=False)
    for place in np.argsort(moved, kind="stable"):
        if moved[place] > -LEAST_ODDS:
            break
        why = reason(GROUPS[place], view, float(moved[place]), -1.0)
        if why is not None:
            key = "reading-aged" if _is_aged(dossier, why) else "reading"
            return Cause(key, say(key, label=why.label, what=why.text), why.evidence or cited(lead))
    newest = [rows[-1] for rows in (dossier["activities"], dossier["stage_changes"]) if rows]
    return Cause("unexplained", say("unexplained"), cited(*newest or [lead]))


def _is_aged(dossier: Dossier, why: Reason) -> bool:
    """Whether all that the reason speaks of was known a week ago: it moved the chance by growing older."""
    passing = [each for each in why.evidence if each.table in PASSING]
    return bool(passing) and max(each.recorded_at for each in passing) <= dossier.as_of - BACK
