"""What the provinces of China and its big regions are called, in Chinese and in English."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from history.traditional import simplified

_FILE = Path(__file__).with_name("places.toml")
# Marks of maps and numbers of statistics, such as CN-SN, are no names that one reads.
_ENGLISH = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)*")
# No place has a longer name; of what is, taking endings off takes the square of its length.
_LONGEST = 100


@dataclass(frozen=True)
class Gazetteer:
    """Places that belong together: `names` from every plain name to the usual one, `english` those of each place that
    readers of English know, and the `endings` that may follow a name."""

    names: Mapping[str, str]
    english: Mapping[str, tuple[str, ...]]
    endings: tuple[str, ...]

    @classmethod
    def of(cls, endings: list[str], also: Mapping[str, list[str]]) -> "Gazetteer":
        """From the names that each place has besides its usual one."""
        names = {_plain(each): name for name, others in also.items() for each in (name, *others)}
        english = {name: tuple(filter(_ENGLISH.fullmatch, others)) for name, others in also.items()}
        return cls(names, english, tuple(sorted(endings, key=len, reverse=True)))

    def usual(self, name: str) -> str | None:
        """What the place of that name is usually called; None if it is none of these."""
        if len(name) > _LONGEST:
            return None
        plain = _plain(name)
        while plain not in self.names:
            ending = next((each for each in self.endings if plain.endswith(each) and len(plain) > len(each) + 1), None)
            if ending is None:
                return None
            plain = plain.removesuffix(ending)
        return self.names[plain]


@cache
def provinces() -> Gazetteer:
    """China's 34 units of province level."""
    return Gazetteer.of(**_read()["provinces"])


@cache
def areas() -> Gazetteer:
    """China's seven big regions, and the points of the compass."""
    return Gazetteer.of(**_read()["areas"])


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def usual_name(name: str) -> str | None:
    """What a province or big region of China is usually called, by any of its names; None if it is neither."""
    return provinces().usual(name) or areas().usual(name)


@lru_cache(maxsize=4_096)
def other_names(name: str) -> tuple[str, ...]:
    """What `name` is called in the other language, the first of them most often; none where it is no such place.

    Of the points of the compass only the names of China's regions are known so: 东区 may be the east of a town.
    """
    for places in (provinces(), areas()):
        usual = places.usual(name)
        if usual is not None and simplified(name[:2]) == usual[:2]:
            return places.english[usual]
    usual = provinces().usual(name) if _ENGLISH.fullmatch(name) else None
    return (usual,) if usual else ()


def _plain(name: str) -> str:
    """Letters and digits only, in small half-width forms and simplified characters."""
    half = simplified(unicodedata.normalize("NFKC", name))
    return "".join(each for each in half.casefold() if each.isalnum())
