"""Pages that moved."""

from datetime import UTC, datetime

from scrapers.pages.blocks import Document, read
from scrapers.pages.same import MOVED, same_page
from scrapers.records import Page

MENU = "<nav>" + "".join(f"<a href='/{n}'>Menu entry number {n}</a>" for n in range(9)) + "</nav>"
TEXT = "".join(f"<p>Paragraph {word} says something of its own that no other page says.</p>" for word in "abcdefgh")


def document(markup: str, url: str) -> Document:
    return read(Page(url, markup.encode(), datetime(2026, 3, 2, tzinfo=UTC)))


def test_same_words_elsewhere_are_the_same_page():
    """A page that moved and was edited a little is known again; another page with the same menu is not."""
    old = document(MENU + TEXT, "https://acme.example/a")
    moved = document(TEXT + "<p>A new line.</p>", "https://acme.example/b")
    other = document(MENU + "<p>Quite another page about quite another thing.</p>", "https://acme.example/c")

    assert same_page(old, moved) > MOVED
    assert same_page(old, other) < 0.1


def test_canonical_address_decides():
    """A page that names the old address as its own is the old page, whatever it says."""
    old = document("<p>One thing.</p>", "https://www.acme.example/a/")
    new = document("<link rel='canonical' href='https://acme.example/a'><p>Another.</p>", "https://acme.example/b")

    assert 1.0 == same_page(old, new)
