"""Terms of a plan, whole plans, and the language that they are in."""

from typing import Any

import pytest

from history.names import Names
from models.question import Vocabulary, spoken_in, understand
from models.sandbox.plan.scenario import RepChange
from tests.models.question.asking import DECEMBER, TODAY, check


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("下周新增200条线索，每位销售最多跟30条", {"quota": 30.0}),
        ("下周新增200条线索，每人最多同时跟进30条线索", {"quota": 30.0}),
        ("下周新增200条线索，人均上限30条", {"quota": 30.0}),
        ("下周新增200条线索，在跟上限设为30条", {"quota": 30.0}),
        ("200 leads, at most 30 open leads per rep", {"quota": 30.0}),
        ("200 leads, no more than thirty leads per rep", {"quota": 30.0}),
        ("200 leads with a cap of 30 leads per rep", {"quota": 30.0}),
        ("200 leads, each rep handles at most 30 leads", {"quota": 30.0}),
        ("下周新增200条线索，4小时内响应", {"response_hours": 4.0}),
        ("下周新增200条线索，首次响应缩短到4小时", {"response_hours": 4.0}),
        ("下周新增200条线索，半小时内首次联系", {"response_hours": 0.5}),
        ("下周新增200条线索，响应时间为一天", {"response_hours": 24.0}),
        ("下周新增200条线索，5分钟内响应", {"response_hours": 5 / 60}),
        ("4小时内必须响应，下周200条线索", {"response_hours": 4.0}),
        ("下周新增200条线索，每人30条为限", {"quota": 30.0}),
        ("下周新增200条线索，首次响应时间从8小时缩短到2小时", {"response_hours": 2.0}),
        ("200 leads, cut response time from 8 hours to 2 hours", {"response_hours": 2.0}),
        ("200 leads, respond within 4 hours", {"response_hours": 4.0}),
        ("200 leads, first response within half an hour", {"response_hours": 0.5}),
        ("200 leads with a response time of 90 minutes", {"response_hours": 1.5}),
        ("200 leads, a 4-hour response time", {"response_hours": 4.0}),
        ("下周新增200条线索，看8周", {"horizon_weeks": 8}),
        ("下周新增200条线索，预测未来三个月", {"horizon_weeks": 13}),
        ("下周新增200条线索，看半年", {"horizon_weeks": 26}),
        ("下周新增200条线索，看一个季度", {"horizon_weeks": 13}),
        ("200 leads next week, look ahead half a year", {"horizon_weeks": 26}),
        ("200 leads next week, look a quarter ahead", {"horizon_weeks": 13}),
        ("200 leads next week, look 8 weeks ahead", {"horizon_weeks": 8}),
        ("200 leads next week, 8-week horizon", {"horizon_weeks": 8}),
        ("下周新增200条线索，逐步增加", {"arrival": "ramp"}),
        ("下周200条线索逐渐上量", {"arrival": "ramp"}),
        ("200 leads next week, ramping up", {"arrival": "ramp"}),
        ("200 leads next week, gradually increasing", {"arrival": "ramp"}),
    ],
)
def test_terms(text: str, rest: dict[str, Any]) -> None:
    """How the leads come, how they are worked on, and how far to look."""
    check(text, 200, **rest)


def test_a_whole_plan_in_english() -> None:
    """Everything in one sentence; reps without a region join the only region that is named."""
    check(
        "next month 50 more leads a week from ads in the north, two new reps",
        221,
        DECEMBER,
        31,
        regions={"North": 1.0},
        sources={"Ads": 1.0},
        reps=(RepChange("North", 2),),
    )


def test_a_whole_plan_in_chinese() -> None:
    """The same in Chinese, with a ramp, a quota, a response time and a horizon."""
    check(
        "未来六周华东每周多50条广告线索，逐步增加，华东新增两名销售，华北走一个人，每位销售最多跟30条，4小时内响应，看16周",
        300,
        days=42,
        regions={"华东": 1.0},
        sources={"广告": 1.0},
        arrival="ramp",
        reps=(RepChange("华东", 2), RepChange("华北", -1)),
        quota=30.0,
        response_hours=4.0,
        horizon_weeks=16,
    )


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("下周新增200条线索", "zh"),
        ("200 more leads next week", "en"),
        ("200 more leads in 华东 next week", "en"),
        ("200 more leads in 华北 next week", "en"),
        ("200 leads 下周", "zh"),
    ],
)
def test_a_question_is_answered_in_its_own_language(text, lang):
    """
    Names are not its language, whatever they are called.
    """
    names = Names(also={"North": ("华北",)})

    assert lang == spoken_in(text, Vocabulary(("华东", "North"), ("制造业",), names=names))


def test_names_made_of_letters_of_the_grammar_are_names() -> None:
    """零售 shares its letters with 零 and 销售, and needs no quotes."""
    found = understand("下周零售新增100条线索，华中占60%", Vocabulary(("华中",), ("零售",)), TODAY)

    assert ({"零售": 1.0}, {"华中": 0.6}) == (found.industries, found.regions)
