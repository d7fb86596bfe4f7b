"""How busy the whole business was lately: its orders and wins, and how many accounts and open leads it had."""

from dataclasses import dataclass, fields

import numpy as np

from features.arrays import Grid, ratio
from features.events import Events
from features.leads import Leads
from features.moments import DAY, NEVER, Micros
from features.spans import Counts, Named, Spans

LEVEL_DAYS = (7, 30)


@dataclass(frozen=True)
class Level:
    """Counts by cut-off: orders and wins of the last 7 and 30 days, accounts that are known, leads that are open."""

    orders_7d: Grid
    orders_30d: Grid
    wins_7d: Grid
    wins_30d: Grid
    known_accounts: Grid
    open_leads: Grid

    def orders_per_account(self, days: int) -> Grid:
        """Orders of the last `days` (7 or 30) per known account."""
        return ratio(getattr(self, f"orders_{days}d"), self.known_accounts)

    def wins_per_open_lead(self, days: int) -> Grid:
        """Wins of the last `days` (7 or 30) per open lead."""
        return ratio(getattr(self, f"wins_{days}d"), self.open_leads)


def _one(start: Micros, end: Micros) -> Spans:
    return Spans(np.zeros(len(start), dtype=np.int64), start, end, 1)


def lead_level_spans(leads: Leads) -> Named:
    """From when until when each lead is open, or newly won."""
    won = Events(np.arange(len(leads)), leads.ended, leads.ended_seen).taken(leads.won)
    for days in LEVEL_DAYS:
        yield f"wins_{days}d", _one(won.known, won.happened + days * DAY)
    yield "open_leads", _one(leads.seen, leads.ended_seen)


def order_level_spans(orders: Events) -> Named:
    """From when until when each order is new."""
    for days in LEVEL_DAYS:
        yield f"orders_{days}d", _one(orders.known, orders.happened + days * DAY)


def known_level_spans(known: Micros) -> Named:
    """From when on each account is known."""
    yield "known_accounts", _one(known, np.full(len(known), NEVER))


def level_of(counts: Counts) -> Level:
    """The level from these counts."""
    return Level(**{each.name: counts[each.name][0] for each in fields(Level)})
