"""What came after a cut-off: whether an entity bought within the horizon."""

from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.account_streams import named_accounts
from features.arrays import Codes
from features.events import Events
from features.frame import CUTOFF, ENTITY, Entity
from features.leads import first_ends, gather_leads
from features.moments import Micros, micros
from features.purchases import purchase_events
from features.spec import Spec
from features.streams import codes_of
from history.record import History
from history.tables import RECORDED

Labels = npt.NDArray[np.bool_]


def purchases(history: History, entity: Entity, ids: pd.Index) -> Events:
    """Every purchase of the accounts or leads `ids`: of a lead its win, of an account what the settings count.

    A won lead is a purchase of the account that it is first seen to belong to, and stays that account's.
    """
    if entity == "lead":
        ended, seen, won = first_ends(history, ids)
        return Events(np.arange(len(ids)), ended, seen).taken(won)
    accounts, _ = named_accounts(history)
    leads = gather_leads(history, Spec(), accounts)
    sales = leads.links.first_of(leads.sales)
    place = codes_of(pd.Series(accounts), ids)[sales.code]
    orders = history["orders"]
    ordered = Events(codes_of(orders["account_id"], ids), micros(orders["ordered_at"]), micros(orders[RECORDED]))
    return purchase_events(ordered, sales.owned_by(place), history.business.purchase)


def label(history: History, table: pd.DataFrame, entity: Entity, horizon: timedelta) -> Labels:
    """For each row of a feature table: does a purchase happen in [cut-off, cut-off + horizon)?

    A purchase at the very cut-off that was known by then is part of the past, not of the answer.
    """
    ids = pd.Index(table[ENTITY].unique())
    events = purchases(history, entity, ids)
    cutoff, code = micros(table[CUTOFF]), codes_of(table[ENTITY], ids)
    # Doubling makes room for the tie: an event known only after it happened sorts just behind its moment.
    moment = 2 * events.happened + (events.known > events.happened)
    after, before = 2 * cutoff + 1, 2 * (cutoff + int(horizon / timedelta(microseconds=1)))
    return count_between(events.code, moment, code, after, before) > 0


def count_between(owner: Codes, moment: Micros, asked: Codes, first: Micros, end: Micros) -> npt.NDArray[np.int64]:
    """For each question, how many events of owner `asked` have first ≤ moment < end."""
    ranks = np.unique(moment)
    width = len(ranks) + 1
    keys = np.sort(owner * width + np.searchsorted(ranks, moment))
    low, high = (np.searchsorted(keys, asked * width + np.searchsorted(ranks, edge)) for edge in (first, end))
    return (high - low).astype(np.int64)
