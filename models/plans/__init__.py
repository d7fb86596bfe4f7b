"""Plans of outreach: chosen from a library of plays, worded for one customer, resting on that customer's own rows."""

from models.plans.choosing import Context, Planned, open_context, plan_or_hold_out, plans_for
from models.plans.library import Library, load_library
from models.plans.plan import BestTime, Named, Plan, Point, Worked
from models.plans.settings import Outreach, outreach_of

__all__ = [
    "BestTime",
    "Context",
    "Library",
    "Named",
    "Outreach",
    "Plan",
    "Planned",
    "Point",
    "Worked",
    "load_library",
    "open_context",
    "outreach_of",
    "plan_or_hold_out",
    "plans_for",
]
