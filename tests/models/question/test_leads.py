"""How many leads, and of what kind."""

from datetime import date

import pytest

from models.question import Vocabulary, understand
from tests.models.question.asking import DECEMBER, JANUARY, MONDAY, TODAY, check


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
        ("下周200", 200),
        ("下周加200", 200),
        ("200 more next week", 200),
        ("add 200 nxt wk", 200),
        ("下周整两百条线索", 200),
        ("200 prospects next week", 200),
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
    check(text, leads)


@pytest.mark.parametrize(
    ("text", "leads", "start", "days"),
    [
        ("未来4周每周新增50条线索", 200, MONDAY, 28),
        ("下周每天20条线索", 140, MONDAY, 7),
        ("下季度每月300条线索", 900, JANUARY, 90),
        ("12月起连续两周，周均70条线索", 140, DECEMBER, 14),
        ("50 more leads a week for four weeks", 200, MONDAY, 28),
        ("20 leads per day next week", 140, MONDAY, 7),
        ("下周工作日每天20条线索", 100, MONDAY, 7),
        ("20 leads per working day next week", 100, MONDAY, 7),
        ("元旦期间每个工作日20条线索", 0, JANUARY, 3),
        ("next quarter 300 leads a month", 900, JANUARY, 90),
        ("100/week for 4 weeks", 400, MONDAY, 28),
        ("50 leads a week starting in December for 4 weeks", 200, DECEMBER, 28),
        ("100 p.w. for 4 wks", 400, MONDAY, 28),
        ("每周50条，4周", 200, MONDAY, 28),
        ("12月每天10条/天", 310, DECEMBER, 31),
    ],
)
def test_rates(text: str, leads: int, start: date, days: int) -> None:
    """So many a day, a week or a month, over the time that is said."""
    check(text, leads, start, days)


@pytest.mark.parametrize(
    ("text", "leads", "mix"),
    [
        ("下周华东新增200条线索，其中制造业占60%", 200, {"regions": {"华东": 1.0}, "industries": {"制造业": 0.6}}),
        ("华东三成、华南七成，下周新增200条线索", 200, {"regions": {"华东": 0.3, "华南": 0.7}}),
        ("下周新增200条线索：华东100，华南60，华北40", 200, {"regions": {"华东": 0.5, "华南": 0.3, "华北": 0.2}}),
        ("200 leads, two thirds retail", 200, {"industries": {"Retail": 2 / 3}}),
        ("200 leads, three quarters from ads", 200, {"sources": {"Ads": 0.75}}),
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
        ("下周新增200条线索，平均分给华东和华北", 200, {"regions": {"华东": 0.5, "华北": 0.5}}),
        ("200条线索，华东占40%，其余平均分到华南、华北", 200, {"regions": {"华东": 0.4, "华南": 0.3, "华北": 0.3}}),
        ("both North and South get 100 leads", 200, {"regions": {"North": 0.5, "South": 0.5}}),
        ("North and South both get 30% of 200 leads", 200, {"regions": {"North": 0.3, "South": 0.3}}),
        ("100 leads each in both North and South", 200, {"regions": {"North": 0.5, "South": 0.5}}),
        ("华东和华南都新增100条线索", 200, {"regions": {"华东": 0.5, "华南": 0.5}}),
        ("200条线索都来自华东和华南", 200, {"regions": {"华东": 0.5, "华南": 0.5}}),
        ("each of North and South gets 100 leads", 200, {"regions": {"North": 0.5, "South": 0.5}}),
        ("100 leads for each of North and South", 200, {"regions": {"North": 0.5, "South": 0.5}}),
        ("下周华东100华北300", 400, {"regions": {"华东": 0.25, "华北": 0.75}}),
        ("give North 100 and South 300 next week", 400, {"regions": {"North": 0.25, "South": 0.75}}),
        ("华东100，共200", 200, {"regions": {"华东": 0.5}}),
        ("华东华北三七开，共200条", 200, {"regions": {"华东": 0.3, "华北": 0.7}}),
        ("200 leads, 60/40 North/South", 200, {"regions": {"North": 0.6, "South": 0.4}}),
        ("下周华东100条，其中制造业50条", 100, {"regions": {"华东": 1.0}, "industries": {"制造业": 0.5}}),
        ("下周200条线索分给华东和华北，华东60%", 200, {"regions": {"华东": 0.6, "华北": 0.4}}),
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
    check(text, leads, **mix)


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
    check(text, 200)
