"""Checks of the funnel: stages, and how leads begin, move and end."""

import json

import pandas as pd

from history.doctor.finding import Finding, Severity, report
from history.doctor.state import among, created, current, ends, looked_up, open_leads, shown
from history.record import History
from history.tables import TERMINAL_STAGES

STILL = pd.Timedelta(days=30)
TOO_LONG = pd.Timedelta(days=365)
AFTERWARDS = pd.Timedelta(days=1)


def unlisted_stages(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Open stages that the settings do not list, with a list to paste."""
    changes = history["stage_changes"]
    changes = changes[~changes["stage"].isin(TERMINAL_STAGES) & (changes["changed_at"] <= as_of)]
    delay = changes["changed_at"] - looked_up(created(history), changes["lead_id"])
    usual = delay.groupby(changes["stage"]).agg(["size", "median"]).sort_values("median", kind="stable")
    new = usual[~usual.index.isin(history.business.stages)]
    rows = pd.DataFrame({"stage": new.index, "changes": new["size"].to_numpy()})
    # Stages of unknown leads have no usual moment and come last.
    order = json.dumps([*history.business.stages, *new.index], ensure_ascii=False)
    return report(history, "unlisted_stages", "warning", rows, details={"stages": order})


def unseen_stages(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Stages that the settings list and no lead ever reached."""
    changes = history["stage_changes"]
    seen = changes.loc[changes["changed_at"] <= as_of, "stage"].unique()
    unseen = [stage for stage in history.business.stages if len(changes) and stage not in seen]
    rows = pd.DataFrame({"stage": unseen})
    return report(history, "unseen_stages", "warning", rows, len(history.business.stages))


def after_end(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Stage changes after a lead was won or lost, and activities more than a day after it."""
    ended = ends(history)
    changes, activities = history["stage_changes"], history["activities"]
    moved = (changes["changed_at"] > looked_up(ended, changes["lead_id"])) & ~changes["stage"].isin(TERMINAL_STAGES)
    worked = activities["happened_at"] > looked_up(ended, activities["lead_id"]) + AFTERWARDS
    moved, worked = moved & (changes["changed_at"] <= as_of), worked & (activities["happened_at"] <= as_of)
    severity: Severity = "warning" if moved.any() else "note"
    rows = [
        shown(history, "stage_changes", moved, "stage"),
        shown(history, "activities", worked, "lead_id", "kind"),
    ]
    details = {"changes": f"{moved.sum():,}", "activities": f"{worked.sum():,}"}
    return report(history, "after_end", severity, pd.concat(rows), len(changes) + len(activities), details)


def ended_twice(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Leads that were won and lost, or ended more than once; only the first end counts."""
    changes = history["stage_changes"]
    final = changes[changes["stage"].isin(TERMINAL_STAGES) & (changes["changed_at"] <= as_of)]
    # The frame is in the order of lead and time, so the stages of one lead come as they happened.
    again = final[final["lead_id"].duplicated(keep=False)]
    rows = again.groupby("lead_id", sort=False).agg(ends=("stage", list), changed_at=("changed_at", "first"))
    return report(history, "ended_twice", "warning", rows.reset_index(), final["lead_id"].nunique())


def never_moved(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Leads older than 30 days without any stage change."""
    leads, changes = current(history, "leads"), history["stage_changes"]
    if changes.empty:
        return None
    bad = leads[~among(leads["lead_id"], changes["lead_id"]) & (leads["created_at"] < as_of - STILL)]
    severity: Severity = "warning" if history.business.stages else "note"
    return report(history, "never_moved", severity, bad[["lead_id", "created_at", "source"]], len(leads))


def open_too_long(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Leads open for more than 365 days, where ends are recorded at all."""
    if ends(history).empty:
        return None
    leads = open_leads(history)
    bad = leads[leads["created_at"] < as_of - TOO_LONG]
    return report(history, "open_too_long", "warning", bad[["lead_id", "created_at", "rep_id"]], len(leads))


def no_losses(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Leads are won, but none is ever lost."""
    changes = history["stage_changes"]
    past = changes[changes["changed_at"] <= as_of]
    if not past["stage"].eq("won").any() or past["stage"].eq("lost").any():
        return None
    return report(history, "no_losses", "note", open_leads(history)[["lead_id", "created_at"]])
