"""What every feature column means: `dictionary.csv`, one line a pattern of column names, the first that fits counts.

A new feature needs one line there: `pattern` with a placeholder of `PLACEHOLDERS` where names vary, `of` (whose fact
it is), `unit`, `meaning`, `unknown` (when it is NaN), and a label in English and Chinese that a salesperson knows.
"""

import csv
import re
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from history.tables import SIGNAL_KINDS

TABLE = Path(__file__).with_suffix(".csv")


@dataclass(frozen=True)
class Placeholder:
    """A part of column names that varies: the names it stands for, and how each reads in English and Chinese.

    A value without words of its own fills the `{}` of `en` and `zh`; a window such as `30d` with its number alone.
    """

    regex: str
    stands_for: str
    en: str = "{}"
    zh: str = "{}"
    words: tuple[tuple[str, str, str], ...] = ()

    def read(self, value: str) -> tuple[str, str]:
        """`value` in English and in Chinese."""
        for name, en, zh in self.words:
            if value == name:
                return en, zh
        number = value.removesuffix("d") if re.fullmatch(r"\d+d", value) else value
        return self.en.format(number), self.zh.format(number)


def _named(stands_for: str, *words: tuple[str, str, str]) -> Placeholder:
    return Placeholder("|".join(name for name, _, _ in words), stands_for, words=words)


PLACEHOLDERS = {
    "window": Placeholder(
        r"\d+d|all",
        "the last so many days, up to and with the cut-off; `all`: everything known",
        "last {} days",
        "近{}天",
        (("all", "so far", "累计"),),
    ),
    "ahead": Placeholder(r"\d+d", "so many days from the cut-off's day on", "next {} days", "未来{}天"),
    "half_life": Placeholder(r"\d+d", "days after which a purchase counts half", "half-life {} days", "半衰期{}天"),
    "kind": Placeholder(
        r"\w+",
        "a kind of activity of the vocabulary, or `other_kind`",
        words=(("other_kind", "other contact", "其他联系"),),
    ),
    "stage": Placeholder(r"\w+", "an open stage of the vocabulary"),
    "direction": _named("who made the touch", ("inbound", "inbound", "客户主动"), ("outbound", "outbound", "我方主动")),
    "outcome": _named("how the lead ended", ("won", "won", "赢单"), ("lost", "lost", "输单")),
    "category": _named(
        "a category of the row",
        ("region", "region", "区域"),
        ("industry", "industry", "行业"),
        ("source", "source", "来源"),
        ("product", "product", "产品"),
        ("rep", "salesperson", "销售"),
    ),
    "signal": _named(
        "a kind of public signal",
        *zip(
            SIGNAL_KINDS,
            ("website change", "job posting", "patent", "news item"),
            ("网站更新", "招聘信息", "专利", "新闻"),
            strict=True,
        ),
    ),
}


@dataclass(frozen=True)
class Entry:
    """What is said of one feature column, or of a pattern of them: all about what was known at the cut-off.

    `of` says whose fact it is: the row's own account or lead (`row`), an `account` (of a lead: the one that it belonged
    to, NaN where there was none), a `region`, a `rep`, another category, or the whole `business`.
    """

    pattern: str
    of: str
    unit: str
    meaning: str
    unknown: str
    en: str
    zh: str

    @property
    def family(self) -> str:
        """What the names of its family begin with, such as `orders`."""
        return self.pattern.split("_")[0]

    def match(self, column: str) -> dict[str, str] | None:
        """What the placeholders stand for in the name `column`; None where the pattern does not fit it."""
        found = _compiled(self.pattern).fullmatch(column)
        return found and found.groupdict()

    def filled(self, values: dict[str, str]) -> "Entry":
        """The entry of one column, with `values` in place of the placeholders."""
        words = {name: PLACEHOLDERS[name].read(value) for name, value in values.items()}
        en, zh = ({name: word[language] for name, word in words.items()} for language in (0, 1))
        texts = {each.name: getattr(self, each.name) for each in fields(self)}
        plain = {name: text.format(**values) for name, text in texts.items()}
        return Entry(**{**plain, "en": self.en.format(**en), "zh": self.zh.format(**zh)})


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"{(\w+)}", lambda name: f"(?P<{name[1]}>{PLACEHOLDERS[name[1]].regex})", pattern))


@cache
def entries() -> tuple[Entry, ...]:
    """All patterns, in the order in which they are tried."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return tuple(Entry(**line) for line in csv.DictReader(lines))


def entry_of(column: str) -> Entry | None:
    """The pattern that the name `column` falls under, None for one that nothing is said of."""
    return next((entry for entry in entries() if entry.match(column) is not None), None)


@cache
def describe(column: str) -> Entry | None:
    """What is said of the feature `column`, with its own kind, stage and window; None where nothing is."""
    entry = entry_of(column)
    return entry and entry.filled(entry.match(column) or {})
