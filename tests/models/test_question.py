"""Questions in Chinese and English, as planners say them, and what they mean."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.question import Vocabulary, spoken_in, understand
from models.sandbox.scenario import RepChange, Scenario

# A Sunday.
TODAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 23)
DECEMBER = date(2026, 12, 1)
JANUARY = date(2027, 1, 1)
WORDS = Vocabulary(
    ("华东", "华东一区", "华南", "华北", "广东省", "North", "South", "South East", "Zone One", "unknown"),
    ("制造业", "金融", "Retail", "IT Services"),
    ("广告", "展会", "Ads", "Referral", "Trade Fair", "unknown"),
    ("A", "云桌面", "Cloud Suite", "365"),
)


def _check(text: str, leads: int, start: date = MONDAY, days: int = 7, **rest: Any) -> None:
    """Shares are compared up to the error of binary arithmetic."""
    meaning, found = Scenario(leads, start, days, **rest), understand(text, WORDS, TODAY)
    kinds = ("regions", "industries", "sources", "products")
    for kind in kinds:
        assert getattr(meaning, kind) == pytest.approx(getattr(found, kind))
    assert meaning.to_json() | dict.fromkeys(kinds) == found.to_json() | dict.fromkeys(kinds)


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("下周新增200条线索，会怎样？", 200),
        ("下周新增200条线索,会怎么样?", 200),
        ("下周新增两百条线索", 200),
        ("下周新增２００条线索", 200),
        ("如果下周来1,000,000条线索呢", 1_000_000),
        ("下周多来一千两百条线索会怎么样", 1200),
        ("下周新增1.5万条", 15_000),
        ("下周新增1万5千条线索", 15_000),
        ("下周新增15K线索", 15_000),
        ("下周新增3w条线索", 30_000),
        ("下周新增200", 200),
        ("下周线索200", 200),
        ("leads: 200", 200),
        ("下周新增将近200条线索", 200),
        ("0条线索", 0),
        ("请问下周再来三十个商机会怎样", 30),
        ("下周 - 200条线索", 200),
        ("我们下周大概新增二十条线索，结果如何？", 20),
        ("What if 200 leads come in next week?", 200),
        ("200 leads", 200),
        ("suppose we get two hundred and fifty more leads next week", 250),
        ("a dozen new leads next week", 12),
        ("2k extra leads next week", 2000),
        ("1.2 thousand additional leads next week", 1200),
        ("What happens if a hundred leads arrive next week?", 100),
        ("Show me the effect of 40 additional opportunities next week, please", 40),
    ],
)
def test_numbers_of_leads(text: str, leads: int) -> None:
    """In digits, in words, with thousands."""
    _check(text, leads)


@pytest.mark.parametrize(
    ("text", "start", "days"),
    [
        ("下下周新增30条线索", date(2026, 11, 30), 7),
        ("下个月新增30条线索", DECEMBER, 31),
        ("未来4周新增30条线索", MONDAY, 28),
        ("接下来半个月新增30条线索", MONDAY, 15),
        ("从2026-12-01起新增30条线索", DECEMBER, 7),
        ("从12月1日起连续三周新增30条线索", DECEMBER, 21),
        ("12月1日新增30条线索", DECEMBER, 1),
        ("12月1日到15日新增30条", DECEMBER, 15),
        ("12月1日至12月15日新增30条", DECEMBER, 15),
        ("十二月一日到十五日新增30条", DECEMBER, 15),
        ("12月20日到1月10日新增30条", date(2026, 12, 20), 22),
        ("下下周到12月底新增30条线索", date(2026, 11, 30), 32),
        ("下周到年底新增30条线索", MONDAY, 39),
        ("12月新增30条线索", DECEMBER, 31),
        ("明年一月新增30条线索", JANUARY, 31),
        ("明年上半年新增30条线索", JANUARY, 181),
        ("下半年新增30条线索", TODAY, 40),
        ("明年Q2新增30条线索", date(2027, 4, 1), 91),
        ("12月初新增30条线索", DECEMBER, 10),
        ("12月第一周新增30条线索", date(2026, 11, 30), 7),
        ("1月最后一周新增30条线索", date(2027, 1, 25), 7),
        ("这个月剩下的时间新增30条线索", TODAY, 9),
        ("下周一到周三新增30条线索", MONDAY, 3),
        ("周四到周一新增30条线索", date(2026, 11, 26), 5),
        ("双12新增30条线索", date(2026, 12, 12), 1),
        ("12月上旬新增30条线索", DECEMBER, 10),
        ("12月下半月新增30条线索", date(2026, 12, 16), 16),
        ("这个季度新增30条线索", TODAY, 40),
        ("下季度新增30条线索", JANUARY, 90),
        ("2027年二季度新增30条线索", date(2027, 4, 1), 91),
        ("明天新增30条线索", MONDAY, 1),
        ("下周三新增30条线索", date(2026, 11, 25), 1),
        ("三天后新增30条线索", date(2026, 11, 25), 7),
        ("两周后新增30条线索", date(2026, 12, 6), 7),
        ("春节后一周新增30条线索", date(2027, 2, 11), 7),
        ("春节前两周新增30条线索", date(2027, 1, 22), 14),
        ("春节期间来30条线索", date(2027, 2, 5), 6),
        ("元旦前新增30条线索", TODAY, 40),
        ("清明节那周新增30条线索", date(2027, 3, 29), 7),
        ("下周起四周内新增30条线索", MONDAY, 28),
        ("30 new leads tomorrow", MONDAY, 1),
        ("30 leads over the next two weeks", MONDAY, 14),
        ("30 leads in the week after next", date(2026, 11, 30), 7),
        ("30 leads next month", DECEMBER, 31),
        ("30 leads in December", DECEMBER, 31),
        ("30 leads in May", date(2027, 5, 1), 31),
        ("30 leads between 1 Dec and 15 Dec", DECEMBER, 15),
        ("30 leads from 1 to 15 December", DECEMBER, 15),
        ("30 leads December 1-15", DECEMBER, 15),
        ("30 leads on December 1st", DECEMBER, 1),
        ("30 leads on 3 January 2027", date(2027, 1, 3), 1),
        ("30 leads from 1 December for 3 weeks", DECEMBER, 21),
        ("30 leads in the three weeks from 1 December", DECEMBER, 21),
        ("30 leads from next week until the end of December", MONDAY, 39),
        ("30 leads by the end of the year", TODAY, 40),
        ("30 leads before 15 December", TODAY, 23),
        ("30 leads this quarter", TODAY, 40),
        ("30 leads next quarter", JANUARY, 90),
        ("30 leads in the second half of next year", date(2027, 7, 1), 184),
        ("30 leads in H1 2027", JANUARY, 181),
        ("30 leads in the second quarter of 2027", date(2027, 4, 1), 91),
        ("30 leads in the first week of December", date(2026, 11, 30), 7),
        ("30 leads in the last week of January", date(2027, 1, 25), 7),
        ("30 leads in mid December", date(2026, 12, 11), 10),
        ("30 leads from Monday to Wednesday", MONDAY, 3),
        ("30 leads from Thursday to Monday", date(2026, 11, 26), 5),
        ("30 leads by end of month", TODAY, 9),
        ("30 leads in the rest of this year", TODAY, 40),
        ("30 leads in Q2 2027", date(2027, 4, 1), 91),
        ("30 leads in the week of 7 December", date(2026, 12, 7), 7),
        ("30 leads in the week after Spring Festival", date(2027, 2, 11), 7),
        ("30 leads in the two weeks before Chinese New Year", date(2027, 1, 22), 14),
        ("30 leads next Wednesday", date(2026, 11, 25), 1),
        ("30 leads in two weeks' time", date(2026, 12, 6), 7),
        ("30 leads starting next week for a month", MONDAY, 30),
        ("30 leads spread evenly over four weeks", MONDAY, 28),
    ],
)
def test_times(text: str, start: date, days: int) -> None:
    """Weeks, months, quarters, dates, holidays, what lies between them, and how long."""
    _check(text, 30, start, days)


@pytest.mark.parametrize(
    ("text", "leads", "start", "days"),
    [
        ("未来4周每周新增50条线索", 200, MONDAY, 28),
        ("下周每天20条线索", 140, MONDAY, 7),
        ("下季度每月300条线索", 900, JANUARY, 90),
        ("12月起连续两周，周均70条线索", 140, DECEMBER, 14),
        ("50 more leads a week for four weeks", 200, MONDAY, 28),
        ("20 leads per day next week", 140, MONDAY, 7),
        ("next quarter 300 leads a month", 900, JANUARY, 90),
    ],
)
def test_rates(text: str, leads: int, start: date, days: int) -> None:
    """So many a day, a week or a month, over the time that is said."""
    _check(text, leads, start, days)


@pytest.mark.parametrize(
    ("text", "leads", "mix"),
    [
        ("下周华东新增200条线索，其中制造业占60%", 200, {"regions": {"华东": 1.0}, "industries": {"制造业": 0.6}}),
        ("华东三成、华南七成，下周新增200条线索", 200, {"regions": {"华东": 0.3, "华南": 0.7}}),
        ("华东100条、华南300条线索，下周", 400, {"regions": {"华东": 0.25, "华南": 0.75}}),
        ("下周新增300条线索，其中华东100条", 300, {"regions": {"华东": 1 / 3}}),
        ("华东、华南各100条线索，下周", 200, {"regions": {"华东": 0.5, "华南": 0.5}}),
        ("下周新增200条线索，华东华南各占一半", 200, {"regions": {"华东": 0.5, "华南": 0.5}}),
        ("下周新增200条线索，华东占40%，其余华南", 200, {"regions": {"华东": 0.4, "华南": 0.6}}),
        ("下周新增200条线索，60%制造业40%金融", 200, {"industries": {"制造业": 0.6, "金融": 0.4}}),
        ("下周华东一区新增30条线索", 30, {"regions": {"华东一区": 1.0}}),
        ("下周广东新增30条制造业线索", 30, {"regions": {"广东省": 1.0}, "industries": {"制造业": 1.0}}),
        ("下周新增200条线索，其中North占60%", 200, {"regions": {"North": 0.6}}),
        ("下周新增50条广告线索", 50, {"sources": {"广告": 1.0}}),
        ("下周新增200条线索，一半来自展会，三成来自广告", 200, {"sources": {"展会": 0.5, "广告": 0.3}}),
        (
            "下周新增200条来自展会的线索，百分之二十是云桌面",
            200,
            {"sources": {"展会": 1.0}, "products": {"云桌面": 0.2}},
        ),
        ("下周来源unknown新增200条", 200, {"sources": {"unknown": 1.0}}),
        ("下周新增200条线索，产品A占三成半", 200, {"products": {"A": 0.35}}),
        ("下周新增200条线索，四分之一是“365”", 200, {"products": {"365": 0.25}}),
        ("下周新增200条ｃｌｏｕｄ ｓｕｉｔｅ线索", 200, {"products": {"Cloud Suite": 1.0}}),
        (
            "200 more leads in North next week, 60% Retail",
            200,
            {"regions": {"North": 1.0}, "industries": {"Retail": 0.6}},
        ),
        ("60% Retail, 40% IT services, 200 leads", 200, {"industries": {"Retail": 0.6, "IT Services": 0.4}}),
        ("下周新增200条线索，华东和华南平分", 200, {"regions": {"华东": 0.5, "华南": 0.5}}),
        ("下周新增200条线索，华东:华南=3:2", 200, {"regions": {"华东": 0.6, "华南": 0.4}}),
        ("下周新增200条线索，按4:3:3分配给华东、华南和华北", 200, {"regions": {"华东": 0.4, "华南": 0.3, "华北": 0.3}}),
        ("200 leads, split 60/40 between North and South", 200, {"regions": {"North": 0.6, "South": 0.4}}),
        ("200 leads, split evenly between North and South", 200, {"regions": {"North": 0.5, "South": 0.5}}),
        ("100 leads in North and 300 in South next week", 400, {"regions": {"North": 0.25, "South": 0.75}}),
        ("200 leads next week: North 60%, South 40%", 200, {"regions": {"North": 0.6, "South": 0.4}}),
        ("200 leads in the north and the south", 200, {"regions": {"North": 0.5, "South": 0.5}}),
        ("100 leads each in North and South", 200, {"regions": {"North": 0.5, "South": 0.5}}),
        (
            "200 leads in the South East, sixty percent of them retail",
            200,
            {"regions": {"South East": 1.0}, "industries": {"Retail": 0.6}},
        ),
        ("two hundred leads in Zone One", 200, {"regions": {"Zone One": 1.0}}),
        ("200 leads, half from referrals and 30% from ads", 200, {"sources": {"Referral": 0.5, "Ads": 0.3}}),
        ("50 retail leads from trade fairs", 50, {"industries": {"Retail": 1.0}, "sources": {"Trade Fair": 1.0}}),
        ("200 leads, a third of them for product A", 200, {"products": {"A": 1 / 3}}),
        (
            "200 Cloud Suite leads in region unknown",
            200,
            {"products": {"Cloud Suite": 1.0}, "regions": {"unknown": 1.0}},
        ),
        ("200 leads, a quarter of them from source unknown", 200, {"sources": {"unknown": 0.25}}),
        ("200 leads, NORTH gets 70% and the rest goes to SOUTH", 200, {"regions": {"North": 0.7, "South": 0.3}}),
    ],
)
def test_mixes(text: str, leads: int, mix: dict[str, dict[str, float]]) -> None:
    """Shares and counts of regions, industries, sources and products, in any order."""
    _check(text, leads, **mix)


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
    _check(text, leads, reps=reps)


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
    _check(text, 200, **rest)


def test_a_whole_plan_in_english() -> None:
    """Everything in one sentence; reps without a region join the only region that is named."""
    _check(
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
    _check(
        "未来六周华东每周多50条广告线索，逐步增加，华东新增两名销售，华北走一个人，每位销售最多跟30条，4小时内响应，看16周",
        300,
        days=42,
        regions={"华东": 1.0},
        sources={"广告": 1.0},
        arrival="ramp",
        reps=(TWO, RepChange("华北", -1)),
        quota=30.0,
        response_hours=4.0,
        horizon_weeks=16,
    )


def test_the_time_of_another_clause_is_that_of_its_leads() -> None:
    """The reps move next week, the leads come in December."""
    moved = tuple(replace(each, start=MONDAY) for each in MOVED_ZH)

    _check("下周从华东调2名销售到华南，12月新增200条线索", 200, DECEMBER, 31, reps=moved)


def test_the_first_of_october_is_meant_by_its_two_digits() -> None:
    """十一 before 之后 is National Day, and no number."""
    one, other = (understand(f"{holiday}之后新增30条线索", WORDS, TODAY) for holiday in ("十一", "国庆"))

    assert one == other


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("下周每个区域新增30条线索", 60),
        ("未来两周各区域每周30条线索", 120),
        ("下周新增60条线索，平均分配到各区域", 60),
        ("30 leads in each region next week", 60),
        ("30 leads a week per region for two weeks", 120),
        ("60 leads next week, evenly across all regions", 60),
        ("60 leads next week across all regions equally", 60),
    ],
)
def test_each_of_all_regions(text: str, leads: int) -> None:
    """Every region that is known gets the same; leads of an unknown region are no region."""
    found = understand(text, Vocabulary(("North", "South", "unknown"), ()), TODAY)

    assert (leads, {"North": 0.5, "South": 0.5}) == (found.leads, found.regions)


@pytest.mark.parametrize(
    "text",
    [
        "下周新增200条线索，能赢多少单？",
        "下周新增200条线索，金额会增加多少？",
        "下周新增200条线索，华东顶得住吗？",
        "下周新增200条线索，销售忙得过来吗",
        "下周新增200条线索，要不要招人？",
        "下周这200条线索应该分给谁？",
        "老板说下周要加200条线索，咋办",
        "how many wins will we get from 200 leads next week?",
        "how much revenue would 200 leads next week bring?",
        "can we handle 200 leads next week?",
        "200 leads next week, can North cope?",
        "200 leads next week, can we handle that?",
        "200 leads next week, do we need more reps?",
    ],
)
def test_what_every_answer_tells_may_be_asked_along(text: str) -> None:
    """It changes nothing of the plan: a region whose reps may cope gets no other leads."""
    _check(text, 200)


def test_names_may_be_called_otherwise() -> None:
    """By the words of the settings, in the plural too; a name of the history itself comes first."""
    also = (("华北", "North"), ("广告", "ad"), ("华东", "East"))
    words = Vocabulary(("华北", "华东", "East"), (), ("广告",), also=also)

    found = understand("next month 50 more leads a week from ads in the north, two new reps", words, TODAY)
    east = understand("50 leads in East", words, TODAY)

    assert ({"华北": 1.0}, {"广告": 1.0}, (RepChange("华北", 2),)) == (found.regions, found.sources, found.reps)
    assert {"East": 1.0} == east.regions


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    """In the question as in names, in any mixture."""
    words = Vocabulary(("華東", "华南"), ("制造业",))
    asked = "下週華東新增兩百條線索，其中製造業佔60%，華東增加兩名銷售，從華東調1名銷售到華南，4小時內響應，會怎樣？"

    found = understand(asked, words, TODAY)

    assert (200, {"華東": 1.0}, {"制造业": 0.6}) == (found.leads, found.regions, found.industries)
    assert (RepChange("華東", 2), RepChange("華東", -1), RepChange("华南", 1)) == found.reps
    assert found == understand(asked.replace("華", "华"), words, TODAY)


@pytest.mark.parametrize("text", ["各区域各加一名销售", "每个区域增加1名销售", "one more rep in each region"])
def test_reps_in_each_of_all_regions(text: str) -> None:
    """One joins in every region that is known."""
    found = understand(text, Vocabulary(("North", "South"), ()), TODAY)

    assert (RepChange("North", 1), RepChange("South", 1)) == found.reps


def test_names_made_of_letters_of_the_grammar_are_names() -> None:
    """零售 shares its letters with 零 and 销售, and needs no quotes."""
    found = understand("下周零售新增100条线索，华中占60%", Vocabulary(("华中",), ("零售",)), TODAY)

    assert ({"零售": 1.0}, {"华中": 0.6}) == (found.industries, found.regions)


def test_reps_join_the_only_region_that_there_is() -> None:
    """With one region, it need not be named."""
    found = understand("两名新销售加入", Vocabulary(("上海",), ()), TODAY)

    assert (RepChange("上海", 2),) == found.reps


def test_holidays_are_those_of_the_country() -> None:
    """Thanksgiving is one in the United States, and the fourth Thursday of November."""
    found = understand("30 leads in the week after Thanksgiving", Vocabulary(("North",), (), country="US"), TODAY)

    assert date(2026, 11, 27) == found.start


def test_a_rate_beside_a_time_is_a_rate():
    """
    "A week next month" is not two times.
    """
    words = Vocabulary(("North",), ("Retail",))
    one, other = (
        understand(text, words, date(2026, 11, 25))
        for text in ("50 more leads a week next month", "next month 50 more leads per week")
    )

    assert one == other


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("下周新增200条线索", "zh"),
        ("200 more leads next week", "en"),
        ("200 more leads in 华东 next week", "en"),
        ("200 leads 下周", "zh"),
    ],
)
def test_a_question_is_answered_in_its_own_language(text, lang):
    """
    Names are not its language.
    """
    assert lang == spoken_in(text, Vocabulary(("华东", "North"), ("制造业",)))
