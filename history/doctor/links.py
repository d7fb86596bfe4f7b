"""Checks of who belongs to whom: unknown ids, leads that nobody works on, reps counted twice."""

import pandas as pd

from history.doctor.finding import Finding, report
from history.doctor.state import among, current, looked_up, open_leads, shown
from history.record import History
from history.tables import RECORDED

# (table, column, table that must know it)
LINKS = (
    ("leads", "account_id", "accounts"),
    ("leads", "rep_id", "reps"),
    ("stage_changes", "lead_id", "leads"),
    ("activities", "lead_id", "leads"),
    ("activities", "account_id", "accounts"),
    ("activities", "rep_id", "reps"),
    ("orders", "account_id", "accounts"),
    ("orders", "lead_id", "leads"),
    ("signals", "account_id", "accounts"),
)


def orphans(history: History, as_of: pd.Timestamp) -> Finding | None:
    """References to accounts, leads or reps that their table does not have; tables without any row are not asked."""
    found, total = [], 0
    for name, column, owner in LINKS:
        asked = history[name][column].notna() & (history[name][RECORDED] <= as_of) & bool(len(history[owner]))
        total += int(asked.sum())
        bad = asked & ~among(history[name][column], history[owner][column])
        rows = shown(history, name, bad, column).rename(columns={column: "unknown"})
        found.append(rows.assign(column=column))
    orphaned = pd.concat(found)
    counts = (orphaned["table"] + "." + orphaned["column"]).value_counts()
    where = ", ".join(f"{place} {n:,}" for place, n in counts.items())
    return report(history, "orphans", "error", orphaned, total, {"where": where})


def unassigned(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Open leads without a rep, where leads have reps at all."""
    if history["leads"]["rep_id"].isna().all():
        return None
    leads = open_leads(history)
    leads = leads[leads["created_at"] <= as_of]
    bad = leads[leads["rep_id"].isna()]
    return report(history, "unassigned", "warning", bad[["lead_id", "created_at", "source"]], len(leads))


def owner_left(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Open leads whose rep has left by `as_of`."""
    leads = open_leads(history)
    left = looked_up(current(history, "reps").set_index("rep_id")["left_at"], leads["rep_id"])
    bad = leads.assign(left_at=left)[left <= as_of]
    return report(history, "owner_left", "warning", bad[["lead_id", "rep_id", "left_at"]], len(leads))


def reps_overlapping(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Reps of one name who work at the same time under two ids: one person counted twice."""
    reps = current(history, "reps")
    reps = reps[reps["joined_at"] <= as_of]
    name = reps["name"].str.normalize("NFKC").str.casefold().str.split().str.join(" ")
    rows = reps.assign(same=name, until=reps["left_at"].fillna(as_of)).sort_values(["same", "joined_at"], kind="stable")
    before = rows.groupby("same")["until"].cummax().groupby(rows["same"]).shift()
    first = rows["rep_id"].groupby(rows["same"]).transform("first")
    bad = rows.assign(same_as=first)[rows["joined_at"] < before]
    return report(history, "reps_overlapping", "warning", bad[["rep_id", "same_as", "name"]], len(reps))
