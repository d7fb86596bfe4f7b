"""What the course of a lead tells of its fall: stuck, sent back, a skipped stage, its rep gone or busier."""

import math
from itertools import pairwise

import numpy as np

from models.dossier import Row
from models.reasons.words import listed, stage_name
from models.today.case import Case, cited
from models.today.result import Cause
from models.today.texts import percent, say

# A rep's load has risen where it is up by so many leads, and by this share.
MORE_LEADS = 3
MORE_SHARE = 0.2


def stuck(case: Case) -> Cause | None:
    """In its stage for longer than most leads stay there."""
    now = case.moves[-1] if case.moves else None
    if now is None or now["stage"] not in case.habits.dwell:
        return None
    usual, days = case.habits.dwell[now["stage"]], case.days_since(now.at)
    if days <= usual:
        return None
    share = percent(case.habits.share)
    text = say("stuck", stage=stage_name(now["stage"]), days=days, share=share, usual=math.ceil(usual))
    return Cause("stuck", text, cited(now))


def back(case: Case) -> Cause | None:
    """Its last step, within thirty days, was to an earlier stage."""
    step = _last_step(case)
    if step is None or step[2] >= 0:
        return None
    before, after, _ = step
    text = say("back", moved=case.local(after.at), before=stage_name(before["stage"]), after=stage_name(after["stage"]))
    return Cause("back", text, cited(before, after))


def skipped(case: Case) -> Cause | None:
    """Its last step, within thirty days, left out a stage that it has never been in."""
    step = _last_step(case)
    if step is None or step[2] < 2:
        return None
    before, after, length = step
    first = case.stages.index(before["stage"]) + 1
    been = {row["stage"] for row in case.moves}
    past = [name for name in case.stages[first : first + length - 1] if name not in been]
    if not past:
        return None
    text = say(
        "skipped",
        moved=case.local(after.at),
        before=stage_name(before["stage"]),
        after=stage_name(after["stage"]),
        past=listed(say("quoted", what=stage_name(name)) for name in past),
    )
    return Cause("skipped", text, cited(before, after))


def _last_step(case: Case) -> tuple[Row, Row, int] | None:
    """The last two stages of a lead and how many ranks lie between them."""
    steps = list(pairwise(case.moves))
    if not steps or not case.is_recent(steps[-1][1].at):
        return None
    before, after = steps[-1]
    if before["stage"] not in case.stages or after["stage"] not in case.stages:
        return None
    return before, after, case.stages.index(after["stage"]) - case.stages.index(before["stage"])


def rep_left(case: Case) -> Cause | None:
    """The rep whom it names has left."""
    rep = case.dossier.reps.get(case.lead["rep_id"])
    if rep is None or rep["left_at"] is None or rep["left_at"] > case.dossier.as_of:
        return None
    text = say("rep-left", rep=rep["name"], left=case.local(rep["left_at"]))
    return Cause("rep-left", text, cited(case.lead, rep))


def load(case: Case) -> Cause | None:
    """The rep has many more open leads than a week ago."""
    before, now = case.load
    if not np.isfinite([before, now]).all() or now - before < max(MORE_LEADS, MORE_SHARE * before):
        return None
    rep = case.dossier.reps.get(case.lead["rep_id"])
    name = rep["name"] if rep else case.lead["rep_id"]
    return Cause("load", say("load", rep=name, now=int(now), before=int(before)), cited(case.lead))
