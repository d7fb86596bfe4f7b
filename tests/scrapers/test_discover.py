"""What is worth watching on a website, told from its home page."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from scrapers.discover import discover
from scrapers.records import Page
from scrapers.targets import Proposal

HOME = "https://www.huaxing.example/"
BODY = """<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml">
<link rel="alternate" hreflang="en" href="/en/"></head><body><a href="/">首页</a><a href="/xinwen/">公司动态</a>
<a href="http://hr.huaxing.example/list">诚聘英才</a><a href="about.html">关于我们</a><a href="#top">招聘</a>
<a href="https://elsewhere.example/news">新闻</a><a href="javascript:x()">News</a><a href="/caigou/">采购公告</a>
<a href="https://boards.greenhouse.io/huaxing">Jobs</a><a href="mailto:a@b.example">Careers</a></body></html>"""


def test_sections_feeds_boards_and_sitemaps_are_found():
    """On the site and its subdomains; other sites are left alone but for job boards that can be read."""
    found = discover(Page(HOME, BODY.encode("gbk"), datetime(2026, 1, 1, tzinfo=UTC)), None)
    board = "https://boards-api.greenhouse.io/v1/boards/huaxing/jobs?content=true"

    assert {
        Proposal(f"{HOME}sitemap.xml", "sitemap"),
        Proposal(f"{HOME}feed.xml", "feed"),
        Proposal("http://hr.huaxing.example/list", "careers"),
        Proposal(f"{HOME}xinwen/", "page"),
        Proposal(f"{HOME}caigou/", "page"),
        Proposal(f"{HOME}about.html", "page"),
        Proposal(board, "board"),
    } == set(found)


def test_sitemaps_are_those_that_robots_name():
    """Instead of the usual place."""
    robots = "User-agent: *\nDisallow: /x\nSitemap: https://www.huaxing.example/map.xml.gz\n"
    found = discover(Page(HOME, b"<p>x", datetime(2026, 1, 1, tzinfo=UTC)), robots)

    assert (Proposal("https://www.huaxing.example/map.xml.gz", "sitemap"),) == found


@given(body=st.binary(max_size=300), robots=st.none() | st.text(max_size=100))
def test_any_page_leads_somewhere_or_nowhere(body, robots):
    """Never an error, and only to web addresses."""
    page = Page(HOME, b"<html><a href='" + body, datetime(2026, 1, 1, tzinfo=UTC))

    assert all(
        each.url.startswith(("http://", "https://")) for each in discover(page, robots) if each.kind != "sitemap"
    )
