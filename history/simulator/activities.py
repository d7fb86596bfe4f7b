"""What reps and accounts do: touches on open leads, within the reps' capacity, and visits to our web pages."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from history.simulator.chance import Floats, Ints, poisson
from history.simulator.course import Course
from history.simulator.days import HOUR, times
from history.simulator.funnel import NO_CHANGE
from history.simulator.market import LEVELS, happenings
from history.simulator.names import DETAILS, ids, where
from history.simulator.rows import late, stage_times
from history.simulator.tenure import Tenure

KINDS = np.array(["call", "email", "meeting", "demo", "site_visit", "quote", "web_visit"], dtype=object)
CALL, EMAIL, MEETING, DEMO, SITE_VISIT, QUOTE, WEB_VISIT = range(7)
# What the outbound touches are, by where the lead is on its way from the first to the last stage.
KIND_BY_STAGE = np.array(
    [
        [0.60, 0.40, 0.00, 0.00, 0.00, 0.00],
        [0.50, 0.35, 0.10, 0.03, 0.02, 0.00],
        [0.35, 0.30, 0.15, 0.14, 0.06, 0.00],
        [0.30, 0.25, 0.15, 0.08, 0.07, 0.15],
        [0.35, 0.20, 0.25, 0.02, 0.08, 0.10],
    ]
)
OUT_BY_STAGE = np.array((0.35, 0.25, 0.28, 0.32, 0.38))
IN_BY_STATE = np.array((0.015, 0.04, 0.1, 0.14))
MINUTES = np.array((5, np.nan, 45, 60, 120, np.nan, np.nan))
WEB_RATE = 0.009
WEB_BY_STATE = np.array((1.0, 3.0, 5.0, 4.0))


@dataclass(frozen=True)
class _Touches:
    lead: Ints
    account: Ints
    day: Ints
    turn: Ints
    kind: Ints
    inbound: NDArray[np.bool_]
    at: Ints
    rep: Ints


def activity_rows(course: Course, tenure: Tenure) -> pd.DataFrame:
    """All activities in the order of their times. A web visit belongs to the account alone and has no rep."""
    parts = [_touches(course, tenure, inbound=False), _touches(course, tenure, inbound=True), _visits(course)]
    every = {field: np.concatenate([getattr(part, field) for part in parts]) for field in _Touches.__annotations__}
    order = np.lexsort((every["lead"], every["account"], every["kind"], every["at"]))
    all_of = _Touches(**{field: values[order] for field, values in every.items()})
    return _rows(course, all_of)


def _rows(course: Course, done: _Touches) -> pd.DataFrame:
    keys = (done.day, done.lead + 1, done.account, done.turn, done.kind)
    spread = np.exp(0.5 * course.chance.normal("minutes", *keys))
    recorded = late(done.at, course.chance, "activity", *keys)
    columns = {
        "activity_id": ids("T", np.arange(len(done.at))),
        "lead_id": where(done.lead >= 0, ids("L", np.maximum(done.lead, 0))),
        "account_id": ids("A", done.account),
        "kind": KINDS[done.kind],
        "happened_at": times(done.at),
        "rep_id": where(done.rep >= 0, ids("R", np.maximum(done.rep, 0))),
        "direction": np.where(done.inbound, "in", "out"),
        "duration_s": np.round(60 * MINUTES[done.kind] * spread),
        "details": DETAILS,
        "recorded_at": times(np.where(done.kind == WEB_VISIT, done.at + 60, recorded)),
    }
    return pd.DataFrame(columns)


def _touches(course: Course, tenure: Tenure, *, inbound: bool) -> _Touches:
    funnel, chance = course.funnel, course.chance
    lead, day = funnel.lead.astype(np.int64), funnel.day.astype(np.int64)
    rep = tenure.rep_on(lead, day)
    account = course.leads.account[lead]
    if inbound:
        counts = poisson(chance.uniform("inbound", day, lead), IN_BY_STATE[course.market.states[day, account]])
    else:
        counts = poisson(chance.uniform("outbound", day, lead), _manageable(course, rep, day))
        # A lead does not change its stage without anybody having spoken.
        counts = np.maximum(counts, funnel.change >= 0)
    row = np.repeat(np.arange(len(lead)), counts)
    turn = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts) + 10 * inbound
    at = course.days.at(day[row], _second(course, row, turn))
    kind = _kinds(course, row, turn, inbound=inbound)
    return _Touches(lead[row], account[row], day[row], turn, kind, np.full(len(row), inbound), at, rep[row])


def _manageable(course: Course, rep: Ints, day: Ints) -> Floats:
    """The outbound touches that each lead can expect, once all that a rep would like to do fits into the day."""
    wanted = _by_stage(OUT_BY_STAGE, course)[course.funnel.stage]
    queue = rep * (course.config.days + 1) + day
    asked = np.bincount(queue, weights=wanted, minlength=1)
    share = np.minimum(1, course.config.rep_capacity / np.maximum(asked, 1e-9))
    return np.asarray(wanted * share[queue], dtype=np.float64)


def _second(course: Course, row: Ints, turn: Ints) -> Floats:
    """Seconds of the day, in office hours, and before the stage change of that day if there is one."""
    lead, day = course.funnel.lead[row].astype(np.int64), course.funnel.day[row].astype(np.int64)
    until = np.where(course.funnel.change[row] != NO_CHANGE, stage_times(course, lead, day), 18.5 * HOUR)
    begin = 8.75 * HOUR
    return begin + course.chance.uniform("touch time", day, lead, turn) * (until - 60 - begin)


def _kinds(course: Course, row: Ints, turn: Ints, *, inbound: bool) -> Ints:
    lead, day = course.funnel.lead[row].astype(np.int64), course.funnel.day[row].astype(np.int64)
    drawn = course.chance.uniform("kind", day, lead, turn)
    if inbound:
        return np.where(drawn < 0.45, CALL, EMAIL)
    steps = np.cumsum(_by_stage(KIND_BY_STAGE, course), axis=1)[:, :-1]
    return np.asarray((drawn[:, None] > steps[course.funnel.stage[row]]).sum(axis=1), dtype=np.int64)


def _by_stage(table: Floats, course: Course) -> Floats:
    """The rows of `table` for the stages of this world, the nearest ones where it has fewer or more."""
    picked = np.round(np.linspace(0, len(table) - 1, len(course.config.stages))).astype(np.int64)
    return np.asarray(table[picked], dtype=np.float64)


def _visits(course: Course) -> _Touches:
    market, days = course.market, course.days
    eager = WEB_RATE * np.exp(0.3 * LEVELS[market.level])

    def rates(day: int) -> Floats:
        open_day = days.working[day] * (market.known_from <= day)
        return np.asarray(eager * WEB_BY_STATE[market.states[day]] * open_day, dtype=np.float64)

    day, account = happenings("web visit", course.config.days, rates, course.chance)
    at = days.at(day, (8 + 12 * course.chance.uniform("visit time", day, account)) * HOUR)
    none, kind = np.full(len(day), -1), np.full(len(day), WEB_VISIT)
    return _Touches(none, account, day, np.zeros_like(day), kind, np.ones(len(day), dtype=np.bool_), at, none)
