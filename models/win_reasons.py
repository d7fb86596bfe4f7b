"""Why an open lead is as likely to be won by a day as it is: what each group of facts adds to the chance.

Trees give the log-odds of being won and of being lost within each interval; what a group of facts adds to these is
summed by TreeSHAP, and what that adds to the chance by the day is shared out as `models.won_by` says. Points are shares
of the log-odds times the mean slope of the logistic curve, as those of scores are (`models.reasons.effects`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import pandas as pd

from models.dossier import Dossier
from models.intervals import days_worked
from models.open_leads import OpenLeads
from models.reasons.effects import Numbers, points
from models.reasons.explaining import chosen, features_of
from models.reasons.groups import GROUPS, places_of
from models.reasons.reason import Reason
from models.scorers.columns import summed
from models.won_by import intervals_until, shares, won_by, worked_until


@dataclass(frozen=True)
class WhyWon:
    """`base` is the chance to be won by the day of a lead of which nothing is known: an open one in the same weeks, a
    new one of the recent mix in usual weeks. In percentage points the `reasons` and `other`, what is not told, sum to
    the lead's own chance less the base."""

    base: float
    reasons: tuple[Reason, ...]
    other: float

    @classmethod
    def of(cls, reasons: tuple[Reason, ...], base: float, won: float) -> Self:
        """With what the chance `won` has beyond the base and the reasons."""
        return cls(base, reasons, 100 * (won - base) - sum(reason.points for reason in reasons))


class Effects(NamedTuple):
    """Of each lead (n): the chance at the `base`, the chance `won` by the day, and what each group of facts adds to the
    log-odds, `odds`, and in percentage points, `points` (n, groups + 1).

    The last is none of facts: how they count sooner or later.
    """

    base: Numbers
    won: Numbers
    odds: Numbers
    points: Numbers


def win_reasons(model: OpenLeads, rows: pd.DataFrame, dossiers: Sequence[Dossier], day: int) -> list[WhyWon]:
    """Why each open lead of a feature table is as likely as it is to be won by that day, 1 … 182.

    `dossiers` are those of the rows, in their order and as of their cut-offs. No reasons where no day until then is
    worked: nobody wins. Takes milliseconds a row.
    """
    found = effects(model, rows, day)
    facts = zip(dossiers, features_of(rows), found.odds[:, :-1], found.points[:, :-1], strict=True)
    told = [tuple(chosen(*each)) for each in facts]
    ends = zip(told, found.base.tolist(), found.won.tolist(), strict=True)
    return [WhyWon.of(reasons, base, won) for reasons, base, won in ends]


def effects(model: OpenLeads, rows: pd.DataFrame, day: int) -> Effects:
    """What each group of facts adds to the chance of each open lead to be won by that day."""
    worked = worked_until(days_worked(rows, model.business_), day)
    nobody = np.zeros((len(rows), len(GROUPS) + 1))
    found = Effects(np.zeros(len(rows)), np.zeros(len(rows)), nobody, nobody.copy())
    can_win = worked.sum(axis=1) > 0
    if can_win.any():
        some = _effects(model, rows[can_win], worked[can_win], intervals_until(day))
        for whole, part in zip(found, some, strict=True):
            whole[can_win] = part
    return found


def _effects(model: OpenLeads, rows: pd.DataFrame, work: Numbers, intervals: int) -> Effects:
    base, added = model.contributions(rows, intervals)
    parts = by_group(model, added)
    start, end = won_by(np.broadcast_to(base, parts[:, 0].shape), work), won_by(base + parts.sum(axis=1), work)
    odds = shares(base, parts, work)
    before, after = (np.log(each.won) - np.log(each.not_won) for each in (start, end))
    return Effects(start.won, end.won, odds, points(odds, before, after))


def by_group(model: OpenLeads, added: Numbers) -> Numbers:
    """What each group of facts adds (n, groups + 1, causes, intervals), from what each column does; the last is none of
    facts: how they count sooner or later."""
    owner = np.append(places_of(model.columns_.names), len(GROUPS))
    flat = np.moveaxis(added, 1, 3).reshape(-1, added.shape[1])
    shape = (len(added), *added.shape[2:], len(GROUPS) + 1)
    return np.moveaxis(summed(flat, owner, shape[-1]).reshape(shape), 3, 1)
