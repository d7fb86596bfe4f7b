"""When the leads come."""

from datetime import date

import pytest

from models.question import Vocabulary, understand
from tests.models.question.asking import DECEMBER, JANUARY, MONDAY, TODAY, WORDS, check


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
        ("从下周起到12月15日前新增30条线索", MONDAY, 22),
        ("12月1日起新增30条线索，持续到12月20日", DECEMBER, 20),
        ("starting 1 December, 30 leads until 20 December", DECEMBER, 20),
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
    check(text, 30, start, days)


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


def test_the_first_of_october_is_meant_by_its_two_digits() -> None:
    """十一 before 之后 is National Day, and no number."""
    one, other = (understand(f"{holiday}之后新增30条线索", WORDS, TODAY) for holiday in ("十一", "国庆"))

    assert one == other
