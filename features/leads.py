"""Leads as arrays: their versions, when each was known, and how and when they ended."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from features.arrays import Codes, Mask
from features.events import Events
from features.links import Links
from features.moments import NEVER, Micros, micros
from features.spec import Spec
from features.streams import Stream, codes_of
from features.versions import asked_of, place_labels, resolved, since_when, versions_of, with_echoes
from history.record import History
from history.tables import RECORDED, TERMINAL_STAGES

# A lead that nobody closed for this long no longer takes a rep's time.
STALE_DAYS = 180


@dataclass(frozen=True)
class Leads:
    """All leads of a history, numbered in the order of their ids; `reps` numbers everyone who may look after them.

    `versions` is a stream of (lead, since when it holds): a lead's own ones, and one more whenever the account or rep
    that its region or industry is read from changes. It has the labels source, product, rep, region, industry (codes
    of the spec), account_id and rep_id (codes of all accounts and of `reps`) and the values `value` and `number` (of
    the own version, from 1). `links` tells the accounts from it.
    `accounts` holds the versions of the accounts, with their `employees`.
    `created`, `seen`, `ended`, `ended_seen` are microseconds, one a lead: when it was created, first known, ended
    (`NEVER`: not yet), and known to have been there and ended. `won` marks those that ended in a sale.
    `sales` are the leads' first sales, also of leads that were lost before and taken up again.
    """

    ids: pd.Index
    reps: pd.Index
    accounts: Stream
    versions: Stream
    links: Links
    created: Micros
    seen: Micros
    ended: Micros
    ended_seen: Micros
    won: Mask
    sales: Events

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def first_version(self) -> Codes:
        """Row number in `versions` of each lead's first one."""
        return np.searchsorted(self.versions.events.code, np.arange(len(self)))

    def version_at(self, moments: Micros) -> Codes:
        """Row number in `versions` of each lead's version at `moments` (one a lead), its first one before that."""
        events = self.versions.events
        known = events.known <= moments[events.code]
        return self.first_version + np.maximum(np.bincount(events.code[known], minlength=len(self)) - 1, 0)


def first_reached(history: History, ids: pd.Index, stages: tuple[str, ...]) -> tuple[Micros, Micros, Mask]:
    """When each lead first came to one of `stages`, when that was known, and whether it was `won`; else `NEVER`.

    Of several changes the one known first counts: one recorded later cannot change what was believed before it.
    """
    changes = history["stage_changes"]
    changes = changes[changes["stage"].isin(stages)]
    code, happened = codes_of(changes["lead_id"], ids), micros(changes["changed_at"])
    known = np.maximum(happened, micros(changes[RECORDED]))
    is_won = (changes["stage"] == "won").to_numpy()
    order = np.lexsort((is_won, happened, known, code))[np.count_nonzero(code < 0) :]
    lead, place = np.unique(code[order], return_index=True)
    first = order[place]
    reached, seen, won = np.full(len(ids), NEVER), np.full(len(ids), NEVER), np.zeros(len(ids), dtype=bool)
    reached[lead], seen[lead], won[lead] = happened[first], known[first], is_won[first]
    return reached, seen, won


def first_ends(history: History, ids: pd.Index) -> tuple[Micros, Micros, Mask]:
    """When each lead ended, when that was known, and whether it was won; `NEVER` for one that has not."""
    return first_reached(history, ids, TERMINAL_STAGES)


def _own_versions(history: History, spec: Spec, ids: pd.Index, accounts: pd.Index, reps: pd.Index) -> Stream:
    rows = history["leads"]
    labels = {
        "source": codes_of(rows["source"], pd.Index(spec.sources)),
        "product": codes_of(rows["product"], pd.Index(spec.products)),
        "rep": codes_of(rows["rep_id"], pd.Index(spec.reps)),
        "account_id": codes_of(rows["account_id"], accounts),
        "rep_id": codes_of(rows["rep_id"], reps),
    }
    labels |= place_labels("lead", rows, history.business, spec)
    values = {"value": rows["value"].to_numpy(dtype=np.float64)}
    own = versions_of(codes_of(rows["lead_id"], ids), since_when(rows), labels, values)
    number = np.arange(1, len(own) + 1) - np.searchsorted(own.events.code, own.events.code)
    return replace(own, values={**own.values, "number": number.astype(np.float64)})


def _resolved_versions(history: History, spec: Spec, own: Stream, others: dict[str, Stream]) -> Stream:
    every = with_echoes(own, {name: versions for name, versions in others.items() if versions.labels})
    asked = asked_of(history.business, spec)
    labels = {kind: resolved(every, kind, sources, others) for kind, sources, _ in asked}
    return replace(every, labels={**every.labels, **labels})


def _account_versions(history: History, spec: Spec, accounts: pd.Index) -> Stream:
    """Versions of the accounts, each holding from when it is recorded and valid; with the value `employees`."""
    rows = history["accounts"]
    labels = place_labels("account", rows, history.business, spec)
    employees = {"employees": rows["employees"].to_numpy(dtype=np.float64)}
    return versions_of(codes_of(rows["account_id"], accounts), since_when(rows, "valid_from"), labels, employees)


def _rep_versions(history: History, spec: Spec, reps: pd.Index) -> Stream:
    rows = history["reps"]
    labels = place_labels("rep", rows, history.business, spec)
    return versions_of(codes_of(rows["rep_id"], reps), since_when(rows), labels)


def gather_leads(history: History, spec: Spec, accounts: pd.Index) -> Leads:
    """The leads of `history`; `accounts` numbers all of its accounts."""
    rows = history["leads"]
    first = rows.drop_duplicates("lead_id")
    ids = pd.Index(first["lead_id"])
    named = pd.concat([rows["rep_id"], history["reps"]["rep_id"]]).dropna()
    reps = pd.Index(named.drop_duplicates().sort_values())
    others = {"account_id": _account_versions(history, spec, accounts), "rep_id": _rep_versions(history, spec, reps)}
    versions = _resolved_versions(history, spec, _own_versions(history, spec, ids, accounts, reps), others)
    created = micros(first["created_at"])
    seen = np.maximum(created, micros(first[RECORDED]))
    ended, ended_seen, won = first_ends(history, ids)
    sold, sold_seen, bought = first_reached(history, ids, ("won",))
    return Leads(
        ids=ids,
        reps=reps,
        accounts=others["account_id"],
        versions=versions,
        links=Links.of(versions),
        created=created,
        seen=seen,
        ended=ended,
        ended_seen=np.maximum(ended_seen, seen),
        won=won,
        sales=Events(np.arange(len(ids)), sold, np.maximum(sold_seen, seen)).taken(bought),
    )
