"""Captures that are not the page."""

from datetime import UTC, datetime

import pytest

from scrapers.pages.blocks import read
from scrapers.pages.quality import judge
from scrapers.records import Page

LONG = "Wir bauen Maschinen. We build machines and ship them to all countries of the world. " * 12


def judged(markup: str, status: int = 200, headers: dict[str, str] | None = None) -> str:
    return judge(
        read(Page("https://acme.example/", markup.encode(), datetime(2026, 3, 2, tzinfo=UTC))), status, headers
    ).kind


@pytest.mark.parametrize(
    ("kind", "markup"),
    [
        ("missing", "<title>404</title><p>Sorry, this page could not be found.</p>"),
        ("missing", "<nav>首页</nav><h2>您访问的页面不存在</h2><p>3 秒后返回首页</p>"),
        ("missing", f"<h1>Page not found</h1><footer>{LONG}</footer>"),
        ("error", "<h1>Something went wrong</h1><p>Try again later.</p>"),
        ("error", "<p>服务器繁忙，请稍后再试</p>"),
        ("error", "<title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>"),
        ("challenge", "<title>Just a moment...</title><p>Checking your browser.</p>"),
        ("challenge", "<p>请完成安全验证后继续访问</p>"),
        ("blocked", "<title>Access Denied</title><p>You don't have permission to access this.</p>"),
        ("blocked", "<p>您的访问被拒绝</p>"),
        ("login", "<p>请先登录后查看</p>"),
        ("parked", "<p>This domain is for sale.</p>"),
        ("shell", f"<div id='root'></div><script>{'x' * 900}</script>"),
        ("empty", "<div></div>"),
    ],
)
def test_what_is_served_in_place_of_a_page(kind, markup):
    """Each is known by what it says, though it came as 200."""
    assert kind == judged(markup)


@pytest.mark.parametrize(
    "markup",
    [
        f"<title>Error handling in machines</title><h1>Errors</h1><p>{LONG}</p>",
        f"<p>{LONG} If a part is not found, log in to your account. 404 and 500 are sizes of our bags.</p>",
        "<title>Acme</title><h1>Acme</h1><p>500 employees in Hamburg build 404 machines a year.</p>",
        "<title>某某科技</title><p>专注于工业软件，服务 500 家客户。</p>",
    ],
)
def test_page_is_a_page(markup):
    """Words about errors, and bare numbers, do not make a page one."""
    assert "page" == judged(markup)


@pytest.mark.parametrize(
    ("status", "kind"), [(404, "missing"), (410, "missing"), (403, "blocked"), (503, "error"), (401, "login")]
)
def test_status_comes_first(status, kind):
    """What the server answered is believed."""
    assert kind == judged(f"<p>{LONG}</p>", status)


def test_challenge_is_told_by_header():
    """A firewall that asks for a proof says so."""
    assert "challenge" == judged(f"<p>{LONG}</p>", 202, {"X-Amzn-Waf-Action": "challenge"})
