"""Questions in Chinese and English: what they mean, and that what is not understood is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.errors import UserError
from models.question import Vocabulary, understand
from models.scenario import Scenario

TODAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 23)
WORDS = Vocabulary(("华东", "华南", "North", "South East", "Zone One"), ("制造业", "金融", "Retail"))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("下周新增200条线索，会怎样？", Scenario(200, MONDAY)),
        ("下周新增200条线索,会怎么样?", Scenario(200, MONDAY)),
        ("下周新增两百条线索", Scenario(200, MONDAY)),
        ("下周新增２００条线索", Scenario(200, MONDAY)),
        ("如果下周来1,000,000条线索呢", Scenario(1_000_000, MONDAY)),
        ("0条线索", Scenario(0, MONDAY)),
        ("下下周新增30条线索", Scenario(30, date(2026, 11, 30))),
        ("下个月新增1.5万条线索", Scenario(15_000, date(2026, 12, 1), 31)),
        ("未来4周每周新增50条线索", Scenario(200, MONDAY, 28)),
        ("从2026-12-01起新增300条线索", Scenario(300, date(2026, 12, 1))),
        ("下周华东新增200条线索，其中制造业占60%", Scenario(200, MONDAY, 7, {"华东": 1.0}, {"制造业": 0.6})),
        ("华东三成、华南七成，下周新增200条线索", Scenario(200, MONDAY, 7, {"华东": 0.3, "华南": 0.7})),
        ("华东100条、华南300条线索，下周", Scenario(400, MONDAY, 7, {"华东": 0.25, "华南": 0.75})),
        ("下周新增200条线索，看8周", Scenario(200, MONDAY, horizon_weeks=8)),
        ("What if 200 leads come in next week?", Scenario(200, MONDAY)),
        ("200 more leads in North next week, 60% Retail", Scenario(200, MONDAY, 7, {"North": 1.0}, {"Retail": 0.6})),
        ("2k extra leads over the next 3 weeks in the South East", Scenario(2000, MONDAY, 21, {"South East": 1.0})),
        ("下周新增200条线索，其中North占60%", Scenario(200, MONDAY, 7, {"North": 0.6})),
        ("下周 - 200条线索", Scenario(200, MONDAY)),
        ("80 new leads tomorrow", Scenario(80, MONDAY, 1)),
        ("two hundred leads over the next two weeks in Zone One", Scenario(200, MONDAY, 14, {"Zone One": 1.0})),
        ("fifty leads next week, sixty percent of them Retail", Scenario(50, MONDAY, 7, {}, {"Retail": 0.6})),
    ],
)
def test_a_question_is_understood(text: str, meaning: Scenario) -> None:
    """Number, time, places and industries, as a person would read them."""
    assert meaning == understand(text, WORDS, TODAY)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("你好", "线索"),
        ("two new reps next week", "number of leads"),
        ("下周新增200条线索，再招两名销售", "两名销售"),
        ("减少200条线索", "减少"),
        ("下周西北新增200条线索", "西北"),
        ("200 leads in Atlantis next week", "atlantis"),
        ("", "number of leads"),
        ("下周新增亿条线索", "亿"),
        ("下周新增-5条线索", "-5"),
        ("下周华东－200条线索", "-200"),
        ("−200 leads next week", "−200"),
    ],
)
def test_what_is_not_understood_is_named(text: str, named: str) -> None:
    """Nothing is guessed: the error says which words it was."""
    with pytest.raises(UserError, match=named):
        understand(text, WORDS, TODAY)


@given(st.text(max_size=60) | st.text(alphabet="0123456789下周新增条线索华东%占,.万亿半 leadsnxtwk-", max_size=40))
def test_any_text_is_a_scenario_or_an_error_for_its_author(text: str) -> None:
    """Never another exception, whatever is typed."""
    try:
        scenario = understand(text, WORDS, TODAY)
    except UserError:
        return
    assert scenario.leads >= 0
