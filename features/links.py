"""Which lead belongs to which account, and when: a lead that moves takes all its past along."""

from dataclasses import dataclass

import numpy as np

from features.arrays import Codes, ranges
from features.events import Events
from features.moments import NEVER, Micros
from features.streams import Stream, ordered


@dataclass(frozen=True)
class Links:
    """Link i says that lead `lead[i]` belonged to `account[i]` from `start[i]` until `end[i]` (`NEVER`: still).

    Links come in the order of lead and time. A lead of no account has none.
    """

    lead: Codes
    account: Codes
    start: Micros
    end: Micros

    @classmethod
    def of(cls, versions: Stream) -> "Links":
        """The links that versions of leads state by their label `account_id`."""
        lead, account, start = versions.events.code, versions.labels["account_id"], versions.events.happened
        new = np.ones(len(lead), dtype=bool)
        new[1:] = (lead[1:] != lead[:-1]) | (account[1:] != account[:-1])
        lead, account, start = lead[new], account[new], start[new]
        end = np.full(len(lead), NEVER)
        end[:-1] = np.where(lead[1:] == lead[:-1], start[1:], NEVER)
        linked = account >= 0
        return cls(lead[linked], account[linked], start[linked], end[linked])

    def followed(self, events: Events) -> tuple[Codes, Events]:
        """The events of leads as events of their accounts, and the row number that each comes from.

        Each counts for an account as long as its lead is known to belong there.
        """
        first, last = (np.searchsorted(self.lead, events.code, side=side) for side in ("left", "right"))
        rows, link = np.repeat(np.arange(len(events)), last - first), ranges(first, last)
        some = events.taken(rows)
        recorded = np.maximum(some.recorded, self.start[link])
        until = np.minimum(some.ends, self.end[link])
        return rows, Events(self.account[link], some.happened, recorded, until)

    def accounts_of(self, leads: Stream) -> Stream:
        """A stream of leads as one of their accounts, with the same labels."""
        rows, events = self.followed(leads.events)
        return ordered(events, {name: codes[rows] for name, codes in leads.labels.items()})

    def first_of(self, events: Events) -> Events:
        """The events of leads, each once: under the account that it is first seen to belong to."""
        rows, found = self.followed(events)
        seen = np.flatnonzero(found.known < found.ends)
        _, first = np.unique(rows[seen], return_index=True)
        return found.taken(seen[first])
