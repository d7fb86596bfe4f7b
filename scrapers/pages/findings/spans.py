"""Where in a line something was read."""

import re
from typing import NamedTuple

from scrapers.pages.change import FindingKind

LONGEST = 300
_ENDS = re.compile(r"[。！？!?；;]|\.(?=\s|$)")


class Found(NamedTuple):
    """A typed thing, and which characters of the line it was read from."""

    kind: FindingKind
    value: str
    start: int
    end: int


def sentence(text: str, start: int, end: int) -> str:
    """The sentence around two positions of a text, at most 300 characters of it."""
    before = max((found.end() for found in _ENDS.finditer(text, 0, start)), default=0)
    after = _ENDS.search(text, end)
    span = text[before : after.end() if after else len(text)].strip()
    return span if len(span) <= LONGEST else text[max(0, start - 100) : start - 100 + LONGEST].strip()


def tidy(value: str) -> str:
    """A value without the marks that stand around it."""
    return value.strip(" \t,，、:：;；.。|-–—\"'“”‘’《》「」()（）[]【】")
