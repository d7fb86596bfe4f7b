"""Sentences in English and Chinese, from Fluent files, with plurals, numbers and dates as each language has them.

Source: Project Fluent, https://projectfluent.org/fluent/guide/.
"""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Message, Resource

from history.names import Names
from models.evidence import Text

LANGUAGES = ("en", "zh")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Value = str | int | float | date | Text


def day(moment: date, language: str) -> str:
    """A day as people of that language write it: 4 Mar 2026, 2026年3月4日."""
    if language == "zh":
        return f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def named(name: str, names: Names) -> Text:
    """A name of the history as readers of each language are shown it."""
    return Text(*(names.shown(name, language) for language in LANGUAGES))


class Phrases:
    """The messages of `folder/en.ftl` and `folder/zh.ftl`, which are read when the first is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, key: str, /, **values: Value) -> Text:
        """The message `key` in both languages. A day is written out, a `Text` gives each language its own words.

        Raises:
            KeyError: there is no such message.
            ValueError: it needs a value that was not given.
        """
        return Text(*(self._said(language, key, values) for language in LANGUAGES))

    def keys(self, language: str) -> frozenset[str]:
        """The messages of one language."""
        return frozenset(entry.id.name for entry in self._read(language).body if isinstance(entry, Message))

    @cached_property
    def _bundles(self) -> dict[str, FluentBundle]:
        # Isolating marks would stand in the text as invisible characters; both languages run left to right.
        bundles = {language: FluentBundle([language], use_isolating=False) for language in LANGUAGES}
        for language, bundle in bundles.items():
            bundle.add_resource(self._read(language))
        return bundles

    def _read(self, language: str) -> Resource:
        return FluentResource((self.folder / f"{language}.ftl").read_text(encoding="utf-8"))

    def _said(self, language: str, key: str, values: dict[str, Value]) -> str:
        bundle = self._bundles[language]
        if not bundle.has_message(key):
            raise KeyError(key)
        pattern = bundle.get_message(key).value
        assert pattern is not None
        found, faults = bundle.format_pattern(
            pattern, {name: _given(value, language) for name, value in values.items()}
        )
        if faults:
            raise ValueError(f"{key} ({language}): {faults[0]}")
        return str(found)


def _given(value: Value, language: str) -> Any:
    if isinstance(value, Text):
        return getattr(value, language)
    return day(value, language) if isinstance(value, date) else value
