"""The names that a question may use."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Self

from history.names import Names
from models.sandbox.sandbox import Sandbox

# What each kind of name is called, in the words of a question. Longer words first, as a pattern takes the first.
CALLED = {
    "regions": r"区域|地区|大区|区|regions?\b|areas?\b|territor(?:y|ies)\b",
    "industries": r"行业|产业|industry\b|industries\b|sectors?\b",
    "sources": r"来源|渠道|sources?\b|channels?\b",
    "products": r"产品|products?\b",
}
ONE_OF = {
    "regions": ("区域", "a region"),
    "industries": ("行业", "an industry"),
    "sources": ("来源", "a source"),
    "products": ("产品", "a product"),
}
LANGUAGES = ("zh", "en")
_MOST_SHOWN = 8


@dataclass(frozen=True)
class Vocabulary:
    """The names that a question may use, kind by kind; `country` (ISO 3166 alpha-2) says whose holidays it means.

    `names` says what else each is called.
    """

    regions: tuple[str, ...]
    industries: tuple[str, ...]
    sources: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    country: str = "CN"
    names: Names = field(default_factory=Names)

    @classmethod
    def of_sandbox(cls, box: Sandbox) -> Self:
        """What a sandbox can be asked of."""
        business = box.business
        return cls(box.regions, box.industries, box.sources, box.products, business.country, business.names)

    def of(self, kind: str) -> tuple[str, ...]:
        """The names of one kind: "regions", "industries", "sources" or "products"."""
        names: tuple[str, ...] = getattr(self, kind)
        return names

    @property
    def own(self) -> list[str]:
        """The names of all kinds."""
        return [name for kind in CALLED for name in self.of(kind)]

    @property
    def others(self) -> list[str]:
        """What else they are called."""
        return [other for name in self.own for other in self.names.others(name)]

    def shown(self, name: str) -> tuple[str, str]:
        """The name as readers of Chinese, and as those of English, are shown it."""
        return self.names.shown(name, "zh"), self.names.shown(name, "en")

    def listed(self, names: Sequence[str], language: str) -> str:
        """The first of the names, as readers of "zh" or "en" are shown them."""
        shown = [self.names.shown(name, language) for name in names[:_MOST_SHOWN]]
        return ", ".join(shown) + (" …" if len(names) > _MOST_SHOWN else "")


def spoken_in(question: str, vocabulary: Vocabulary) -> Literal["zh", "en"]:
    """The language of a question: Chinese where it has Chinese characters that are no part of a name."""
    for name in sorted((*vocabulary.own, *vocabulary.others), key=len, reverse=True):
        question = question.replace(name, " ")
    return "zh" if re.search(r"[\u4e00-\u9fff]", question) else "en"
