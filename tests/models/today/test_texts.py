"""The sentences of the morning list in both languages."""

import re
from datetime import date

import pytest

from models.phrases import LANGUAGES
from models.today.texts import percent, say


def test_both_languages_have_the_same_messages() -> None:
    """None is missing in either."""
    assert say.keys("en") == say.keys("zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_name_the_same_values(language: str) -> None:
    """What one of them tells, the other tells as well."""
    other = {"en": "zh", "zh": "en"}[language]
    texts = {name: (say.folder / f"{name}.ftl").read_text(encoding="utf-8") for name in LANGUAGES}

    def values(name: str) -> dict[str, set[str]]:
        parts = re.split(r"^([\w-]+) = ", texts[name], flags=re.MULTILINE)[1:]
        return {key: set(re.findall(r"\$(\w+)", body)) for key, body in zip(parts[::2], parts[1::2], strict=True)}

    assert values(language) == values(other)


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0.0%"), (0.0123, "1.2%"), (0.0996, "10%"), (0.234, "23%"), (1, "100%")]
)
def test_small_shares_have_a_decimal(share: float, text: str) -> None:
    """Others have none."""
    assert text == percent(share)


@pytest.mark.parametrize(
    ("days", "usual", "en", "zh"),
    [
        (
            1,
            0,
            "The customer got in touch on 4 Mar 2026 and has waited a working day for a reply; "
            "usually it comes the same day.",
            "客户2026年3月4日主动联系后，已等了1个工作日还没有收到回复；通常当天就会回复。",
        ),
        (
            3,
            1,
            "The customer got in touch on 4 Mar 2026 and has waited 3 working days for a reply; "
            "usually it comes within a working day.",
            "客户2026年3月4日主动联系后，已等了3个工作日还没有收到回复；通常1个工作日内就会回复。",
        ),
    ],
)
def test_one_day_and_none_are_said_as_people_do(days: int, usual: int, en: str, zh: str) -> None:
    """Singular, plural, and the same day."""
    assert (en, zh) == tuple(say("waiting", last=date(2026, 3, 4), days=days, usual=usual))
