"""Who looks after each account, what it is called, and which of its leads are open: as known at a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from features.leads import first_ends
from features.moments import micros
from history.record import History
from history.tables import RECORDED
from models.today.result import Person


@dataclass(frozen=True)
class Owners:
    """`leads` are the newest versions by lead id with `is_open`; `reps` those of the reps by id, with `left_at`.

    `accounts` are names by account id, `by_account` the id of the rep who looks after each.
    """

    leads: pd.DataFrame
    reps: pd.DataFrame
    accounts: Mapping[str, str]
    by_account: Mapping[str, str]

    def person(self, rep: str | None) -> Person | None:
        """The rep of that id, None for none."""
        return None if rep is None else self._people.get(rep) or Person(rep, None)

    @cached_property
    def _people(self) -> dict[str, Person]:
        return {str(rep): Person(str(rep), str(name)) for rep, name in self.reps["name"].items()}

    def of_account(self, account: str | None) -> Person | None:
        """Who looks after the account: the rep of its newest open lead, else of its last lead or activity.

        Who has left looks after nobody.
        """
        return self.person(self.by_account.get(account)) if account is not None else None

    def of_lead(self, lead: str) -> Person | None:
        """The rep whom the lead names, also one who has left."""
        rep = self.leads["rep_id"].get(lead)
        return self.person(rep) if isinstance(rep, str) else None


def owners_of(known: History, as_of: pd.Timestamp) -> Owners:
    """Read from `known`, all of which was recorded by `as_of`."""
    leads = _newest(known["leads"], "lead_id")
    leads = leads[leads["created_at"] <= as_of]
    ended, _, _ = first_ends(known, pd.Index(leads.index))
    leads = leads.assign(is_open=ended > micros(pd.Series([as_of]))[0] if len(leads) else pd.Series(dtype=bool))
    reps = _newest(known["reps"], "rep_id")
    names = _newest(known["accounts"], "account_id")["name"]
    return Owners(leads, reps, dict(zip(names.index, names, strict=True)), _by_account(known, leads, reps, as_of))


def _newest(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    return rows.sort_values(RECORDED, kind="stable").drop_duplicates(key, keep="last").set_index(key)


def _by_account(known: History, leads: pd.DataFrame, reps: pd.DataFrame, as_of: pd.Timestamp) -> dict[str, str]:
    """The last that says so wins, and an open lead over all else."""
    touches = known["activities"]
    touches = touches[touches["happened_at"] <= as_of]
    through = touches["account_id"].fillna(touches["lead_id"].map(leads["account_id"]))
    said = pd.concat(
        [
            pd.DataFrame(
                {
                    "account": leads["account_id"],
                    "rep": leads["rep_id"],
                    "at": leads["created_at"],
                    "open": leads["is_open"],
                }
            ),
            pd.DataFrame({"account": through, "rep": touches["rep_id"], "at": touches["happened_at"], "open": False}),
        ],
        ignore_index=True,
    ).dropna(subset=["account", "rep"])
    left = reps.index[reps["left_at"] <= as_of]
    here = said[~said["rep"].isin(left)].sort_values(["open", "at"], kind="stable")
    return dict(zip(here["account"], here["rep"], strict=True))
