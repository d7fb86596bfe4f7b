"""Texts, numbers and dates as readers see them."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.phrases import day
from serving.planner.restating import phrases
from serving.wording import Language, count, money, percent, points, preferred, signed, texts

PAGE_PARTS = r"\{(\w+)\}"


def _flat(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "\n".join(text)


def test_both_languages_say_the_same_things() -> None:
    """Every text exists in Chinese and English, with the same places to fill in."""
    zh, en = texts("zh") | phrases("zh"), texts("en") | phrases("en")

    assert set(zh) == set(en)
    for key in zh:
        assert set(re.findall(PAGE_PARTS, _flat(zh[key]))) == set(re.findall(PAGE_PARTS, _flat(en[key]))), key


def test_no_language_is_half_translated() -> None:
    """No English text holds Chinese, and every Chinese sentence does."""
    chinese = re.compile(r"[\u4e00-\u9fff]")

    assert [] == [key for key, text in texts("en").items() if chinese.search(_flat(text))]
    spelled = {key for key, text in texts("zh").items() if not chinese.search(re.sub(PAGE_PARTS, "", _flat(text)))}
    wordless = {"lang", "none", "comma", "colon", "space", "levels", "overloaded_count", "saved_by", "compare_failed"}
    wordless |= {"weekly_example"}
    assert wordless >= spelled


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.12345, "12.3%"), (0.0625, "6.3%"), (0.0005, "0.1%"), (-0.0001, "0.0%"), (1.0, "100.0%"), (-0.386, "-38.6%")],
)
def test_percent_rounds_halves_up_from_the_decimal_text(value: float, shown: str) -> None:
    """A probability has one decimal; halves go up as browsers round them, and zero has no sign."""
    assert shown == percent(value)


@pytest.mark.parametrize(
    ("value", "shown"), [(0.04, "0.0"), (25.05, "25.1"), (99.94, "99.9"), (100.5, "101"), (12345.6, "12,346")]
)
def test_count_has_a_decimal_below_a_hundred(value: float, shown: str) -> None:
    """Wins and leads have a decimal below 100 and none above."""
    assert shown == count(value)


@given(st.floats(-2000, 2000))
def test_a_signed_count_is_the_count_with_its_sign(value: float) -> None:
    """Only the sign differs, and nothing that rounds to zero has one."""
    shown = signed(value)

    assert shown.lstrip("+") == count(value)
    assert shown.startswith("+") == (value > 0 and float(count(value).replace(",", "")) != 0)


def test_points_are_differences_of_percentages() -> None:
    """0.012 is a difference of +1.2 points; what rounds to none has no sign."""
    assert ("+1.2", "-3.5", "0.0") == (points(0.012), points(-0.035), points(-0.0002))


def test_days_as_people_write_them() -> None:
    """Chinese and English dates."""
    assert ("2026年9月7日", "7 Sep 2026") == (day(date(2026, 9, 7), "zh"), day(date(2026, 9, 7), "en"))


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,zh;q=0.9", "en"),
        ("fr, zh;q=0.5, en;q=0.4", "zh"),
        ("en;q=0.3, zh-TW;q=0.8", "zh"),
        ("zh;q=0, fr", "en"),
        ("", "en"),
        (";;q=nonsense,,", "en"),
    ],
)
def test_the_language_is_the_one_preferred(header: str, lang: Language) -> None:
    """Accept-Language decides by its weights; English where it names neither, whatever it says."""
    assert lang == preferred(header)


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        (0.0, "0", "0"),
        (950.4, "950", "950"),
        (25_040.0, "25K", "2.5万"),
        (5_912_345.0, "5.91M", "591万"),
        (1_234_567_890.0, "1.23B", "12.3亿"),
        (-8_050_000.0, "-8.05M", "-805万"),
    ],
)
def test_sums_of_money_have_three_digits(value: float, en: str, zh: str) -> None:
    """And the units that each language counts by."""
    assert (en, zh) == (money(value, "en"), money(value, "zh"))
