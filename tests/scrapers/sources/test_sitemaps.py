"""Sitemaps by the protocol, and as they are found."""

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.records import Page, UnreadablePage
from scrapers.sources.sitemaps import parse

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
URLS = f"""<?xml version="1.0"?><urlset {NS}><url><loc> https://acme.example/a </loc><lastmod>2026-11-01</lastmod></url>
<url><loc>https://acme.example/新闻</loc></url><url><loc>https://acme.example/a</loc></url><url><loc>nowhere:</loc></url></urlset>"""
INDEX = f"<sitemapindex {NS}><sitemap><loc>https://acme.example/s1.xml.gz</loc></sitemap></sitemapindex>"


def addresses(found):
    """What is named, in order."""
    return [link.url for link in found.records]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_addresses_are_named_once(pack, page):
    """Packed or not; what is no address is a problem."""
    found = parse(page(pack(URLS.encode())))

    assert ["https://acme.example/a", "https://acme.example/新闻"] == addresses(found)
    assert (True, 1) == (found.records[0].modified.day_only, len(found.problems))


def test_an_index_leads_to_sitemaps(page):
    """They are told from pages."""
    assert ["sitemap"] == [link.leads_to for link in parse(page(INDEX)).records]


def test_plain_lists_and_feeds_are_sitemaps(page):
    """By the protocol."""
    feed = '<rss version="2.0"><channel><item><link>https://acme.example/n</link></item></channel></rss>'

    assert ["https://acme.example/a"] == addresses(parse(page("\ufeffhttps://acme.example/a\r\nxx\n")))
    assert ["https://acme.example/n"] == addresses(parse(page(feed)))


@pytest.mark.parametrize("body", ["<html><body>404</body></html>", "not here", b"\x1f\x8bbroken"])
def test_what_is_no_sitemap_says_so(body, page):
    """Pages that are answered instead."""
    with pytest.raises(UnreadablePage):
        parse(page(body))


def test_a_bomb_is_not_unpacked(page):
    """A sitemap that unpacks to more than the protocol allows is refused."""
    with pytest.raises(UnreadablePage, match="50 MiB"):
        parse(page(gzip.compress(bytes(51 * 2**20))))


@given(body=st.binary(max_size=300))
def test_any_bytes_are_a_sitemap_or_an_unreadable_page(body):
    """Never another exception."""
    try:
        parse(Page("https://a.example/", b"<urlset>" + body, datetime(2026, 1, 1, tzinfo=UTC)))
    except UnreadablePage:
        return
