"""The open leads that are most at risk, for everybody and for each rep and region, with what goes along with it."""

from typing import Any

import numpy as np
import pandas as pd

from models.dossier import Dossier, dossiers
from models.open_leads import OpenLeads
from models.today.at_risk import BACK, falls
from models.today.calendar import WorkingDays
from models.today.case import Case
from models.today.causes import causes_of
from models.today.ground import Ground
from models.today.habits import Habits, habits_of
from models.today.reading import Sight, readings
from models.today.result import AtRisk, Cause
from models.today.stakes import account_of, stakes_of

MOST = 3


def slipping(ground: Ground, model: OpenLeads) -> list[AtRisk]:
    """Leads whose chance fell, those with most at stake first: by the fall times the value, where values are known.

    For each rep and region the first three are among them, so that the three of any choice of these are.
    """
    fallen = falls(ground.known, ground.spec, model, ground.as_of)
    ranked = _ranked(ground, fallen.rows)
    chosen = ranked.groupby([ranked["rep"].fillna(""), ranked["region"].fillna("")], sort=False).head(MOST)
    if chosen.empty:
        return []
    found = dossiers(ground.known, "lead", list(chosen.index), ground.as_of)
    first = min(ground.known[name][column].min() for name, column in _STARTS if len(ground.known[name]))
    days = WorkingDays(ground.known.business, first, ground.as_of)
    habits = habits_of(ground.known, ground.as_of, days, ground.settings.usual)
    cases = {lead: _case(ground, found[lead], habits, days) for lead in map(str, chosen.index)}
    causes = {lead: causes_of(case) for lead, case in cases.items()}
    bare = [lead for lead, told in causes.items() if not told]
    then = dossiers(ground.known, "lead", bare, ground.as_of - BACK)
    old = Sight(fallen.then.loc[bare], [then[lead] for lead in bare])
    causes |= zip(bare, readings(model, old, Sight(fallen.now.loc[bare], [found[lead] for lead in bare])), strict=True)
    return [_at_risk(ground, row, cases[str(lead)], causes[str(lead)]) for lead, row in chosen.iterrows()]


_STARTS = (("leads", "created_at"), ("activities", "happened_at"), ("stage_changes", "changed_at"))


def _ranked(ground: Ground, rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows[rows["now"] < rows["before"]]
    stakes = stakes_of(ground, "lead", list(rows.index), list(rows["region"]), list(rows["industry"]))
    fall = rows["before"] - rows["now"]
    rows = rows.assign(fall=fall, value=stakes.value, told=stakes.told, at_stake=fall * stakes.value)
    rows["rep"] = ground.owners.leads["rep_id"].reindex(rows.index)
    rows["id"] = rows.index
    return rows.sort_values(["at_stake", "fall", "id"], ascending=[False, False, True], kind="stable")


def _case(ground: Ground, dossier: Dossier, habits: Habits, days: WorkingDays) -> Case:
    rep = dossier.leads[dossier.id]["rep_id"]
    return Case(dossier, habits, ground.settings, days, ground.spec.stages, ground.rep_load(rep))


def _at_risk(ground: Ground, row: Any, case: Case, causes: tuple[Cause, ...]) -> AtRisk:
    lead, now = case.dossier.id, case.moves[-1] if case.moves else None
    account = account_of(ground, lead)
    return AtRisk(
        lead_id=lead,
        account_id=account,
        name=ground.owners.accounts.get(account) if account else None,
        region=row["region"],
        rep=ground.owners.of_lead(lead),
        stage=now["stage"] if now else None,
        since=now.at if now else None,
        value=_number(row["value"]),
        value_told=bool(row["told"]),
        before=float(row["before"]),
        now=float(row["now"]),
        at_stake=_number(row["at_stake"]),
        causes=causes,
    )


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
