"""Where lines stand, so that a line that takes another's place is known from one that is put beside it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from scrapers.pages.blocks import Block
from scrapers.pages.compare import Difference

_PROSE_EN, _PROSE_ZH = 40, 18
_NUMBERS = re.compile(r"\d+")
# Below this share of known slots the page was rebuilt.
_KNOWN_SLOTS = 0.3


def is_prose(block: Block) -> bool:
    """Whether a line is long enough to be running text, in either script."""
    wide = sum("\u3400" <= letter <= "\u9fff" for letter in block.text)
    return wide >= _PROSE_ZH or len(block.text) - wide >= _PROSE_EN


def places(blocks: Sequence[Block]) -> dict[str, str]:
    """The place of every line, by its mark. Short lines of one slot share a place, running text has one each."""
    return {
        block.mark: f"{block.slot}#{number}" if is_prose(block) else block.slot for block, number in _numbered(blocks)
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
    slots = {block.slot for block in after if block.region == "main"}
    return len(slots) >= 5 and len(slots & {block.slot for block in before}) < _KNOWN_SLOTS * len(slots)


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
