"""Feeds of every kind, well formed or not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.records import Page, UnreadablePage
from scrapers.sources.feeds import parse

RSS = """<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>动态</title>
<item><guid>n-1</guid><title>公司中标 &amp; 签约</title><link>/news/1</link>
<pubDate>Mon, 02 Nov 2026 08:00:00 +0800</pubDate>
<description><![CDATA[<p>合同金额三百万元</p><script>x()</script>]]></description><category>中标</category></item>
<item><title>无编号</title><link>https://acme.example/news/2</link></item><item/></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://acme.example/blog/"><title>b</title>
<entry><id>tag:a,1</id><title type="html">New &lt;b&gt;plant&lt;/b&gt;</title><link href="plant"/>
<published>2026-10-01T10:00:00Z</published><updated>2026-10-05T10:00:00Z</updated><author><name>A Person</name></author>
<content type="html">&lt;p&gt;We expand.&lt;/p&gt;</content></entry></feed>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "items": [
        {"id": 7, "url": "/j/7", "title": "IPO", "content_html": "<p>a</p>", "date_published": "2026-10-01T10:00:00Z"}
    ],
}


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "gb18030"])
def test_rss_says_what_it_says(encoding, page):
    """Key, title, address, day, text and topics, in any encoding; an entry without anything is a problem."""
    found = parse(page(RSS.format(encoding=encoding).encode(encoding)))
    first, second = found.records

    assert ("n-1", "公司中标 & 签约", "https://acme.example/news/1") == (first.key, first.title, first.url)
    assert (datetime(2026, 11, 2, tzinfo=UTC), ("中标",)) == (first.published.at, first.topics)
    assert "合同金额三百万元" == first.text
    assert ("https://acme.example/news/2", None, None) == (second.key, second.published, second.text)
    assert ["entry 3"] == [problem.where for problem in found.problems]


def test_atom_says_what_it_says(page):
    """Addresses are taken from xml:base, titles lose their markup, nobody's name is kept."""
    (entry,) = parse(page(ATOM)).records

    assert ("New plant", "https://acme.example/blog/plant", "We expand.") == (entry.title, entry.url, entry.text)
    assert (1, 5) == (entry.published.at.day, entry.modified.at.day)
    assert "A Person" not in repr(entry)


def test_a_json_feed_says_what_it_says(page):
    """Numbers are ids, too."""
    (entry,) = parse(page(JSON)).records

    assert ("7", "https://acme.example/j/7", "IPO", "a") == (entry.key, entry.url, entry.title, entry.text)


def test_the_key_is_the_same_at_every_fetch(page):
    """Even without an id and a link, as long as the entry says the same."""
    body = '<rss version="2.0"><channel><item><title>only a title</title></item></channel></rss>'

    assert parse(page(body)).records[0].key == parse(page(body, url="https://b.example/")).records[0].key


def test_a_broken_feed_gives_what_can_be_read(page):
    """Markup that is cut off costs only what is lost."""
    assert "公司中标 & 签约" == parse(page(RSS.format(encoding="utf-8")[:420])).records[0].title


def test_a_moment_in_the_future_is_none(page):
    """Nothing is published after it was fetched."""
    body = RSS.format(encoding="utf-8").replace("2026", "2036")

    assert parse(page(body)).records[0].published is None


@pytest.mark.parametrize(
    "body", ["<html><body>Sign in</body></html>", "", "/etc/passwd", '{"a": 1}', '{"items": 3}', "{"]
)
def test_what_is_no_feed_says_so(body, page):
    """A path is no invitation to open it."""
    with pytest.raises(UnreadablePage):
        parse(page(body))


def test_entities_are_not_unfolded(page):
    """A document that would unfold to gigabytes, or read a file, does neither."""
    lol = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    body = f'{lol}<rss version="2.0"><channel><item><title>x &b; &f;</title></item></channel></rss>'

    assert "root:" not in str(parse(page(body)).records[0].title)


@given(body=st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_an_unreadable_page(body):
    """Never another exception."""
    try:
        parse(Page("https://a.example/", body, datetime(2026, 1, 1, tzinfo=UTC)))
    except UnreadablePage:
        return
