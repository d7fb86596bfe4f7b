"""Sentences in two languages from Fluent files."""

from datetime import date
from pathlib import Path

import pytest

from models.evidence import Text
from models.phrases import Phrases

EN = """touches = { $n ->
    [one] One contact
   *[other] { $n } contacts
  } since { $day }: { $what }
only-en = English
"""
ZH = "touches = { $day }以来联系{ $n }次：{ $what }\n"


@pytest.fixture
def phrases(tmp_path: Path) -> Phrases:
    """Messages of two languages."""
    (tmp_path / "en.ftl").write_text(EN, encoding="utf-8")
    (tmp_path / "zh.ftl").write_text(ZH, encoding="utf-8")
    return Phrases(tmp_path)


@pytest.mark.parametrize(("n", "en"), [(1, "One contact"), (1234, "1,234 contacts")])
def test_a_message_counts_and_dates_as_its_language_does(phrases: Phrases, n: int, en: str) -> None:
    """Plurals and thousands, the day written out, and each language's own words."""
    found = phrases("touches", n=n, day=date(2026, 3, 4), what=Text("call", "电话"))

    assert Text(f"{en} since 4 Mar 2026: call", f"2026年3月4日以来联系{n:,}次：电话") == found


def test_a_value_that_is_not_given_is_refused(phrases: Phrases) -> None:
    """No sentence goes out with a hole in it."""
    with pytest.raises(ValueError, match="touches"):
        phrases("touches", n=1)


def test_a_message_that_one_language_lacks_is_refused(phrases: Phrases) -> None:
    """Both languages or none."""
    with pytest.raises(KeyError, match="only-en"):
        phrases("only-en")


def test_the_messages_of_a_language_can_be_listed(phrases: Phrases) -> None:
    """So that tests can hold the languages against each other."""
    assert {"touches", "only-en"} == phrases.keys("en")
