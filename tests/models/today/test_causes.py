"""What is told of a lead's fall, on leads made by hand."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from history.record import History
from history.settings import Business
from models.dossier import dossiers
from models.today.calendar import WorkingDays
from models.today.case import Case
from models.today.causes import causes_of
from models.today.habits import Habits
from models.today.result import Cause
from models.today.settings import TodaySettings

STAGES = ("新建", "需求", "报价", "谈判")
NOW = pd.Timestamp("2026-04-30T01:00Z")  # a Thursday, nine in the morning in Shanghai
HABITS = Habits(0.8, {"报价": 20.0}, {"报价": 4.0}, response=2.0, reply=1.0, two_way=True)


def ago(days: float) -> datetime:
    """A moment so many days before now."""
    return (NOW - timedelta(days=days)).to_pydatetime()


def case(
    touches: list[tuple[float, str, str]] = (),
    stages: Mapping[str, float] | None = None,
    created: float = 28,
    left: float | None = None,
    load: tuple[float, float] = (np.nan, np.nan),
    details: Mapping[str, Any] | None = None,
) -> Case:
    """A lead with touches (days ago, kind, direction) and the stages that it came to so many days ago."""
    changes = list((stages or {"新建": created, "报价": 12}).items())
    history = History.of(
        Business(stages=STAGES),
        leads=pd.DataFrame(
            [
                {
                    "lead_id": "L",
                    "created_at": ago(created),
                    "recorded_at": ago(created),
                    "rep_id": "R",
                    "account_id": "A",
                }
            ]
        ),
        reps=pd.DataFrame(
            [
                {
                    "rep_id": "R",
                    "name": "王芳",
                    "joined_at": ago(900),
                    "recorded_at": ago(900),
                    "left_at": None if left is None else ago(left),
                }
            ]
        ),
        stage_changes=pd.DataFrame(
            [{"lead_id": "L", "stage": name, "changed_at": ago(d), "recorded_at": ago(d)} for name, d in changes]
        ),
        activities=pd.DataFrame(
            columns=["activity_id"] if not touches else None,
            data=[
                {
                    "activity_id": f"T{place}",
                    "lead_id": "L",
                    "kind": kind,
                    "direction": direction,
                    "happened_at": ago(d),
                    "recorded_at": ago(d),
                    "details": json.dumps(details) if details and kind == "quote" else None,
                }
                for place, (d, kind, direction) in enumerate(touches)
            ],
        ),
    )
    days = WorkingDays(history.business, NOW - timedelta(days=900), NOW)
    dossier = dossiers(history, "lead", ["L"], NOW)["L"]
    return Case(dossier, HABITS, TodaySettings(), days, STAGES, load)


def told(found: Case) -> dict[str, Cause]:
    """The causes by key."""
    return {cause.key: cause for cause in causes_of(found)}


SOON = (27.5, "call", "out")
CALLED = (1.0, "call", "out")


@pytest.mark.parametrize(
    ("details", "key", "zh"),
    [
        (None, "quote-unanswered", "2026年4月25日发出的报价已有5天没有回音。"),
        ({"opened": False}, "quote-unopened", "2026年4月25日发出的报价，5天来一直没有打开。"),
        ({"viewed_at": "2026-04-26T09:00:00Z"}, "quote-opened", "2026年4月25日发出的报价客户看过，但5天来没有答复。"),
    ],
)
def test_a_quote_without_an_answer(details: dict[str, Any] | None, key: str, zh: str) -> None:
    """For 72 hours or longer, and whether it was opened where that is known; the quote is cited."""
    found = told(case([SOON, (5.0, "quote", "out"), CALLED], details=details))

    assert zh == found[key].text.zh
    assert [("T1",)] == [each.key for each in found[key].evidence]


@pytest.mark.parametrize(
    "touches",
    [
        [SOON, (2.9, "quote", "out")],
        [SOON, (5.0, "quote", "out"), (4.0, "email", "in"), CALLED],
        [SOON, (5.0, "quote", "out"), (4.0, "meeting", "out"), CALLED],
        [SOON, (5.0, "quote", "in"), CALLED],
    ],
)
def test_a_quote_that_is_fresh_or_answered_is_no_cause(touches: list[tuple[float, str, str]]) -> None:
    """By a message or by meeting; and a quote that came in is none of ours."""
    assert not any(key.startswith("quote") for key in told(case(touches)))


def test_a_quote_before_the_next_step_is_answered() -> None:
    """Who goes on to negotiate has looked at the quote."""
    found = told(case([SOON, (5.0, "quote", "out"), CALLED], {"新建": 28, "报价": 12, "谈判": 3}))

    assert "quote-unanswered" not in found


def test_a_customer_who_waits() -> None:
    """Longer than replies usually take; then silence is not told as well."""
    found = told(case([SOON, (6.0, "email", "in")]))

    expected = "客户2026年4月24日主动联系后，已等了4个工作日还没有收到回复；通常1个工作日内就会回复。"
    assert expected == found["waiting"].text.zh
    assert "silent" not in found
    assert "waiting" not in told(case([SOON, (6.0, "email", "in"), (5.0, "call", "out")]))


def test_silence_is_measured_by_the_lead_itself_where_it_has_a_habit() -> None:
    """Touches two working days apart at most, then four without any; the five newest are cited."""
    often = [(float(d), "call", "out") for d in (16, 14, 13, 10, 9, 8, 6)]

    found = told(case(often, created=17, stages={"新建": 17, "报价": 12}))["silent"]

    expected = "No contact for 4 working days (the last on 24 Apr 2026); with this lead the gap is usually 2 at most."
    assert expected == found.text.en
    assert [("T6",), ("T5",), ("T4",), ("T3",), ("T2",)] == [each.key for each in found.evidence]


def test_silence_is_measured_by_the_stage_where_the_lead_has_no_habit_yet() -> None:
    """Touches in this stage are usually four working days apart at most."""
    assert "silent" not in told(case([SOON, (6.0, "call", "out")]))
    found = told(case([SOON, (8.0, "call", "out")]))["silent"]

    assert "已有6个工作日没有联系（上一次是2026年4月22日）；这一阶段的线索平时间隔不超过4个工作日。" == found.text.zh
    assert [("T1",)] == [each.key for each in found.evidence]


def test_a_lead_that_stays_in_its_stage() -> None:
    """Longer than four in five do, since it came there."""
    found = told(case([SOON, CALLED], {"新建": 28, "报价": 23.5}))["stuck"]

    assert "In “报价” for 23 days; 80% of leads have left this stage after 20 days." == found.text.en
    assert ["报价"] == [each.key[-1] for each in found.evidence]
    assert "stuck" not in told(case([SOON, CALLED], {"新建": 28, "报价": 20}))


def test_a_step_that_leaves_out_a_stage() -> None:
    """The last one, within thirty days; with both changes as evidence."""
    found = told(case([SOON, CALLED]))["skipped"]

    assert "2026年4月18日从“新建”直接进入“报价”，跳过了“需求”。" == found.text.zh
    assert ["报价", "新建"] == [each.key[-1] for each in found.evidence]
    assert "skipped" not in told(case([SOON, CALLED], {"新建": 50, "报价": 31}, created=50))
    assert "skipped" not in told(case([SOON, CALLED], {"需求": 28, "新建": 20, "报价": 10}))


def test_a_step_back() -> None:
    """To an earlier stage."""
    found = told(case([SOON, CALLED], {"新建": 28, "谈判": 12, "需求": 3}))["back"]

    assert "2026年4月27日从“谈判”退回到“需求”。" == found.text.zh


def test_a_rep_who_has_left() -> None:
    """By now, not later; the lead and the rep are cited."""
    found = told(case([SOON, CALLED], left=4))["rep-left"]

    assert "负责人王芳已于2026年4月26日离开，线索还没有转交。" == found.text.zh
    assert {"leads", "reps"} == {each.table for each in found.evidence}
    assert "rep-left" not in told(case([SOON, CALLED], left=-4))


def test_a_first_contact_that_is_late_or_missing() -> None:
    """More working days after the lead than is usual; what is long ago is no news."""
    stages = {"新建": 15.0}
    none = told(case([], stages, created=15))["late"]
    late = told(case([(8.0, "email", "in"), (3.0, "call", "out")], stages, created=15))["late"]

    assert "线索进来11个工作日了，还没有人联系；通常2个工作日内就会联系。" == none.text.zh
    assert "线索进来8个工作日后才有第一次联系（2026年4月27日）；通常2个工作日内就会联系。" == late.text.zh
    assert ["activities", "leads"] == [each.table for each in late.evidence]
    assert "late" not in told(case([(40.0, "call", "out"), CALLED], {"新建": 60}, created=60))


def test_a_rep_with_many_more_leads() -> None:
    """Three more at least, and a fifth more at least."""
    found = told(case([SOON, CALLED], load=(10.0, 14.0)))["load"]

    assert "王芳手上的在跟线索一周内从10条增加到14条。" == found.text.zh
    assert [("leads", "L")] == [(each.table, each.key[0]) for each in found.evidence]
    assert "load" not in told(case([SOON, CALLED], load=(2.0, 4.0)))
    assert "load" not in told(case([SOON, CALLED], load=(30.0, 34.0)))


def test_where_nothing_stands_out_none_is_made_up() -> None:
    """Nor where what is usual is unknown, since too few cases tell it."""
    unknown = Habits(0.8, {}, {}, None, None, two_way=True)

    assert {} == told(case([SOON, CALLED], {"新建": 28, "需求": 12}))
    assert {} == told(replace(case([(27.0, "email", "in")], {"新建": 28}), habits=unknown))
