"""How much a signal has to do with what the seller offers: shared words, told by how rare they are, and topics."""

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from scrapers.meaning.taxonomy import About

_WORD = re.compile(r"[a-z0-9][a-z0-9+#.-]*[a-z0-9+#]|[\u3400-\u9fff]+")
# Words that say nothing of an offering.
_COMMON = frozenset(
    word
    for words in (
        ("the", "and", "for", "with", "from", "our", "you", "your", "are", "its", "this", "that", "new", "more", "all"),
        ("company", "companies", "customer", "business", "service", "solution", "product", "offer", "provide", "one"),
    )
    for word in words
)
_COMMON_ZH = frozenset(
    ("公司", "我们", "提供", "服务", "产品", "解决", "方案", "客户", "企业", "有限", "以及", "相关", "进行")
)


class Offering(BaseModel):
    """The `[offering]` table of `leadcast.toml`: a few lines on what is sold, words and topics that matter.

    `topics` weighs topics from 0 to 1; signals with a word of `exclude` are of no relevance.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    description: str = ""
    keywords: tuple[str, ...] = ()
    topics: dict[str, float] = {}
    exclude: tuple[str, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether it says anything to judge by."""
        return bool(self.description.strip() or self.keywords or self.topics)


@dataclass(frozen=True)
class Relevance:
    """`score` in 0 … 1, and the words and topics that it comes from."""

    score: float
    because: tuple[str, ...]


def relevance(title: str | None, text: str | None, topics: tuple[About, ...], offering: Offering) -> Relevance | None:
    """How relevant a signal is; None (unknown) where no offering is given."""
    if not offering.is_given:
        return None
    whole = _plain(f"{title or ''} {text or ''}")
    if excluded := [word for word in offering.exclude if _plain(word) in whole]:
        return Relevance(0.0, tuple(f"-{word}" for word in excluded))
    named = [word for word in offering.keywords if _plain(word) in whole]
    wanted, found = words(offering.description), words(whole)
    shared = sorted(wanted.keys() & found.keys(), key=lambda word: (-_weight(word), word))
    evidence = 1.5 * len(named) + sum(map(_weight, shared))
    weighed = max((offering.topics.get(each.key, 0.0) * each.score for each in topics), default=0.0)
    told = tuple(each.key for each in topics if offering.topics.get(each.key))
    score = 1 - (1 - weighed) * math.exp(-evidence / 2)
    return Relevance(round(score, 3), (*named, *shared[:8], *told))


def words(text: str) -> Counter[str]:
    """Words that can tell something: English ones, and pairs of Chinese letters."""
    found: Counter[str] = Counter()
    for word in _WORD.findall(_plain(text)):
        if "\u3400" <= word[0] <= "\u9fff":
            found.update(pair for place in range(len(word) - 1) if (pair := word[place : place + 2]) not in _COMMON_ZH)
        elif len(word) > 2 and (plain := word.removesuffix("s") if len(word) > 4 else word) not in _COMMON:
            found[plain] += 1
    return found


def _weight(word: str) -> float:
    """Longer words are rarer: a pair of Chinese letters tells about as much as an English word of six."""
    return 0.35 if "\u3400" <= word[0] <= "\u9fff" else min(1.0, len(word) / 12)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
