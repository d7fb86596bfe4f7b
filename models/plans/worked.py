"""What followed past contacts in this history, by channel and state: shares with sample sizes, associations only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from history.record import History
from models.evidence import Text
from models.plans.channels import CHANNELS
from models.plans.plan import Worked
from models.plans.wording import PHRASES, percent
from models.reasons.words import stage_name

# Progress counts if it comes within so many days of a contact; younger contacts have not had their chance yet.
DAYS = 14
# A share is drawn to the usual one as if so many further contacts had gone as usual (the weight of a beta prior).
PRIOR = 20
NO_LEAD = "(no lead)"


@dataclass(frozen=True)
class Rates:
    """`counts`: per (state, channel) how many contacts there were, and how many of them progress followed.

    A state is the stage of the lead at that moment, or `NO_LEAD`.
    """

    counts: Mapping[tuple[str, str], tuple[int, int]]

    def worked(self, state: str, channel: str) -> Worked | None:
        """What followed contacts by `channel` in `state`; None where there was none."""
        n, good = self.counts.get((state, channel), (0, 0))
        if n == 0:
            return None
        together = [pair for (where, _), pair in self.counts.items() if where == state]
        usual = sum(each[1] for each in together) / sum(each[0] for each in together)
        rate = (good + PRIOR * usual) / (n + PRIOR)
        return Worked(rate, usual, n, _said(state, channel, n, (rate, usual)))


def _said(state: str, channel: str, n: int, shares: tuple[float, float]) -> Text:
    key, stage = ("worked-no-lead", {}) if state == NO_LEAD else ("worked-stage", {"stage": stage_name(state)})
    rate, usual = map(percent, shares)
    compared = PHRASES("worked-as-usual") if rate == usual else PHRASES("worked-unlike-usual", usual=usual)
    return PHRASES(key, n=n, channel=CHANNELS[channel], rate=rate, compared=compared, days=DAYS, **stage)


def measure_rates(history: History, channels: Mapping[str, str], as_of: pd.Timestamp) -> Rates:
    """From what was recorded by `as_of`: contacts at least 14 days old, and what happened in the 14 days after each.

    Progress is a later stage, a won lead or an order of the account; without a lead, a new lead or an order.
    """
    known = history.known_by(as_of)
    contacts = _contacts(known, channels, as_of)
    if contacts.empty:
        return Rates({})
    good = _moved(known, contacts) | _ordered(known, contacts) | _new_lead(known, contacts)
    groups = good.groupby([contacts["state"], contacts["channel"]])
    counts = groups.agg(["size", "sum"])
    return Rates({key: (int(n), int(k)) for key, n, k in counts.itertuples()})


def _contacts(known: History, channels: Mapping[str, str], as_of: pd.Timestamp) -> pd.DataFrame:
    """One row a contact of ours: lead, account, channel, moment, and the state then with its rank among the stages."""
    rows = known["activities"]
    channel = rows["kind"].str.casefold().map(channels)
    ours = channel.isin(list(CHANNELS)) & (rows["direction"] != "in")
    ours &= rows["happened_at"] <= as_of - timedelta(days=DAYS)
    found = rows.loc[ours, ["lead_id", "account_id", "happened_at"]].assign(channel=channel[ours])
    leads = known["leads"].drop_duplicates("lead_id", keep="last").set_index("lead_id")["account_id"]
    found["account_id"] = found["account_id"].fillna(found["lead_id"].map(leads))
    found = found.sort_values("happened_at", kind="stable", ignore_index=True)
    changes = known["stage_changes"].sort_values("changed_at", kind="stable")
    stage = pd.merge_asof(
        found[["lead_id", "happened_at"]].fillna({"lead_id": ""}),
        changes[["lead_id", "changed_at", "stage"]],
        left_on="happened_at",
        right_on="changed_at",
        by="lead_id",
    )["stage"]
    found["state"] = stage.where(found["lead_id"].notna(), NO_LEAD)
    found["rank"] = found["state"].map(_ranks(known))
    return found[found["rank"].notna() | (found["state"] == NO_LEAD)].reset_index(drop=True)


def _ranks(known: History) -> dict[str, int]:
    stages = known.business.stages
    return {stage: place for place, stage in enumerate(stages)}


def _moved(known: History, contacts: pd.DataFrame) -> "pd.Series[bool]":
    """Whether the lead reached a later stage, or was won, within the days."""
    ranks = _ranks(known) | {"won": len(known.business.stages)}
    changes = known["stage_changes"].assign(to=lambda rows: rows["stage"].map(ranks))[["lead_id", "changed_at", "to"]]
    asked = contacts[["lead_id", "happened_at", "rank"]].dropna(subset="lead_id").reset_index(names="contact")
    pairs = asked.merge(changes, on="lead_id")
    forward = _soon(pairs["happened_at"], pairs["changed_at"]) & (pairs["to"] > pairs["rank"])
    return _any_of(contacts, pairs["contact"][forward])


def _ordered(known: History, contacts: pd.DataFrame) -> "pd.Series[bool]":
    """Whether the account ordered within the days."""
    return _followed(contacts, contacts.dropna(subset="account_id"), known["orders"], "ordered_at")


def _new_lead(known: History, contacts: pd.DataFrame) -> "pd.Series[bool]":
    """Whether, where there was none, a lead of the account came in within the days."""
    without = contacts[(contacts["state"] == NO_LEAD) & contacts["account_id"].notna()]
    return _followed(contacts, without, known["leads"].drop_duplicates("lead_id"), "created_at")


def _followed(contacts: pd.DataFrame, asked: pd.DataFrame, rows: pd.DataFrame, when: str) -> "pd.Series[bool]":
    """Which of the `contacts` are `asked` and were followed by one of the `rows` of their account in time."""
    following = pd.merge_asof(
        asked.reset_index(names="contact")[["contact", "account_id", "happened_at"]],
        rows[["account_id", when]].dropna().sort_values(when, kind="stable"),
        left_on="happened_at",
        right_on=when,
        by="account_id",
        direction="forward",
        allow_exact_matches=False,
    )
    return _any_of(contacts, following["contact"][_soon(following["happened_at"], following[when])])


def _soon(contact: "pd.Series[pd.Timestamp]", event: "pd.Series[pd.Timestamp]") -> "pd.Series[bool]":
    return (event > contact) & (event <= contact + timedelta(days=DAYS))


def _any_of(contacts: pd.DataFrame, places: "pd.Series[int]") -> "pd.Series[bool]":
    return pd.Series(np.isin(contacts.index, places), index=contacts.index)
