"""Leads that come in other numbers from week to week."""

from datetime import date

import pytest

from history.errors import UserError
from models.question import understand
from tests.models.question.asking import DECEMBER, MONDAY, TODAY, WORDS, check

RAMP = (10, 28, 46, 64, 82, 100)
SECOND = (50, 0, 50, 0, 50, 0, 50, 0)


@pytest.mark.parametrize(
    ("text", "start", "weekly"),
    [
        ("未来6周线索从每周10条涨到100条", MONDAY, RAMP),
        ("从12月1日起连续6周，每周从10条逐步增加到100条", DECEMBER, RAMP),
        ("每周线索由10条增至100条，持续6周", MONDAY, RAMP),
        ("未来3周，每周从90条降到30条", MONDAY, (90, 60, 30)),
        ("ramp from 10 to 100 a week over 6 weeks", MONDAY, RAMP),
        ("leads ramp up from 10 a week to 100 a week over the next 6 weeks", MONDAY, RAMP),
        ("from 1 December for 6 weeks, 10 leads a week rising to 100 leads", DECEMBER, RAMP),
        ("未来8周隔周新增50条线索", MONDAY, SECOND),
        ("每两周50条，未来8周", MONDAY, SECOND),
        ("50 leads every other week for 8 weeks", MONDAY, SECOND),
        ("50 leads every third week for 6 weeks", MONDAY, (50, 0, 0, 50, 0, 0)),
        ("下周200条，下下周300条", MONDAY, (200, 300)),
        ("下周200，再下周300，再下周100", MONDAY, (200, 300, 100)),
        ("下下周300条线索，下周200条", MONDAY, (200, 300)),
        ("200 next week, 300 the week after", MONDAY, (200, 300)),
        ("200 leads next week and 300 leads the following week", MONDAY, (200, 300)),
        ("200 next week, 300 the week after, 100 the week after that", MONDAY, (200, 300, 100)),
        ("next week 200 leads and in the week of 7 December 300", MONDAY, (200, 0, 300)),
        ("第一周100条，第二周200条，第四周300条", MONDAY, (100, 200, 0, 300)),
        ("从12月1日起，第一周100条，第二周200条", DECEMBER, (100, 200)),
        ("12月第一周100条，第二周200条", date(2026, 11, 30), (100, 200)),
        ("100 leads in the first week and 200 in the second week", MONDAY, (100, 200)),
        ("week 1: 100, week 2: 200", MONDAY, (100, 200)),
        ("下周和下下周各100条", MONDAY, (100, 100)),
        ("next week and the week after 100 leads each", MONDAY, (100, 100)),
        ("每周从10涨到100，6周", MONDAY, RAMP),
        ("ramp from 90 down to 30 a week over 3 weeks", MONDAY, (90, 60, 30)),
        ("50 leads every other week starting in December for 4 weeks", DECEMBER, (50, 0, 50, 0)),
        ("下周起逐周 20 / 30 条", MONDAY, (20, 30)),
        ("from 1 December, 50 leads week by week: 20, 30", DECEMBER, (20, 30)),
        ("未来三周每周分别20、30和40条", MONDAY, (20, 30, 40)),
    ],
)
def test_weeks(text: str, start: date, weekly: tuple[int, ...]) -> None:
    """Rising or falling evenly, in some weeks only, or a number for each."""
    check(text, sum(weekly), start, 7 * len(weekly), weekly=weekly)


def test_weeks_divide_as_the_question_says() -> None:
    """Shares, places and reps beside them are those of all weeks; counts of places divide each of the weeks."""
    check("North: 200 next week, 300 the week after", 500, days=14, weekly=(200, 300), regions={"North": 1.0})
    check("华东下周起6周从每周10条涨到100条", 330, days=42, weekly=RAMP, regions={"华东": 1.0})
    check("下周200条，下下周300条，其中制造业占60%", 500, days=14, weekly=(200, 300), industries={"制造业": 0.6})
    check(
        "未来4周隔周华东10条、华南30条",
        80,
        days=28,
        weekly=(40, 0, 40, 0),
        regions={"华东": 0.25, "华南": 0.75},
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("线索从10条涨到100条", "涨到100条.*总数"),
        ("从每天10条涨到100条，未来6周", "涨到100条"),
        ("每周从10条涨到100条", "几个整周"),
        ("下个月每周从10条涨到100条", "几个整周"),
        ("ramp from 10 to 100 a week next week", "which whole weeks"),
        ("未来6周每周10到100条", "10到100条.*确定"),
        ("未来6周华东每周从10条涨到100条，华南20条", "从 |.*10条涨到100条.*20条"),
        ("隔周50条", "几个整周"),
        ("隔天50条，未来8周", "隔天"),
        ("未来8周隔周12.5条", "整数"),
        ("200 leads biweekly for 8 weeks", "biweekly"),
        ("12月200条，1月300条", "整周.*whole weeks"),
        ("下周一200条，下下周300条", "整周"),
        ("下周华东200条，下下周华南300条", "下周华东200条.*也这样分"),
        ("200 leads in North next week, 300 the week after", "North.*divide like it"),
        ("下周200条，下下周300条，再来100条", "两个时间|两个线索数量"),
        ("下周200条，下下周300条，逐步增加", "每周的条数"),
        ("下周起逐周 20 / 30 条，共60条", "20 / 30.*60条"),
        ("下周逐周 20 / 30 条", "几个整周"),
        ("第二周200条", "第二周"),
        ("300 the week after", "number of leads"),
    ],
)
def test_weeks_that_are_not_clear_are_asked_back(text: str, named: str) -> None:
    """Without a number of whole weeks, with other numbers beside them, or with places of their own."""
    with pytest.raises(UserError, match=f"(?s){named}"):
        understand(text, WORDS, TODAY)
