"""Typed things that a page began to say, or no longer says."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from scrapers.pages.blocks import Block
from scrapers.pages.change import Finding
from scrapers.pages.findings import facts, places, prices, technologies, tenders, vendors
from scrapers.pages.findings.spans import Found, sentence
from scrapers.pages.letters import narrow

_READERS: tuple[Callable[[str, tuple[str, ...]], Iterable[Found]], ...] = (
    vendors.read,
    technologies.read,
    facts.read_products,
    prices.read,
    places.read,
    facts.read_certifications,
    tenders.read,
    facts.read_counts,
    facts.read_awards,
)

# A page that says more at once is another page.
MOST_BLOCKS = 400


def findings(added: Sequence[Block], removed: Sequence[Block]) -> tuple[Finding, ...]:
    """What the added lines say that the removed do not, and (`gone`) the other way round, without repetitions."""
    new, old = _told(added), _told(removed)
    came = [Finding(found.kind, found.value, span) for found, span in new.values()]
    went = [Finding(found.kind, found.value, span, gone=True) for found, span in old.values()]
    return tuple(
        [finding for key, finding in zip(new, came, strict=True) if key not in old]
        + [finding for key, finding in zip(old, went, strict=True) if key not in new]
    )


def _told(blocks: Sequence[Block]) -> dict[tuple[str, str], tuple[Found, str]]:
    told: dict[tuple[str, str], tuple[Found, str]] = {}
    for block in blocks[:MOST_BLOCKS]:
        for found in _read(block):
            told.setdefault((found.kind, found.value.casefold()), (found, sentence(block.text, found.start, found.end)))
    return told


def _read(block: Block) -> Iterator[Found]:
    text = narrow(block.text)
    for reader in _READERS:
        yield from reader(text, block.path)
