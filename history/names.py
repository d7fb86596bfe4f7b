"""What the regions, industries, sources and products of a history are called besides, as in another language."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from functools import cached_property

from pydantic import BaseModel, ConfigDict, PrivateAttr

from history.places import other_names

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


class Names(BaseModel):
    """The `[questions]` table of `leadcast.toml`.

    `also` says what else a region, industry, source or product is called; a name of the history itself comes first.
    The provinces of China and its big regions are known without. Questions may use all of it, and readers are shown
    the first that is in their language: a name with Chinese characters is Chinese, another with Latin letters English.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    also: dict[str, tuple[str, ...]] = {}
    _taken: frozenset[str] = PrivateAttr(default=frozenset())
    _shared: frozenset[str] = PrivateAttr(default=frozenset())

    def __hash__(self) -> int:
        return hash((tuple(self.also.items()), self._taken, self._shared))

    def others(self, name: str) -> tuple[str, ...]:
        """What else the name is called: first what the settings say."""
        known = (each for each in other_names(name) if _form(each) not in self._shared)
        every = dict.fromkeys((*self.also.get(name, ()), *known))
        return tuple(each for each in every if _form(each) not in self._taken)

    def besides(self, own: Iterable[str]) -> "Names":
        """The same without what is the history's own name of something, which it would be taken for, and without what
        two of its names mean alike, such as Guangdong for 广东 and 广东省."""
        found, names = self.model_copy(), frozenset(own)
        meant = Counter(form for name in names for form in {_form(each) for each in other_names(name)})
        found._taken = frozenset(map(_form, names))
        found._shared = frozenset(form for form, count in meant.items() if count > 1)
        return found

    def shown(self, name: str, language: str) -> str:
        """What readers of "zh" or "en" are shown for a name of the history: that name where they know no other.

        None that the settings have two names called by.
        """
        if _language(name) == language:
            return name
        settled = self.also.get(name, ())
        known = (each for each in self.others(name) if _language(each) == language)
        return next((each for each in known if self._claims[_form(each)] == (each in settled)), name)

    def told(self, name: str) -> str:
        """A name of the history, with what readers of another language are shown for it in brackets."""
        others = (self.shown(name, language) for language in ("zh", "en"))
        return "".join((name, *(f" ({other})" for other in others if other != name)))

    def own(self, asked: str, known: Collection[str]) -> str | None:
        """Which of the `known` names of the history is called so, in letters of either case.

        Its own names come first, then what the settings say; 广东省 is 广东 where there is no other. None where
        nothing is called so, or more than one.
        """
        form = _form(asked)
        if asked in known:
            return asked
        for called in (lambda name: (name,), lambda name: self.also.get(name, ()), self.others):
            if found := {name for name in known if form in map(_form, called(name))}:
                return found.pop() if len(found) == 1 else None
        place = other_names(asked)
        same = {name for name in known if place and other_names(name) == place}
        return same.pop() if len(same) == 1 else None

    @cached_property
    def _claims(self) -> Counter[str]:
        """How many names the settings call so."""
        spoken = ({_form(each) for each in (name, *others)} for name, others in self.also.items())
        return Counter(form for forms in spoken for form in forms)


def _language(name: str) -> str | None:
    return "zh" if _HAN.search(name) else "en" if _LATIN.search(name) else None


def _form(name: str) -> str:
    """What names differ by that questions tell apart."""
    return unicodedata.normalize("NFKC", name).casefold().strip()
