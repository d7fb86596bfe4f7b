"""Who joins, leaves or moves."""

from dataclasses import replace

import pytest

from models.question import Vocabulary, understand
from models.sandbox.plan.scenario import RepChange
from tests.models.question.asking import DECEMBER, JANUARY, MONDAY, TODAY, check

TWO, ONE = RepChange("华东", 2), RepChange("North", 1)
MOVED = (RepChange("North", -2), RepChange("South", 2))
MOVED_ZH = (RepChange("华东", -2), RepChange("华南", 2))


@pytest.mark.parametrize(
    ("text", "leads", "reps"),
    [
        ("下周新增200条线索，华东新增两名销售", 200, (TWO,)),
        ("下周新增200条线索，给华东加派2名销售", 200, (TWO,)),
        ("下周新增200条线索，华东招聘两个销售", 200, (TWO,)),
        ("下周新增200条线索，两名新销售加入华东", 200, (TWO,)),
        ("下周新增200条线索，华东销售增加2人", 200, (TWO,)),
        ("下周新增200条线索，华北走一个人", 200, (RepChange("华北", -1),)),
        ("下周新增200条线索，华北有一名销售离职", 200, (RepChange("华北", -1),)),
        ("下周新增200条线索，华北减少一名销售", 200, (RepChange("华北", -1),)),
        ("从华东调2个销售到华南", 0, MOVED_ZH),
        ("把2名销售从华东调到华南", 0, MOVED_ZH),
        ("华东抽调两人支援华南", 0, MOVED_ZH),
        ("抽调2名销售（从华东到华南）", 0, MOVED_ZH),
        ("抽调华东2名销售到华南", 0, MOVED_ZH),
        ("华东借2个人给华南", 0, MOVED_ZH),
        ("下周200，华东加2名销售", 200, (TWO,)),
        ("从华东借调2名销售支援华南", 0, MOVED_ZH),
        ("华东招两名销售，12月到岗", 0, (RepChange("华东", 2, DECEMBER),)),
        ("调2个人从华东去华南", 0, MOVED_ZH),
        ("华东派俩人去华南", 0, MOVED_ZH),
        ("华东和华南都增加两名销售", 0, (TWO, RepChange("华南", 2))),
        ("华东的2名销售调往华南", 0, MOVED_ZH),
        ("华东新增两名销售，华北走一个人", 0, (TWO, RepChange("华北", -1))),
        ("12月1日起华东增加两名销售", 0, (RepChange("华东", 2, DECEMBER),)),
        ("下周新增200条线索，下个月华东招两名销售", 200, (RepChange("华东", 2, DECEMBER),)),
        ("下周新增200条线索，华东12月起新增两名销售", 200, (RepChange("华东", 2, DECEMBER),)),
        ("下周新增200条线索，华北12月1日起走一个销售", 200, (RepChange("华北", -1, DECEMBER),)),
        ("下周新增200条线索，华北12月有一名销售离职", 200, (RepChange("华北", -1, DECEMBER),)),
        ("华东、华南12月各加一名销售", 0, (RepChange("华东", 1, DECEMBER), RepChange("华南", 1, DECEMBER))),
        ("华东12月调2名销售到华南", 0, (RepChange("华东", -2, DECEMBER), RepChange("华南", 2, DECEMBER))),
        (
            "从华东12月起调2名销售到华南，下周新增200条线索",
            200,
            (RepChange("华东", -2, DECEMBER), RepChange("华南", 2, DECEMBER)),
        ),
        ("move two reps from North to South", 0, MOVED),
        ("two reps move from North to South", 0, MOVED),
        ("transfer 2 reps to South from North", 0, MOVED),
        ("200 leads, one more rep in North", 200, (ONE,)),
        ("200 leads next week and North gets a new rep", 200, (ONE,)),
        ("hire one rep in North, 200 leads next week", 200, (ONE,)),
        ("200 leads next week, another rep joins North", 200, (ONE,)),
        ("200 leads, one fewer rep in North", 200, (RepChange("North", -1),)),
        ("200 leads, add one rep in North and two reps in South", 200, (ONE, RepChange("South", 2))),
        ("华东和华南各加一名销售", 0, (RepChange("华东", 1), RepChange("华南", 1))),
        ("200 leads, one more rep each in North and South", 200, (ONE, RepChange("South", 1))),
        ("3 new hires in South from January", 0, (RepChange("South", 3, JANUARY),)),
        ("both North and South get one more rep", 0, (ONE, RepChange("South", 1))),
        ("North and South both hire one rep", 0, (ONE, RepChange("South", 1))),
        ("a rep leaves North", 0, (RepChange("North", -1),)),
        ("North loses two salespeople", 0, (RepChange("North", -2),)),
        ("200 leads next week, three reps join South from January", 200, (RepChange("South", 3, JANUARY),)),
        (
            "move two reps from North to South from 1 December",
            0,
            tuple(RepChange(c.region, c.change, DECEMBER) for c in MOVED),
        ),
    ],
)
def test_reps(text: str, leads: int, reps: tuple[RepChange, ...]) -> None:
    """Who joins, leaves or moves, from when; a question of nothing but reps adds no leads."""
    check(text, leads, reps=reps)


def test_the_time_of_another_clause_is_that_of_its_leads() -> None:
    """The reps move next week, the leads come in December."""
    moved = tuple(replace(each, start=MONDAY) for each in MOVED_ZH)

    check("下周从华东调2名销售到华南，12月新增200条线索", 200, DECEMBER, 31, reps=moved)


def test_reps_join_the_only_region_that_there_is() -> None:
    """With one region, it need not be named."""
    found = understand("两名新销售加入", Vocabulary(("上海",), ()), TODAY)

    assert (RepChange("上海", 2),) == found.reps


@pytest.mark.parametrize("text", ["各区域各加一名销售", "每个区域增加1名销售", "one more rep in each region"])
def test_reps_in_each_of_all_regions(text: str) -> None:
    """One joins in every region that is known."""
    found = understand(text, Vocabulary(("North", "South"), ()), TODAY)

    assert (RepChange("North", 1), RepChange("South", 1)) == found.reps
