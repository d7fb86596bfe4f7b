"""Causes and habits on a simulated business, against slow loops over its rows that share nothing with the code."""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from features.calendar import is_working_day
from history.record import History
from history.simulator import WorldConfig, simulate
from models.dossier import dossiers
from models.today.calendar import WorkingDays
from models.today.case import Case
from models.today.causes import causes_of
from models.today.habits import Habits, habits_of
from models.today.settings import TodaySettings

OPEN = ("新建", "已联系", "需求确认", "方案报价", "商务谈判")
MET = ("meeting", "demo", "site_visit")
Rows = list[dict[str, Any]]


class Told:
    """What was known at `now`, as plain rows in the order of their times."""

    def __init__(self, history: History, now: datetime) -> None:
        self.now = now
        self.leads: dict[str, dict[str, Any]] = {}
        for row in sorted(self._rows(history, "leads", "created_at"), key=lambda row: row["recorded_at"]):
            self.leads[row["lead_id"]] = row
        self.reps = {row["rep_id"]: row for row in self._rows(history, "reps", "joined_at")}
        self.touches: dict[str, Rows] = defaultdict(list)
        for row in self._rows(history, "activities", "happened_at"):
            self.touches[row["lead_id"]].append(row)
        self.moves: dict[str, Rows] = defaultdict(list)
        for row in self._rows(history, "stage_changes", "changed_at"):
            if not self.moves[row["lead_id"]] or self.moves[row["lead_id"]][-1]["stage"] != row["stage"]:
                self.moves[row["lead_id"]].append(row)

    def _rows(self, history: History, table: str, at: str) -> Rows:
        rows = [
            {name: None if value != value or value is pd.NaT else value for name, value in row.items()}
            for row in history[table].to_dict("records")
        ]
        known = [row for row in rows if row["recorded_at"] <= self.now and row[at] <= self.now]
        return sorted(known, key=lambda row: row[at])

    def end(self, lead: str) -> datetime | None:
        """When it ended."""
        return next((row["changed_at"] for row in self.moves[lead] if row["stage"] in ("won", "lost")), None)


def local(moment: datetime) -> date:
    """The day in Shanghai."""
    return (moment + timedelta(hours=8)).date()


def worked(start: datetime, end: datetime) -> int:
    """Working days after the first day, up to the last."""
    days = (local(end) - local(start)).days
    return sum(is_working_day(local(start) + timedelta(days=step), "CN") for step in range(1, days + 1))


def kaplan_meier(cases: Sequence[tuple[float, bool]], share: float = 0.8) -> float | None:
    """The least duration by which `share` are over; one that goes on leaves the count after its time."""
    if sum(over for _, over in cases) < 20:
        return None
    left = 1.0
    for time in sorted({length for length, over in cases if over}):
        at_risk = sum(length >= time for length, _ in cases)
        left *= 1 - sum(over and length == time for length, over in cases) / at_risk
        if left <= 1 - share + 1e-12:
            return time
    return None


def slow_habits(told: Told) -> Habits:
    """Loops over leads, their moves and touches."""
    dwell, gap = defaultdict(list), defaultdict(list)
    response, reply = [], []
    for lead, row in told.leads.items():
        last = told.end(lead) or told.now
        moves, touches = told.moves[lead], told.touches[lead]
        for place, move in enumerate(moves):
            if move["stage"] in OPEN:
                until = moves[place + 1]["changed_at"] if place + 1 < len(moves) else None
                stayed = ((until or told.now) - move["changed_at"]).total_seconds() / 86_400
                dwell[move["stage"]].append((stayed, until is not None))
        for place, touch in enumerate(touches):
            after = touches[place + 1]["happened_at"] if place + 1 < len(touches) else None
            days = worked(touch["happened_at"], after or max(last, touch["happened_at"]))
            entered = [move for move in moves if move["stage"] in OPEN and move["changed_at"] <= touch["happened_at"]]
            if days > 0 and entered:
                gap[entered[-1]["stage"]].append((days, after is not None))
            if touch["direction"] == "in":
                later = next((each for each in touches[place + 1 :] if each["direction"] == "out"), None)
                until = later["happened_at"] if later else max(last, touch["happened_at"])
                reply.append((worked(touch["happened_at"], until), later is not None))
        first = next(
            (t["happened_at"] for t in touches if t["direction"] == "out" and t["happened_at"] >= row["created_at"]),
            None,
        )
        response.append((worked(row["created_at"], first or max(last, row["created_at"])), first is not None))
    by_stage = [{name: kaplan_meier(cases) for name, cases in found.items()} for found in (dwell, gap)]
    known = [{name: value for name, value in found.items() if value is not None} for found in by_stage]
    return Habits(0.8, *known, kaplan_meier(response), kaplan_meier(reply), two_way=True)


