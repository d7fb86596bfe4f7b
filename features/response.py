"""How soon leads were first answered, in classes that a hazard can be split by."""

import numpy as np

from features.arrays import Codes
from features.leads import Leads
from features.moments import DAY, NEVER, micros
from features.streams import codes_of
from features.touches import OUTBOUND
from history.record import History

# The first touch came within so many hours of the lead's creation; the last class is that of all others.
RESPONSE_HOURS = (1, 4, 24)
CLASSES = len(RESPONSE_HOURS) + 1


def response_classes(history: History, leads: Leads) -> Codes | None:
    """The class of each lead's first response, 0 the fastest; None where no activity names its lead.

    A response is a touch that the seller made; any touch where the history tells no direction. A lead is in the last
    class until its first day is over: what is learned from older leads alone has no immortal time (Suissa, "Immortal
    time bias in pharmacoepidemiology", 2008), since by then all classes are known.
    """
    rows = history["activities"]
    rows = rows[rows["lead_id"].notna()]
    if not len(rows):
        return None
    outward = rows["direction"].str.strip().str.lower().isin(OUTBOUND)
    rows = rows[outward] if outward.any() else rows
    lead, happened = codes_of(rows["lead_id"], leads.ids), micros(rows["happened_at"])
    known = lead >= 0
    lead, happened = lead[known], happened[known]
    after = happened >= leads.created[lead]
    first = np.full(len(leads), NEVER)
    np.minimum.at(first, lead[after], happened[after])
    edges = np.array(RESPONSE_HOURS) * (DAY // 24)
    return np.searchsorted(edges, first - leads.created, side="left")
