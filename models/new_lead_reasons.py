"""Why a lead that comes in now is as likely to be won by a day as it is: its kind, the coming weeks, and the load."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial

import numpy as np
from scipy.special import logit

from models.phrases import Value, named
from models.reasons.effects import Numbers, told
from models.reasons.reason import Reason
from models.reasons.sentences import worded
from models.reasons.view import Fact
from models.reasons.words import listed
from models.sandbox.sandbox import Sandbox
from models.win_curve import KINDS, NewLead, NewLeadCurves
from models.win_reasons import WhyWon

GROUPS = ("mix", "calendar", "load_region")
CERTAIN = 1e-12

Tell = Callable[[int, NewLead, bool], Reason | None]


def new_lead_reasons(box: Sandbox, leads: Sequence[NewLead], curves: NewLeadCurves, day: int) -> list[WhyWon]:
    """The parts of each lead's chance on `day`, the last of its curve, in sentences; small ones are not told.

    No evidence: what they tell is of many leads.
    """
    parts = np.stack([curves.mix, curves.season, curves.load], axis=1)
    # A sentence takes as long as a fifth of a lead's curve, and most leads share those of the weeks and of the load.
    tell = cache(partial(_told, box, day))
    return [
        WhyWon.of(_reasons(tell, lead, added, curves.base), curves.base, float(won))
        for lead, added, won in zip(leads, parts, curves.chance.value[:, -1], strict=True)
    ]


def _reasons(tell: Tell, lead: NewLead, added: Numbers, base: float) -> tuple[Reason, ...]:
    odds = np.diff(logit(np.clip(base + np.cumsum([0.0, *added]), CERTAIN, 1 - CERTAIN)))
    alike = (lead, NewLead(), NewLead(lead.region))
    found = []
    for place in told(odds, 100 * added):
        reason = tell(place, alike[place], bool(added[place] > 0))
        if reason is not None:
            found.append(replace(reason, odds_factor=float(np.exp(odds[place])), points=float(100 * added[place])))
    return tuple(found)


def _told(box: Sandbox, day: int, place: int, lead: NewLead, raises: bool) -> Reason | None:
    """What is told of a part of all leads that have so much of `lead` in common, as a reason of one point."""
    fact = (lambda: _mix(box, lead, raises), lambda: _season(box, day, raises), lambda: _load(box, lead))[place]()
    return None if fact is None else worded(GROUPS[place], fact, 0.0, 1.0 if raises else -1.0)


def _mix(box: Sandbox, lead: NewLead, raises: bool) -> Fact:
    unseen = lead.unseen(box)
    names = [name for kind in KINDS if kind not in unseen and (name := getattr(lead, kind)) is not None]
    said: dict[str, Value] = {"raises": "yes" if raises else "no"}
    if not names:
        return Fact("new-mix-unknown", said)
    return Fact("new-mix", said | {"kinds": listed(named(name, box.business.names) for name in names)})


def _season(box: Sandbox, day: int, raises: bool) -> Fact:
    """Whole days that are worked by the day, and as many as usual weeks have. Where these are not the reason, it is the
    time of the year, or how business moves."""
    weeks = np.minimum(np.maximum(day - 7 * np.arange(len(box.standing.idle)), 0), 7)
    worked = ((1 - box.standing.idle) * weeks).sum()
    n, usual = round(float(worked)), round(day * 5 / 7)
    by_days = n > usual if raises else n < usual
    message = "new-season" if by_days else f"new-season-{'strong' if raises else 'weak'}"
    return Fact(message, {"days": day, "n": n, "usual": usual})


def _load(box: Sandbox, lead: NewLead) -> Fact | None:
    """None where the load, or the usual one, is unknown."""
    if lead.region not in box.regions:
        return None
    place = box.regions.index(lead.region)
    each, usual = float(box.standing.load_now[place]), float(np.exp(box.ground.effect.usual[place]))
    if not np.isfinite([each, usual]).all():
        return None
    region = named(lead.region, box.business.names)
    return Fact("new-load", {"region": region, "each": round(each, 1), "usual": round(usual, 1)})