def slow_causes(told: Told, lead: str, habits: Habits) -> set[str]:
    """Which causes a lead has, each by its definition."""
    moves = [move for move in told.moves[lead] if move["stage"] in OPEN]
    waits = slow_waiting(told, lead, habits)
    left = told.reps.get(told.leads[lead]["rep_id"], {}).get("left_at")
    holds = {
        "rep-left": left is not None and left <= told.now,
        "waiting": waits,
        "quote-unanswered": slow_quote(told, lead, moves),
        "late": slow_late(told, lead, habits),
        "silent": not waits and slow_silent(told, lead, habits, moves),
        **slow_course(told.now, moves, habits),
    }
    return {key for key, true in holds.items() if true}


def times(touches: Rows, direction: str) -> list[datetime]:
    """When one side did something; a meeting counts for both."""
    return [touch["happened_at"] for touch in touches if touch["direction"] == direction or touch["kind"] in MET]


def slow_waiting(told: Told, lead: str, habits: Habits) -> bool:
    """Nothing of ours at or after the customer's last word, for longer than usual."""
    touches = told.touches[lead]
    asked = [touch["happened_at"] for touch in touches if touch["direction"] == "in" and touch["kind"] not in MET]
    if not asked or habits.reply is None or max(times(touches, "out"), default=asked[0]) > asked[-1]:
        return False
    return worked(asked[-1], told.now) > habits.reply


def slow_quote(told: Told, lead: str, moves: Rows) -> bool:
    """Neither an answer nor a step after the last quote, for three days."""
    sent = [touch["happened_at"] for touch in told.touches[lead] if touch["kind"] == "quote"]
    after = [*times(told.touches[lead], "in"), *(move["changed_at"] for move in moves)]
    return bool(sent) and told.now - sent[-1] >= timedelta(hours=72) and not any(at > sent[-1] for at in after)


def slow_late(told: Told, lead: str, habits: Habits) -> bool:
    """The first of our touches came late, not long ago, or is missing."""
    created = told.leads[lead]["created_at"]
    first = min((at for at in times(told.touches[lead], "out") if at >= created), default=None)
    slow = habits.response is not None and worked(created, first or told.now) > habits.response
    return slow and (first is None or told.now - first <= timedelta(days=30))


def slow_silent(told: Told, lead: str, habits: Habits, moves: Rows) -> bool:
    """The last touch is longer ago than is usual."""
    at = [touch["happened_at"] for touch in told.touches[lead]]
    gaps = sorted(days for a, b in pairwise(at) if (days := worked(a, b)))
    usual = habits.gap.get(moves[-1]["stage"]) if moves else None
    if len(gaps) >= 5:
        usual = gaps[math.ceil(0.8 * (len(gaps) - 1))]
    return bool(at) and usual is not None and worked(at[-1], told.now) > usual


def slow_course(now: datetime, moves: Rows, habits: Habits) -> dict[str, bool]:
    """Stuck, sent back, a stage left out."""
    if not moves:
        return {}
    rank = [OPEN.index(move["stage"]) for move in moves]
    fresh = len(moves) > 1 and now - moves[-1]["changed_at"] <= timedelta(days=30)
    return {
        "stuck": (now - moves[-1]["changed_at"]).days > habits.dwell.get(moves[-1]["stage"], math.inf),
        "back": fresh and rank[-1] < rank[-2],
        "skipped": fresh and bool(set(range(rank[-2] + 1, rank[-1])) - set(rank)),
    }


@pytest.fixture(scope="module")
def world() -> History:
    """A simulated business of which everything fits into loops."""
    return simulate(WorldConfig(accounts=90, days=220), 11).history


@pytest.mark.parametrize("days_back", [0, 60])
def test_causes_and_habits_are_those_of_slow_loops(world: History, days_back: int) -> None:
    """Of every lead that is open at the moment."""
    as_of = pd.Timestamp(world.last_recorded) - timedelta(days=days_back)
    told, known = Told(world, as_of.to_pydatetime()), world.known_by(as_of)
    days = WorkingDays(world.business, known["leads"]["created_at"].min() - timedelta(days=30), as_of)
    habits = habits_of(known, as_of, days, 0.8)

    expected = slow_habits(told)
    for name in ("dwell", "gap", "response", "reply"):
        assert getattr(expected, name) == pytest.approx(getattr(habits, name)), name

    still = [lead for lead in told.leads if told.end(lead) is None]
    assert len(still) > 15
    causes = set()
    for name, dossier in dossiers(world, "lead", still, as_of).items():
        found = causes_of(Case(dossier, habits, TodaySettings(), days, OPEN, (np.nan, np.nan)))
        assert slow_causes(told, name, expected) == {cause.key for cause in found}, name
        causes |= {cause.key for cause in found}
    assert len(causes) >= 3
