"""Is this the page that used to stand at another address?"""

from scrapers.pages.blocks import Document
from scrapers.pages.walk import compared

# From here on two documents are taken for one that moved.
MOVED = 0.7


def same_page(before: Document, after: Document) -> float:
    """How likely the two documents are one page, 0 to 1: the share of text that both have, or 1 by canonical address.

    Only what a page itself says counts; what all pages of a site share says nothing.
    """
    own = compared(after.canonical or ""), compared(before.canonical or "")
    if own[0] and own[0] in (compared(before.url), own[1]):
        return 1.0
    old, new = ({block.key: len(block.key) for block in document.main} for document in (before, after))
    both = sum(length for key, length in new.items() if key in old)
    return 2 * both / max(sum(old.values()) + sum(new.values()), 1)
