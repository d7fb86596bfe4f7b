"""The morning list: whom to call first, which open leads slip, what is new, where conversion fell."""

from models.today.result import AtRisk, Cause, NewSignal, Person, RegionBelow, Remark, Today, TopEntry, Wanted
from models.today.settings import TodaySettings

__all__ = [
    "AtRisk",
    "Cause",
    "NewSignal",
    "Person",
    "RegionBelow",
    "Remark",
    "Today",
    "TodaySettings",
    "TopEntry",
    "Wanted",
]
