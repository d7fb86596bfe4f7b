"""Pages in a browser, opened on the running server."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from serving.scores.opening import Live


@pytest.fixture(scope="session")
def window(browser: Browser, address: str) -> BrowserContext:
    """What all pages share: the cache, which keeps Plotly. The page itself stores nothing."""
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(20_000)
    return context


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """A fresh page on the server's address; nothing is opened yet."""
    page = window.new_page()
    yield page
    page.close()


@pytest.fixture
def opened(page: Page) -> Callable[[str], Page]:
    """Opens a path and waits until its forecast is there."""

    def opening(path: str) -> Page:
        page.goto(path)
        expect(page.locator("#results")).to_have_attribute("aria-busy", "false")
        return page

    return opening


@pytest.fixture
def drawn(opened: Callable[[str], Page]) -> Callable[[str], Page]:
    """Opens a path and waits until its charts are there as well."""

    def opening(path: str) -> Page:
        page = opened(path)
        expect(page.locator("#heat")).to_have_attribute("aria-busy", "false")
        expect(page.locator("#weeks-chart .barlayer .trace").first).to_be_attached()
        return page

    return opening


@pytest.fixture
def asked(page: Page) -> list[str]:
    """Every address that the page asks for."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    return addresses


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the page's console warns of, and what its scripts fail with."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("warning", "error") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.fixture(scope="session")
def account(api: httpx.Client, live: Live) -> dict[str, Any]:
    """What the service tells of the account with the highest score."""
    found: dict[str, Any] = api.get(f"/v1/accounts/{live.book.ids[live.ranking.order[0]]}").json()
    return found


@pytest.fixture
def profile(page: Page) -> Callable[[str], Page]:
    """Opens the page of an account or lead and waits until all of it is there."""

    def opening(path: str) -> Page:
        page.goto(path)
        expect(page.locator("#account")).to_have_attribute("aria-busy", "false")
        expect(page.locator("#timeline li").first).to_be_visible()
        expect(page.locator("#plans .plan-card").first).to_be_visible()
        return page

    return opening
