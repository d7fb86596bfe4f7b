"""Where lines stand, so that a line that takes another's place is known from one that is put beside it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from scrapers.pages.blocks import Block
from scrapers.pages.compare import Difference

_NUMBERS = re.compile(r"\d+")
# With fewer lines than this share in known slots the page was rebuilt; of a page of few lines that can't be said.
_KNOWN_SLOTS, _FEW = 0.3, 5


def places(blocks: Sequence[Block]) -> dict[str, str]:
    """The place of every line, by its mark. Short lines of one slot share a place, running text has one each."""
    return {
        block.mark: f"{block.slot}#{number}" if block.is_prose else block.slot for block, number in _numbered(blocks)
    }


def replaced(before: Sequence[Block], after: Sequence[Block], found: Difference) -> list[tuple[Block, Block]]:
    """Lines that went, each with the one that came exactly where it stood."""
    gone, come = {block.mark for block in found.removed}, {block.mark for block in found.added}
    old = {(block.slot, number): block for block, number in _numbered(before) if block.mark in gone}
    new = {(block.slot, number): block for block, number in _numbered(after) if block.mark in come}
    return [(old[place], new[place]) for place in new if place in old]


def is_counted(before: Block, after: Block) -> bool:
    """Whether two lines are one word each and differ in nothing but digits, as names of servers and builds do."""
    words = before.text, after.text
    if any(" " in word or len(word) > 40 or not any(map(str.isalpha, word)) for word in words):
        return False
    return _NUMBERS.sub("#", words[0]) == _NUMBERS.sub("#", words[1]) and not any(map(_is_amount, words))


def is_new_template(before: Sequence[Block], after: Sequence[Block]) -> bool:
    """Whether the page was built anew: hardly any place of its markup is known."""
    own, slots = [block for block in after if block.region == "main"], {block.slot for block in before}
    return len(own) >= _FEW and sum(block.slot in slots for block in own) < _KNOWN_SLOTS * len(own)


def woven(standing: Sequence[Block], leaving: Sequence[Block], before: Sequence[Block]) -> list[Block]:
    """The lines that stand, with those that are about to leave put back where they stood."""
    result, leave = list(standing), {block.mark for block in leaving}
    at = {block.mark: number for number, block in enumerate(result)}
    after: dict[int, list[Block]] = {}
    last = -1
    for block in before:
        last = at.get(block.mark, last)
        if block.mark in leave:
            after.setdefault(last, []).append(block)
    for number in sorted(after, reverse=True):
        result[number + 1 : number + 1] = after[number]
    return result


def _numbered(blocks: Sequence[Block]) -> Iterator[tuple[Block, int]]:
    counts: Counter[str] = Counter()
    for block in blocks:
        yield block, counts[block.slot]
        counts[block.slot] += 1


def _is_amount(word: str) -> bool:
    return any(sign in "%$€£¥元" for sign in word)
