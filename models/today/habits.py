"""What is usual in this business, as known at a moment: how long things take, cases still running counted in.

Durations are cut short by the moment of looking, the long ones most. The share that is over after d days is therefore
estimated by Kaplan and Meier, "Nonparametric estimation from incomplete observations", 1958.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import CensoredData, ecdf

from features.touches import INBOUND, OUTBOUND
from history.record import History
from history.tables import TABLES, TERMINAL_STAGES
from models.today.calendar import WorkingDays

LEAST_CASES = 20


@dataclass(frozen=True)
class Habits:
    """After how long the wanted share of cases is over; a stage is missing, a number None, where too few tell.

    `dwell` are the days that leads stay in a stage. In working days: `gap`, from one touch of a lead to the next, by
    its stage at the first; `response`, from a lead to its first touch by us; `reply`, from the customer's touch to
    ours. `two_way` says whether activities tell their direction.
    """

    share: float
    dwell: Mapping[str, float]
    gap: Mapping[str, float]
    response: float | None
    reply: float | None
    two_way: bool


def usual(durations: npt.ArrayLike, over: npt.ArrayLike, share: float) -> float | None:
    """The least duration after which at least `share` of cases are over; those not `over` went on at least so long.

    None where fewer than twenty are over, or so many go on that the share is never reached.
    """
    length, done = np.asarray(durations, dtype=np.float64), np.asarray(over, dtype=bool)
    if done.sum() < LEAST_CASES:
        return None
    left = ecdf(CensoredData(uncensored=length[done], right=length[~done])).sf
    reached = np.flatnonzero(left.probabilities <= 1 - share + 1e-12)
    return float(left.quantiles[reached[0]]) if len(reached) else None


def habits_of(known: History, as_of: pd.Timestamp, days: WorkingDays, share: float) -> Habits:
    """Learned from `known`, all of which was recorded by `as_of`."""
    known = History(
        {name: rows[rows[TABLES[name].happened] <= as_of] for name, rows in known.tables.items()}, known.business
    )
    ended = _ended(known)
    spells, touches = _spells(known), _touches(known, ended, as_of)
    stayed = (spells["until"].fillna(as_of) - spells["since"]).dt.total_seconds() / 86_400
    dwell = {
        str(stage): usual(stayed[rows.index], rows["until"].notna(), share) for stage, rows in spells.groupby("stage")
    }
    two_way = bool(touches["inbound"].any() and touches["outbound"].any())
    return Habits(
        share=share,
        dwell={stage: length for stage, length in dwell.items() if length is not None},
        gap=_gaps(touches, spells, days, share),
        response=_response(_created(known, ended, as_of), touches, days, share),
        reply=_reply(touches, days, share) if two_way else None,
        two_way=two_way,
    )


def _ended(known: History) -> pd.Series:
    """When each lead ended first, by its id."""
    rows = known["stage_changes"]
    return rows[rows["stage"].isin(TERMINAL_STAGES)].groupby("lead_id")["changed_at"].min()


def _spells(known: History) -> pd.DataFrame:
    """Every stay of a lead in an open stage: lead_id, stage, since, until (unknown while it lasts)."""
    rows = known["stage_changes"].sort_values(["lead_id", "changed_at"], kind="stable")
    moved = (rows["lead_id"] != rows["lead_id"].shift()) | (rows["stage"] != rows["stage"].shift())
    rows = rows[moved]
    until = rows["changed_at"].shift(-1).where(rows["lead_id"] == rows["lead_id"].shift(-1))
    spells = rows[["lead_id", "stage"]].assign(since=rows["changed_at"], until=until)
    return spells[~spells["stage"].isin(TERMINAL_STAGES)].reset_index(drop=True)


def _touches(known: History, ended: pd.Series, as_of: pd.Timestamp) -> pd.DataFrame:
    """The touches of leads in the order of their times: lead_id, at, inbound, outbound; `last` is when it can be seen
    to have had no other one yet: at the lead's end, else now."""
    rows = known["activities"]
    rows = rows[rows["lead_id"].notna()]
    direction = rows["direction"].str.strip().str.lower()
    last = ended.reindex(rows["lead_id"]).set_axis(rows.index).fillna(as_of)
    touches = rows[["lead_id"]].assign(
        at=rows["happened_at"],
        inbound=direction.isin(INBOUND),
        outbound=direction.isin(OUTBOUND),
        last=last.clip(lower=rows["happened_at"]),
    )
    return touches.sort_values("at", kind="stable", ignore_index=True)


def _created(known: History, ended: pd.Series, as_of: pd.Timestamp) -> pd.DataFrame:
    """Every lead by id: when it was created (`at`), and until when it can be seen (`last`)."""
    at = known["leads"].groupby("lead_id")["created_at"].min()
    last = ended.reindex(at.index).fillna(as_of)
    return pd.DataFrame({"at": at, "last": last.clip(lower=at)})


def _gaps(touches: pd.DataFrame, spells: pd.DataFrame, days: WorkingDays, share: float) -> dict[str, float]:
    if touches.empty or spells.empty:
        return {}
    following = touches.groupby("lead_id")["at"].shift(-1)
    gap = days.between(touches["at"], following.fillna(touches["last"]))
    touches = touches.assign(over=following.notna(), gap=gap)[gap > 0]
    entered = spells.sort_values("since", kind="stable")
    staged = pd.merge_asof(touches, entered, left_on="at", right_on="since", by="lead_id")
    found = {str(stage): usual(rows["gap"], rows["over"], share) for stage, rows in staged.groupby("stage")}
    return {stage: length for stage, length in found.items() if length is not None}


def _response(created: pd.DataFrame, touches: pd.DataFrame, days: WorkingDays, share: float) -> float | None:
    """Every lead, from `at` when it was created to its first touch by us (any, where no direction is told)."""
    ours = touches[touches["outbound"]] if touches["outbound"].any() else touches
    ours = ours[ours["at"] >= ours["lead_id"].map(created["at"])]
    first = ours.groupby("lead_id")["at"].min().reindex(created.index)
    return usual(days.between(created["at"], first.fillna(created["last"])), first.notna(), share)


def _reply(touches: pd.DataFrame, days: WorkingDays, share: float) -> float | None:
    """Every touch by the customer, to the next one by us."""
    later = touches["at"].where(touches["outbound"])[::-1].groupby(touches["lead_id"][::-1]).ffill()[::-1]
    asked = touches["inbound"]
    found = later[asked]
    return usual(days.between(touches["at"][asked], found.fillna(touches["last"][asked])), found.notna(), share)
