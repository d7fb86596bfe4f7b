"""Leads as arrays: their versions, when each was known, and how and when they ended."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.counting import Codes
from features.moments import NEVER, Micros, micros
from features.spec import Spec
from features.streams import Stream, codes_of, stream
from history.record import History
from history.tables import RECORDED, TERMINAL_STAGES


@dataclass(frozen=True)
class Leads:
    """All leads of a history, numbered in the order of their ids.

    `versions` is a stream of (lead, recorded_at) with the labels source, product, rep, region, industry, account
    (codes) and the value `value`. `created`, `seen`, `ended`, `ended_seen` are microseconds, one a lead: when it was
    created, first known, ended (`NEVER`: not yet), and known to have ended. `won` marks those that ended in a sale.
    """

    ids: pd.Index
    versions: Stream
    created: Micros
    seen: Micros
    ended: Micros
    ended_seen: Micros
    won: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def account(self) -> Codes:
        """The account of each lead's first version, −1 if unknown."""
        return self.versions.labels["account"][self.first_version]

    @property
    def first_version(self) -> Codes:
        """Row number in `versions` of each lead's first one."""
        return np.searchsorted(self.versions.events.code, np.arange(len(self)))

    def version_at(self, moments: Micros) -> Codes:
        """Row number in `versions` of each lead's version at `moments` (one a lead), its first one before that."""
        events = self.versions.events
        known = events.recorded <= moments[events.code]
        return self.first_version + np.maximum(np.bincount(events.code[known], minlength=len(self)) - 1, 0)


def resolved(history: History, leads: pd.DataFrame, sources: tuple[str, ...]) -> pd.Series:
    """Per lead version the first value known among `sources` such as "lead.region", "account.region".

    What an account or a rep said is taken as of the version's own `recorded_at`.
    """
    value = pd.Series(np.nan, index=leads.index, dtype="str")
    for source in sources:
        place, column = source.split(".")
        found = leads[column] if place == "lead" else _as_of(history[f"{place}s"], leads, f"{place}_id", column)
        value = value.fillna(found)
    return value


def _as_of(owners: pd.DataFrame, leads: pd.DataFrame, key: str, column: str) -> pd.Series:
    left = leads[[key, RECORDED]].assign(row=leads.index).dropna(subset=[key]).sort_values(RECORDED)
    right = owners[[key, RECORDED, column]].sort_values(RECORDED, kind="stable")
    joined = pd.merge_asof(left, right, on=RECORDED, by=key)
    return joined.set_index("row")[column].reindex(leads.index)


def first_ends(history: History, ids: pd.Index) -> tuple[Micros, Micros, npt.NDArray[np.bool_]]:
    """When each lead ended, when that was known, and whether it was won; `NEVER` for one that has not.

    Of several ends the one known first counts: one recorded later cannot change what was believed before it.
    """
    changes = history["stage_changes"]
    ends = changes[changes["stage"].isin(TERMINAL_STAGES)]
    known = ends[["changed_at", RECORDED]].max(axis=1)
    ends = ends.assign(known=known).sort_values(["known", "changed_at", "stage"], kind="stable")
    ends = ends.drop_duplicates("lead_id")
    code = codes_of(ends["lead_id"], ids)
    keep = code >= 0
    ended, seen, won = np.full(len(ids), NEVER), np.full(len(ids), NEVER), np.zeros(len(ids), dtype=bool)
    ended[code[keep]] = micros(ends["changed_at"])[keep]
    seen[code[keep]] = micros(ends["known"])[keep]
    won[code[keep]] = (ends["stage"] == "won").to_numpy()[keep]
    return ended, seen, won


def gather_leads(history: History, spec: Spec, accounts: pd.Index) -> Leads:
    """The leads of `history`; `accounts` numbers the accounts that they may belong to."""
    rows = history["leads"].sort_values(["lead_id", RECORDED], kind="stable", ignore_index=True)
    ids = pd.Index(rows["lead_id"].unique())
    labels = {
        "source": codes_of(rows["source"], pd.Index(spec.sources)),
        "product": codes_of(rows["product"], pd.Index(spec.products)),
        "rep": codes_of(rows["rep_id"], pd.Index(spec.reps)),
        "region": codes_of(resolved(history, rows, history.business.region), pd.Index(spec.regions)),
        "industry": codes_of(resolved(history, rows, history.business.industry), pd.Index(spec.industries)),
        "account": codes_of(rows["account_id"], accounts),
    }
    # A version counts from the moment that it was recorded, whatever the lead's creation date says.
    dated = rows.assign(created_at=rows[RECORDED])
    versions = stream("leads", dated, codes_of(rows["lead_id"], ids), labels, ("value",))
    first = rows.drop_duplicates("lead_id")
    created = micros(first["created_at"])
    ended, ended_seen, won = first_ends(history, ids)
    return Leads(ids, versions, created, np.maximum(created, micros(first[RECORDED])), ended, ended_seen, won)
