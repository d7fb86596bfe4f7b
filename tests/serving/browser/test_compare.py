"""Scenarios side by side on the planner's page, and scenarios that are kept."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Opened = Callable[[str], Page]
PLAN = "/?lang=en&leads=100&start=2026-10-05&days=7&weeks=6"


def ask(page: Page, leads: int) -> None:
    """Change the number of leads, and wait for what comes of it."""
    page.locator("#leads").fill(str(leads))
    expect(page.locator("#understood")).to_contain_text(f"{leads} extra leads")


def test_pinned_scenarios_stand_beside_the_present_one(page: Page, opened: Opened) -> None:
    """With what changes against the first, in numbers with signs, and in a small heatmap."""
    opened(PLAN)
    page.get_by_role("button", name="Pin to compare").click()
    ask(page, 220)

    table = page.locator("#compare-table")
    expect(page.locator("#compare-table > thead th")).to_have_count(3)
    expect(table).to_contain_text("Shown now")
    expect(table.locator(".change").first).to_have_text(re.compile(r"^\+[\d.]+ against the first$"))
    expect(table.locator(".small-heat")).to_have_count(1)
    expect(table.locator(".small-heat tbody td").first).to_have_attribute("title", re.compile("×"))

    page.get_by_role("button", name="Pin to compare").click()
    expect(page.get_by_role("button", name="Pinned")).to_be_disabled()
    expect(table).not_to_contain_text("Shown now")


def test_a_plan_is_not_broken_within_a_date(page: Page, opened: Opened) -> None:
    """Nor within "6-week", however narrow its column is."""
    opened(PLAN)
    page.get_by_role("button", name="Pin to compare").click()
    whole = page.locator("#compare-table .sentence .whole")
    expect(whole).to_have_text(["5 Oct 2026", "6-week"])

    page.locator("#compare-table .sentence").evaluate("(each) => (each.style.maxWidth = each.style.width = '60px')")

    assert [1, 1] == whole.evaluate_all("(all) => all.map((each) => each.getClientRects().length)")


def test_a_link_reproduces_the_comparison(page: Page, opened: Opened) -> None:
    """Names, order and numbers; the other language keeps them as well."""
    opened(PLAN)
    page.get_by_role("button", name="Pin to compare").click()
    page.get_by_label("Name of the scenario").fill("Base")
    page.get_by_label("Name of the scenario").press("Tab")
    ask(page, 300)
    page.get_by_role("button", name="Pin to compare").click()
    expect(page.locator("#compare-table .small-heat")).to_have_count(1)
    shown = page.locator("#compare-table").inner_text()

    opened(page.url)
    expect(page.locator("#compare-table > thead th")).to_have_count(3)
    expect(page.get_by_label("Name of the scenario").first).to_have_value("Base")
    assert shown == page.locator("#compare-table").inner_text()

    page.get_by_role("link", name="中文").click()
    expect(page.locator("#compare-table .small-heat")).to_have_count(1)
    expect(page.get_by_label("对比列的名称").first).to_have_value("Base")


def test_four_scenarios_are_the_most(page: Page, opened: Opened) -> None:
    """They have room beside each other; for another one has to go first, which removes its column."""
    pins = "".join(f"&pin=name%3DP{n}%26leads%3D{n * 10}%26start%3D2026-10-05" for n in (1, 2, 3, 4))
    opened(PLAN + pins)
    expect(page.locator("#compare-table > thead th")).to_have_count(5)
    expect(page.locator("#compare-table .small-heat")).to_have_count(3)
    assert page.locator("#compare .scroll").evaluate("box => box.scrollWidth <= box.clientWidth")
    expect(page.get_by_role("button", name="Pin to compare")).to_be_disabled()

    page.get_by_role("button", name="Remove P2 from the comparison").click()

    expect(page.get_by_role("button", name="Pin to compare")).to_be_enabled()
    expect(page.get_by_label("Name of the scenario")).to_have_count(3)
    assert "P2" not in page.url


def test_a_scenario_that_cannot_be_asked_says_so(page: Page, opened: Opened) -> None:
    """In words, with its name; the others are compared all the same."""
    opened(f"{PLAN}&pin=name%3DGood%26leads%3D10%26start%3D2026-10-05&pin=name%3DOld%26leads%3D10%26start%3D2001-01-01")

    expect(page.locator("#compare-error")).to_contain_text("Old cannot be forecast: The first day cannot be before")
    expect(page.get_by_label("Name of the scenario")).to_have_value("Good")


def test_scenarios_are_saved_opened_compared_and_deleted(page: Page, opened: Opened) -> None:
    """With author and time; who saves is remembered; deleting asks once more."""
    opened(PLAN)
    page.get_by_role("heading", name="Saved scenarios").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#save-name-error")).to_have_text("Give the plan a name.")

    page.get_by_label("Name of this plan").fill("Autumn")
    page.get_by_label("Saved by").fill("Li Lei")
    page.get_by_role("button", name="Save", exact=True).click()
    kept = page.locator("#saved-list li").filter(has_text="Autumn")
    expect(kept).to_contain_text(re.compile(r"Li Lei, \d+ \w+ \d{4} \d\d:\d\d"))

    opened("/?lang=en&leads=33&start=2026-10-05")
    page.get_by_role("heading", name="Saved scenarios").click()
    expect(page.get_by_label("Saved by")).to_have_value("Li Lei")
    kept.get_by_role("button", name="Compare Autumn").click()
    expect(page.get_by_label("Name of the scenario")).to_have_value("Autumn")
    kept.get_by_role("button", name="Open Autumn").click()
    expect(page.locator("#understood")).to_contain_text("100 extra leads")

    kept.get_by_role("button", name="Delete Autumn").click()
    kept.get_by_role("button", name="Really delete Autumn").click()
    expect(kept).to_have_count(0)


def test_what_cannot_be_saved_is_said(page: Page, opened: Opened) -> None:
    """Beside the button, in words; what was typed stays."""
    opened(PLAN)
    page.route("**/v1/scenarios", lambda route: route.abort())
    page.get_by_role("heading", name="Saved scenarios").click()
    page.get_by_label("Name of this plan").fill("Autumn")
    page.get_by_label("Saved by").fill("Li Lei")

    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("#saved-error")).to_contain_text("cannot be reached")
    expect(page.get_by_label("Name of this plan")).to_have_value("Autumn")
