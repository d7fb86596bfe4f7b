"""When each lead stood in which open stage, as far as that was known."""

from dataclasses import dataclass, fields

import numpy as np

from features.arrays import Codes, Mask
from features.leads import STALE_DAYS, Leads
from features.moments import DAY, NEVER, Micros
from features.streams import Stream

LEFT_DAYS = 14


@dataclass(frozen=True)
class Stays:
    """Stay i is that of `lead[i]` in `stage[i]` (−1: not listed), which it entered at `entered[i]`: it was known to
    stand there from `start[i]` until `end[i]`, in microseconds. It no longer counts from `until[i]` on, when the lead
    has been open for half a year. `won` marks those that ended in a sale.
    """

    lead: Codes
    stage: Codes
    entered: Micros
    start: Micros
    end: Micros
    until: Micros
    won: Mask

    def taken(self, rows: Codes | Mask) -> "Stays":
        """Only these rows."""
        return Stays(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})

    def bearing_on(self, cutoff: Micros) -> "Stays":
        """Only those that may still be counted at `cutoff` (one moment) or later."""
        return self.taken(np.maximum(self.until, self.end + LEFT_DAYS * DAY) > cutoff)


def stays_of(moves: Stream, leads: Leads) -> Stays:
    """From when until when each of the `moves` was the last one known of its lead, while that was known and open.

    Moves that a later one had overtaken before they were known are left out.
    """
    events = moves.events
    known = events.known
    times, rank = np.unique(np.append(known, NEVER), return_inverse=True)
    # Backwards the owners fall, so that the lowest rank starts anew with each.
    lowest = np.minimum.accumulate((rank[:-1] + events.code * len(times))[::-1])[::-1]
    following, same = np.full(len(known), NEVER), events.code[1:] == events.code[:-1]
    following[:-1] = np.where(same, times[lowest[1:] - events.code[1:] * len(times)], NEVER)
    start = np.maximum(known, leads.seen[events.code])
    end = np.minimum(following, leads.ended_seen[events.code])
    until = np.minimum(end, leads.created[events.code] + STALE_DAYS * DAY)
    won = leads.won[events.code] & (end == leads.ended_seen[events.code])
    every = Stays(events.code, moves.labels["stage"], events.happened, start, end, until, won)
    return every.taken(end > start)


def joined(*parts: Stays) -> Stays:
    """All stays, one part after the other."""
    names = [each.name for each in fields(Stays)]
    return Stays(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})
