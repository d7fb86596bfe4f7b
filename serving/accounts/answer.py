"""The answer about one account or lead, put together from what is known and what the model says."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from itertools import chain
from typing import TypeVar

import numpy as np
import pandas as pd

from history.tables import TERMINAL_STAGES
from models.dossier import Dossier
from models.evidence import Evidence
from models.plans import Plan, Planned
from models.reasons import Reason
from serving.accounts.accounts import OpenLead, open_leads, place_of, who
from serving.accounts.kept import Kept
from serving.accounts.timeline import Item, Timeline
from serving.accounts.weekly import WEEKS, weekly_scores
from serving.schemas.accounts import ItemOut, OpenLeadOut, ProfileAnswer, ProfileScoreOut, WeeklyOut
from serving.schemas.evidence import TextOut
from serving.schemas.outreach import PlanOut
from serving.schemas.scores import ChangeOut, Interval, ReasonOut
from serving.schemas.today import PersonOut
from serving.scores.explaining import changed, reasons
from serving.scores.opening import Live

# Touches at which people sit together; other businesses' own kinds stand in the timeline alone.
MEETINGS = ("meeting", "demo", "site_visit")
Made = TypeVar("Made")
Place = tuple[str, tuple[str, ...]]


def timeline_of(live: Live, kept: Kept, dossier: Dossier) -> Timeline:
    """The timeline of the dossier, sorted once."""
    return kept.get(live, ("timeline", dossier.entity, dossier.id, dossier.as_of), lambda: Timeline(dossier))


def profile(live: Live, kept: Kept, dossier: Dossier, planned: Planned | None, *, with_change: bool) -> ProfileAnswer:
    """All that the page of one account or lead shows, but for its timeline; `planned` is None where none were asked."""
    as_of = pd.Timestamp(dossier.as_of)
    place = place_of(live, dossier.entity, dossier.id)
    timeline = timeline_of(live, kept, dossier)

    def once(what: str, make: Callable[[], Made]) -> Made:
        return kept.get(live, (what, dossier.entity, dossier.id, dossier.as_of), make)

    scores = [] if place is None else once("weekly", lambda: weekly_scores(live, dossier.id, as_of))
    why = [] if place is None else once("reasons", lambda: reasons(live, [place])[0])
    change = None if place is None or not with_change else once("change", lambda: changed(live, [place])[0])
    plans = planned.plans if planned else ()
    cited = cited_by([*why, *(change.because if change else ())], plans)
    return ProfileAnswer(
        entity=dossier.entity,
        id=dossier.id,
        **who(live, dossier),
        as_of=dossier.as_of,
        model=live.model,
        horizon_days=live.horizon_days,
        simulated=live.simulated,
        score=None if place is None else _score(live, place),
        scores=[WeeklyOut(**asdict(week)) for week in scores],
        events=once("events", lambda: _events(dossier, timeline)),
        open_leads=[_open_lead_out(lead) for lead in once("leads", lambda: open_leads(live, dossier))],
        reasons=[ReasonOut.model_validate(reason.to_json()) for reason in why],
        change=None if change is None else ChangeOut.model_validate(change.to_json()),
        plans=[PlanOut.of(plan) for plan in plans],
        held_out=planned.held_out if planned else None,
        cited=[item_out(each) for each in timeline.where(lambda row: (row.table, row.key) in cited)],
    )


def _open_lead_out(lead: OpenLead) -> OpenLeadOut:
    stage = None if lead.stage_name is None else TextOut.of(lead.stage_name)
    return OpenLeadOut(**asdict(lead) | {"stage_name": stage})


def cited_by(why: Sequence[Reason], plans: Sequence[Plan]) -> frozenset[Place]:
    """The table and the key of each row that stands behind a word of them."""
    of_points = (point.evidence for plan in plans for point in plan.points)
    of_times = (plan.best_time.evidence for plan in plans)
    every = chain(*(reason.evidence for reason in why), *of_points, *of_times)
    return frozenset((each.table, each.key) for each in every)


def item_out(item: Item) -> ItemOut:
    """A row of a timeline as the API gives it."""
    rep = None if item.rep_id is None else PersonOut(id=item.rep_id, name=item.rep_name)
    return ItemOut(
        **{**asdict(item.evidence), "key": list(item.evidence.key)},
        **item.text._asdict(),
        lead_id=item.lead_id,
        rep=rep,
        topics=list(item.topics),
    )


def _score(live: Live, place: int) -> ProfileScoreOut:
    book = live.book
    return ProfileScoreOut(
        probability=book.scores.probability[place],
        interval=Interval(low=book.scores.low[place], high=book.scores.high[place]),
        grade=book.grade[place],
        percentile=book.percentiles(np.array([place]))[0],
        trend=book.trend[place],
    )


def _events(dossier: Dossier, timeline: Timeline) -> list[ItemOut]:
    since = dossier.as_of - timedelta(weeks=WEEKS - 1)
    return [item_out(each) for each in timeline.where(lambda told: told.at >= since and _is_marked(told))]


def _is_marked(told: Evidence) -> bool:
    """Whether the row is of those that a reader of scores looks for."""
    return (
        told.table in ("orders", "signals")
        or (told.table == "stage_changes" and told.kind in TERMINAL_STAGES)
        or (told.table == "activities" and told.kind in MEETINGS)
    )
