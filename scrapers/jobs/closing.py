"""Which jobs of a board are new, still open, or closed, from one look to the next. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

# Looks in a row at which a job is missing before it counts as closed: a program's answer is whole, a page is not.
MISSES = {"api": 1, "page": 4}
# A board that shrinks below this share of its running median is not believed.
LEAST_SHARE = 0.7
WINDOW = 9
# So many looks in a row that show the smaller board prove it.
PROOF = 4


@dataclass(frozen=True)
class BoardMemory:
    """Open jobs by id, with the looks in a row at which each was missing; the sizes of the last boards that were
    believed, and how many looks in a row since were not.
    """

    open: dict[str, int] = field(default_factory=dict)
    sizes: tuple[int, ...] = ()
    doubts: int = 0

    def to_json(self) -> str:
        """As JSON text."""
        return json.dumps({"open": self.open, "sizes": self.sizes, "doubts": self.doubts}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "BoardMemory":
        """What `to_json` wrote."""
        told = json.loads(text)
        return cls(told["open"], tuple(told["sizes"]), told["doubts"])


@dataclass(frozen=True)
class Seen:
    """What a look says: ids that are new, ids that closed, and why the board was not believed, if it was not."""

    memory: BoardMemory
    new: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    doubt: str | None = None


def look(memory: BoardMemory, ids: Sequence[str], kind: str = "api") -> Seen:
    """What a board that lists `ids` says beyond what is remembered. Jobs that are listed are open, believed or not.

    A look that failed (5xx, 403, 429, no answer) is none: do not call this for it.
    """
    listed = dict.fromkeys(ids)
    new = tuple(each for each in listed if each not in memory.open)
    doubt = _doubt(memory, len(listed))
    missing = {each: misses for each, misses in memory.open.items() if each not in listed}
    if doubt is None:
        missing = {each: misses + 1 for each, misses in missing.items()}
    closed = tuple(each for each, misses in missing.items() if misses >= MISSES[kind])
    after = dict.fromkeys(listed, 0) | {each: misses for each, misses in missing.items() if each not in closed}
    if doubt:
        return Seen(BoardMemory(after, memory.sizes, memory.doubts + 1), new, closed, doubt)
    sizes = (*(() if memory.doubts else memory.sizes), len(listed))[-WINDOW:]
    return Seen(BoardMemory(after, sizes), new, closed)


def gone(memory: BoardMemory) -> Seen:
    """What a board says that is gone itself: all of its jobs closed. Should it return, that is a first look again."""
    return Seen(BoardMemory(), closed=tuple(memory.open))


def _doubt(memory: BoardMemory, size: int) -> str | None:
    usual = median(memory.sizes) if memory.sizes else 0
    if size < LEAST_SHARE * usual and memory.doubts + 1 < PROOF:
        return f"{size} jobs where {usual:g} are usual: not believed"
    return None
