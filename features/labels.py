"""What came after a cut-off: whether an entity bought within the horizon, and whether that can be known yet."""

from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.counting import Codes, Events
from features.frame import CUTOFF, ENTITY, Entity
from features.leads import first_ends
from features.moments import Micros, micros
from features.streams import codes_of
from history.record import History
from history.tables import RECORDED

Labels = npt.NDArray[np.bool_]


def purchases(history: History, entity: Entity, ids: pd.Index) -> Events:
    """Every purchase of the accounts or leads `ids`: of a lead its win, of an account what the settings count."""
    leads = history["leads"].drop_duplicates("lead_id")
    ended, seen, won = first_ends(history, pd.Index(leads["lead_id"]))
    wins = Events(codes_of(leads[f"{entity}_id"], ids), ended, seen).where(won)
    if entity == "lead":
        return wins
    orders = history["orders"]
    ordered = Events(codes_of(orders["account_id"], ids), micros(orders["ordered_at"]), micros(orders[RECORDED]))
    chosen = [{"order": ordered, "won": wins}[kind] for kind in history.business.purchase]
    return Events(
        *(np.concatenate([getattr(part, name) for part in chosen]) for name in ("code", "happened", "recorded"))
    )


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
