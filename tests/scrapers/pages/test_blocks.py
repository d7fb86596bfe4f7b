"""Pages taken apart into lines."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.pages.blocks import Document, read
from scrapers.pages.look import look
from scrapers.pages.memory import SiteMemory
from scrapers.records import Page, UnreadablePage

PARTS = ["<div>", "</div>", "<p>", "<tr>", "<td>", "</table>", "<li>", "text", "<a href='//['>", "<nav>", "]]>", "<h1>"]
AT = datetime(2026, 3, 2, tzinfo=UTC)


def document(markup: str, url: str = "https://acme.example/a", charset: str = "utf-8") -> Document:
    return read(Page(url, markup.encode(charset), AT, f"text/html; charset={charset}"))


def test_lines_lists_rows_and_headings():
    """Each stands as its own block, with the headings above it."""
    told = document(
        "<h1>Terms</h1><p>One <b>two</b><br>three</p><h2>Vendors</h2><ul><li>Alpha<li>Beta</ul>"
        "<table><tr><th>Name<th>Use</tr><tr><td>Gamma</td><td><p>Mail</p></td></tr></table>"
    )

    assert [
        ("heading", (), "Terms"),
        ("line", ("Terms",), "One two"),
        ("line", ("Terms",), "three"),
        ("heading", ("Terms",), "Vendors"),
        ("item", ("Terms", "Vendors"), "Alpha"),
        ("item", ("Terms", "Vendors"), "Beta"),
        ("row", ("Terms", "Vendors"), "Name | Use"),
        ("row", ("Terms", "Vendors"), "Gamma | Mail"),
    ] == [(block.kind, block.path, block.text) for block in told.blocks]


def test_what_is_not_seen_is_not_read():
    """Scripts, styles, comments and frames are no text; widths of characters and white space are made one."""
    told = document(
        "<style>p{}</style><script>var a</script><!-- no -->"
        "<p>ＡＢＣ\u200b\u00a0 １２３</p><noscript>turn on</noscript>"
    )

    assert ["ABC 123"] == [block.text for block in told.blocks]


@pytest.mark.parametrize(
    "markup",
    [
        "<nav><a href='/'>Home</a></nav>",
        "<div role='contentinfo'>Imprint</div>",
        "<div class='site-footer'>Imprint</div>",
        "<header><ul><li>Products</li></ul></header>",
        "<div id='cookie-banner'>We set cookies.</div>",
        "<div class='cookieConfirm--qyDQ'>Cookie Notice</div>",
        "<div class='related-posts'><a href='/x'>Another story</a></div>",
        "<h3>相关文章</h3><ul><li><a href='/x'>另一篇文章</a></li></ul>",
        "<p>Accept all cookies</p>",
    ],
)
def test_what_stands_beside_the_content_is_told_apart(markup):
    """Menus, footers, banners and links to other pages are no part of what the page says."""
    told = document(f"<main><p>{'What the page says is long enough. ' * 9}</p></main>{markup}")

    assert ["What the page says"] == [block.text[:18] for block in told.main if block.kind != "heading"]


def test_container_of_most_of_the_page_is_its_content():
    """A class name alone does not make the page a menu or a widget."""
    told = document("<div class='nav-layout sidebar'><p>All of the page is in here.</p></div>")

    assert ["All of the page is in here."] == [block.text for block in told.main]


@pytest.mark.parametrize(
    ("text", "language"), [("我们使用 SAP 和 Oracle 系统管理生产", "zh"), ("We sell 白酒 in Hamburg", "en")]
)
def test_language_is_told_by_script(text, language):
    """Latin names do not make a Chinese page English."""
    assert language == document(f"<p>{text}</p>").language


def test_declared_charset_is_read_as_its_superset():
    """A page in GBK that says GB2312 is read."""
    assert (
        "朱镕基"
        == read(Page("https://a.example", "<p>朱镕基</p>".encode("gbk"), AT, "text/html; charset=gb2312"))
        .blocks[0]
        .text
    )


def test_title_and_links():
    """Addresses are absolute and without fragments; what is no web address is left out."""
    told = document(
        "<head><title> A  page </title></head>"
        "<a href='c?d=1#e'>See</a><a href='javascript:x()'>no</a><a href='http://[bad'>no</a>"
    )

    assert "A page" == told.title
    assert (("https://acme.example/c?d=1", "See"),) == told.links


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(body):
    """Nothing else comes of garbage, and looking at it does not fail."""
    page = Page("https://acme.example/", body, AT)
    with suppress(UnreadablePage):
        read(page)
    first = look(None, SiteMemory(), page)
    look(first.memory, first.site, Page(page.url, body + b"<p>more", AT))


@given(st.lists(st.sampled_from(PARTS), max_size=60))
def test_broken_markup_loses_no_text(parts):
    """However elements are nested, each word is in some block."""
    with suppress(UnreadablePage):
        told = document(" ".join(parts))

        assert parts.count("text") == sum(block.text.split().count("text") for block in told.blocks)


@pytest.mark.parametrize(
    ("body", "kind"), [(b"%PDF-1.7 x", ""), (b"<p>x</p>", "application/pdf"), (b"  ", "text/html")]
)
def test_files_of_other_kinds_are_refused(body, kind):
    """A document that is no page is not taken apart as one."""
    with pytest.raises(UnreadablePage):
        read(Page("https://acme.example/a", body, AT, kind))


def test_entities_are_not_expanded():
    """A document type that defines entities brings nothing in."""
    told = document('<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>a &x; b</p>')

    assert "root" not in told.text


def test_class_that_all_of_the_page_has_tells_nothing():
    """Builders of sites name the boxes of the very text after widgets, too."""
    told = document(
        "".join(f"<div class='sidebar box'><p>{word} is said here at some length.</p></div>" for word in "abc")
    )

    assert 3 == len(told.main)
