"""A confirmed difference as the record that is reported."""

from scrapers.pages.blocks import Document
from scrapers.pages.change import Change
from scrapers.pages.compare import Difference
from scrapers.pages.findings import findings
from scrapers.pages.masks import without_mail
from scrapers.pages.summary import summary


def change(document: Document, found: Difference) -> Change:
    """What became different, in the page's own words."""
    added = tuple(without_mail(block.text) for block in found.added)
    removed = tuple(without_mail(block.text) for block in found.removed)
    typed = findings(found.added, found.removed)
    links = tuple(f"{without_mail(block.text)} → {', '.join(block.leads)}" for block in found.relinked)
    line = summary(document.language, document.title, added or links, removed, typed)
    return Change(document.url, document.title, document.language, line, added + links, removed, typed)
