"""Why a lead that comes in now is as likely to be won by a day as it is: its kind, the coming weeks, and the load."""

from collections.abc import Sequence

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


def new_lead_reasons(box: Sandbox, leads: Sequence[NewLead], curves: NewLeadCurves, day: int) -> list[WhyWon]:
    """The parts of each lead's chance on `day`, the last of its curve, in sentences; small ones are not told.

    No evidence: what they tell is of many leads.
    """
    parts = np.stack([curves.mix, curves.season, curves.load], axis=1)
    return [
        WhyWon.of(_reasons(box, lead, added, day, curves.base), curves.base, float(won))
        for lead, added, won in zip(leads, parts, curves.chance.value[:, -1], strict=True)
    ]


def _reasons(box: Sandbox, lead: NewLead, added: Numbers, day: int, base: float) -> tuple[Reason, ...]:
    odds = np.diff(logit(np.clip(base + np.cumsum([0.0, *added]), CERTAIN, 1 - CERTAIN)))
    found = []
    for place in told(odds, 100 * added):
        raises = bool(added[place] > 0)
        fact = (_mix(box, lead, raises), _season(box, day, raises), _load(box, lead))[place]
        if fact is not None:
            found.append(worded(GROUPS[place], fact, float(odds[place]), float(100 * added[place])))
    return tuple(found)


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
