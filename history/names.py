"""What the regions, industries, sources and products of a history are called besides, as in another language."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from pydantic import BaseModel, ConfigDict

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


class Names(BaseModel):
    """The `[questions]` table of `leadcast.toml`.

    `also` says what else a region, industry, source or product is called; a name of the history itself comes first.
    Questions may use all of it, and readers are shown the first that is in their language: a name with Chinese
    characters is Chinese, another with Latin letters English.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    also: dict[str, tuple[str, ...]] = {}

    def __hash__(self) -> int:
        return hash(self.pairs)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every name with what else it is called."""
        return tuple((name, other) for name, others in self.also.items() for other in others)

    def besides(self, own: Iterable[str]) -> "Names":
        """The same without what is the history's own name of something, which it would be taken for."""
        taken = {_form(name) for name in own}
        kept = {name: tuple(each for each in others if _form(each) not in taken) for name, others in self.also.items()}
        return Names(also=kept)

    def shown(self, name: str, language: str) -> str:
        """What readers of "zh" or "en" are shown for a name of the history: that name where they know no other."""
        return self.translated[language].get(name, name)

    def told(self, name: str) -> str:
        """A name of the history, with what readers of another language are shown for it in brackets."""
        others = (shown[name] for shown in self.translated.values() if name in shown)
        return "".join((name, *(f" ({other})" for other in others)))

    def own(self, asked: str, known: Collection[str]) -> str | None:
        """Which of the `known` names of the history is called so, in letters of either case; its own come first.

        None where nothing is called so, or more than one.
        """
        if asked in known:
            return asked
        form = _form(asked)
        own = {name for name in known if _form(name) == form}
        called = own or {name for name in known if form in map(_form, self.also.get(name, ()))}
        return called.pop() if len(called) == 1 else None

    @cached_property
    def translated(self) -> Mapping[str, Mapping[str, str]]:
        """By language, the names of the history that readers are shown another for, and which one.

        None that two names are called by.
        """
        spoken = {name: {_form(each) for each in (name, *others)} for name, others in self.also.items()}
        claims = Counter(form for forms in spoken.values() for form in forms)
        found: dict[str, dict[str, str]] = {"zh": {}, "en": {}}
        # Backwards: the first one holds.
        for name, other in reversed(self.pairs):
            language = _language(other)
            if language not in (None, _language(name)) and claims[_form(other)] == 1:
                found[language][name] = other
        return found


def _language(name: str) -> str | None:
    return "zh" if _HAN.search(name) else "en" if _LATIN.search(name) else None


def _form(name: str) -> str:
    """What names differ by that questions tell apart."""
    return unicodedata.normalize("NFKC", name).casefold().strip()
