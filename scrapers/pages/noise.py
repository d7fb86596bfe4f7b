"""Which differences between two captures are the page's own, which the whole site's, and which nobody's."""

from collections.abc import Callable
from dataclasses import dataclass

from scrapers.pages.blocks import Block, Document
from scrapers.pages.compare import Difference
from scrapers.pages.memory import MOST_MARKS, PageMemory, SiteMemory, last
from scrapers.pages.places import is_counted, is_new_template, places, replaced

# A place at which one line took another's at three of the last ten captures is volatile.
OFTEN, WINDOW = 3, 10


@dataclass(frozen=True)
class Sorted:
    """A difference parted: what the page says, what the site says. What is in neither is noise."""

    page: Difference
    site: Difference


def sort(found: Difference, memory: PageMemory, site: SiteMemory, document: Document) -> Sorted:
    """Part a difference by whose it is."""
    telling = found.where(_telling(found, memory, document))
    shared = site.shared()

    def is_shared(block: Block) -> bool:
        known = block.mark in shared or site.news.get(block.mark, document.url) != document.url
        return block.region == "site" or known

    common, told = telling.where(is_shared), frozenset(site.told)
    return Sorted(
        telling.where(lambda block: not is_shared(block)),
        Difference(
            tuple(block for block in common.added if f"+{block.mark}" not in told),
            tuple(block for block in common.removed if f"-{block.mark}" not in told),
        ),
    )


def _telling(found: Difference, memory: PageMemory, document: Document) -> Callable[[Block], bool]:
    stands = places(memory.blocks) | places(document.blocks)
    silent, restless = _volatile(memory), _lately(memory)
    rebuilt = is_new_template(memory.blocks, document.blocks)
    counters = {
        block.mark for pair in replaced(memory.blocks, document.blocks, found) if is_counted(*pair) for block in pair
    }

    def tells(block: Block) -> bool:
        if block.region == "aside" or block.mark in counters | restless:
            return False
        return stands.get(block.mark) not in silent and (block.is_prose or not rebuilt)

    return tells


def _volatile(memory: PageMemory) -> frozenset[str]:
    return frozenset(
        place for place, at in memory.places.items() if sum(memory.looks - n < WINDOW for n in at) >= OFTEN
    )


def _lately(memory: PageMemory) -> frozenset[str]:
    return frozenset(line for line, at in memory.restless.items() if memory.looks - at < WINDOW)


def confirmed(news: Difference, found: Difference, memory: PageMemory) -> Difference:
    """What was there at the last look and is still. Where a line came and was replaced again, its slot is unsettled."""
    unsettled = {slot for mark, slot in memory.pending.items() if mark not in found.marks()}
    told = news.among(memory.pending)
    return Difference(told.added, tuple(block for block in told.removed if block.slot not in unsettled), told.relinked)


def remember_places(memory: PageMemory, found: Difference, document: Document) -> dict[str, list[int]]:
    """At which looks a line took another's place, by place; those that are muted are counted on."""
    number = memory.looks + 1
    stands = places(document.blocks)
    fresh = [new for _, new in replaced(memory.blocks, document.blocks, found) if new.mark not in memory.pending]
    fresh += [block for block in found.relinked if block.link_mark not in memory.pending]
    touched = sorted({stands[block.mark] for block in fresh if block.mark in stands})
    known = {place: at for place, at in memory.places.items() if number - at[-1] < WINDOW and place not in touched}
    return last(known | {place: [*memory.places.get(place, []), number][-WINDOW:] for place in touched}, MOST_MARKS)


def remember_restless(memory: PageMemory, found: Difference, told: Difference) -> dict[str, int]:
    """At which look a line went for good, or came or went and was back at the next: its return is no news."""
    number = memory.looks + 1
    reverted = memory.pending.keys() - found.marks().keys()
    moved = [*sorted(reverted), *(block.mark for block in told.removed)]
    return last(memory.restless | dict.fromkeys(moved, number), MOST_MARKS)
