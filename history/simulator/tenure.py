"""Which rep has which lead from when on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from history.simulator.chance import Ints
from history.simulator.course import Course
from history.simulator.funnel import NO_CHANGE


@dataclass(frozen=True)
class Tenure:
    """One row per lead and rep that had it, in the order of leads and days: `lead`, from which `day`, `rep`."""

    lead: Ints
    day: Ints
    rep: Ints

    @classmethod
    def of(cls, course: Course) -> "Tenure":
        """Each lead goes to a rep of its region; when that one leaves, to another, the next working day."""
        leads, staff = course.leads, course.staff
        lead, day = leads.number, leads.day
        ends = _ends(course)
        rows = []
        while len(lead):
            rep = staff.assigned("assigned", leads.region[lead], day, lead, course.chance)
            rows.append((lead, day, rep))
            after = course.days.worked_from(np.minimum(staff.left[rep], course.config.days) + 1)
            handed = after <= ends[lead]
            lead, day = lead[handed], after[handed]
        if not rows:
            return cls(lead, day, day)
        lead, day, rep = (np.concatenate(column) for column in zip(*rows, strict=True))
        order = np.lexsort((day, lead))
        return cls(lead[order], day[order], rep[order])

    @property
    def first(self) -> NDArray[np.bool_]:
        """Which rows are a lead's first."""
        return np.append(True, self.lead[1:] != self.lead[:-1])[: len(self.lead)]

    def rep_on(self, lead: Ints, day: Ints) -> Ints:
        """Who has that lead on that day (not before it came in)."""
        span = int(max(self.day.max(initial=0), day.max(initial=0))) + 1
        at = np.searchsorted(self.lead * span + self.day, lead * span + day, side="right") - 1
        return self.rep[at]


def _ends(course: Course) -> Ints:
    funnel = course.funnel
    ends = np.full(len(course.leads.account), course.config.days - 1)
    ended = funnel.change < NO_CHANGE
    ends[funnel.lead[ended]] = funnel.day[ended]
    return ends
