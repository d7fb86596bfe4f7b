"""The scores of an account and its timeline in a browser: one leads to the other."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

Json = dict[str, Any]
Opening = Callable[[str], Page]


def test_the_timeline_goes_on_and_can_be_filtered(
    page: Page, profile: Opening, api: httpx.Client, account: Json
) -> None:
    """A page at a time, by what a row is; the count says how far one has come."""
    path = f"/v1/accounts/{account['id']}/timeline"
    total = api.get(path).json()["total"]
    orders = api.get(path, params={"kind": "orders"}).json()["total"]
    profile(f"/accounts/{account['id']}?lang=en")
    expect(page.locator("#timeline-count")).to_have_text(f"25 of {total}, the newest first")

    page.get_by_role("button", name="Show earlier ones").click()
    expect(page.locator("#timeline li.entry")).to_have_count(min(50, total))

    page.get_by_label("Orders", exact=True).check()
    expect(page.locator("#timeline li.entry.orders")).to_have_count(min(25, orders))
    expect(page.locator("#timeline li.entry:not(.orders)")).to_have_count(0)
    expect(page.locator("#timeline-count")).to_have_text(f"{min(25, orders)} of {orders}, the newest first")


def test_keys_go_through_the_scores_and_to_the_timeline(page: Page, profile: Opening, account: Json) -> None:
    """Each point is read aloud; Enter on an event leads to its entry, however far back."""
    profile(f"/accounts/{account['id']}?lang=en")
    expect(page.locator("#scores")).to_have_attribute("data-drawn", "true")
    oldest = account["events"][-1]
    page.locator("#scores").focus()

    for _ in range(len(account["scores"]) + len(account["events"]) + 1):
        page.keyboard.press("ArrowLeft")
        if oldest["en"][:40] in (page.locator("#scores-said").text_content() or ""):
            break
    else:
        pytest.fail("the oldest event is not reached")
    page.keyboard.press("Enter")

    expect(page.locator("#timeline .found")).to_contain_text(oldest["en"])
    expect(page.locator("#timeline .found")).to_be_focused()


def test_a_press_on_an_event_leads_to_the_timeline(page: Page, profile: Opening, account: Json) -> None:
    """Pointed at, it says what it was."""
    profile(f"/accounts/{account['id']}?lang=en")
    expect(page.locator("#scores")).to_have_attribute("data-drawn", "true")
    box = page.locator("#scores .xy2 .scatterlayer .trace").first.locator(".point").last.bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    page.mouse.move(*middle)
    expect(page.locator("#scores .hoverlayer .hovertext")).to_be_visible()
    said = (page.locator("#scores .hoverlayer .hovertext tspan").last.text_content() or "").rstrip("…")
    page.mouse.click(*middle)

    assert said
    expect(page.locator("#timeline .found")).to_contain_text(said)
