"""The planner's page in a browser: whoever looks at it, and with whatever."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

CHINESE = re.compile(r"[\u4e00-\u9fff]")
Opened = Callable[[str], Page]


def test_the_language_can_be_switched(page: Page, drawn: Opened) -> None:
    """The plan stays; nothing of the other language is left but names."""
    drawn("/?lang=zh&leads=33&start=2026-10-05&days=5&weeks=8")

    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#understood")).to_contain_text("33 extra leads from 5 Oct 2026 for 5 days, 8-week horizon")
    expect(page.locator("#weeks-chart .barlayer .trace").first).to_be_attached()

    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    # Names are those of the history.
    page.locator("#split-reps tbody").evaluate("each => each.remove()")
    data = json.loads(page.locator("#page-data").text_content() or "")
    names = "|".join(re.escape(name) for kind in data["names"].values() for name in (*kind, "中文"))
    assert None is CHINESE.search(re.sub(names, "", page.locator("body").inner_text()))


def test_the_address_reproduces_the_forecast(page: Page, opened: Opened) -> None:
    """A copied address shows the same numbers, and going back shows the plan before."""
    opened("/?lang=en&leads=60&start=2026-10-05&days=7&weeks=9&regions=North:50&industries=Retail:25")
    shown = page.locator("#cells tbody").inner_text()
    page.locator("#leads").fill("61")
    expect(page.locator("#understood")).to_contain_text("61 extra leads")
    changed = page.url

    page.go_back()
    expect(page.locator("#understood")).to_contain_text("60 extra leads")
    assert shown == page.locator("#cells tbody").inner_text()

    opened(changed)
    expect(page.locator("#understood")).to_contain_text("61 extra leads")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page, drawn: Opened, lang: str) -> None:
    """Wide tables scroll within themselves."""
    page.set_viewport_size({"width": 375, "height": 740})
    drawn(f"/?lang={lang}")
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")

    assert 375 == page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_laptop_the_table_of_regions_is_whole(page: Page, drawn: Opened, lang: str) -> None:
    """All nine columns are there without scrolling."""
    page.set_viewport_size({"width": 1280, "height": 800})
    drawn(f"/?lang={lang}")

    table = page.locator("#regions-table")
    expect(table.locator("thead th")).to_have_count(9)
    assert table.evaluate("each => each.offsetWidth <= each.closest('.scroll').clientWidth")


def test_what_goes_on_beyond_an_edge_fades_there(page: Page, drawn: Opened) -> None:
    """On a phone at the right edge of a table, and at the left one too once it was moved; nowhere on a wide screen."""
    drawn("/?lang=en")
    table = page.locator(".scroll:has(#regions-table)")
    expect(table).to_have_class("scroll")
    expect(table).to_have_css("mask-image", "none")

    page.set_viewport_size({"width": 375, "height": 740})
    expect(table).to_have_class("scroll more-after")
    expect(table).to_have_css("mask-image", re.compile("linear-gradient"))
    table.evaluate("box => box.scrollBy(60, 0)")
    expect(table).to_have_class("scroll more-after more-before")


def test_nothing_leaves_the_origin_and_nothing_complains(
    page: Page, drawn: Opened, address: str, asked: list[str], complaints: list[str]
) -> None:
    """No request goes elsewhere, no script fails, the security policy is never broken."""
    drawn("/?lang=zh")
    page.get_by_role("link", name="English").click()
    expect(page.locator("#weeks-chart .barlayer .trace").first).to_be_attached()

    elsewhere = [each for each in asked if not each.startswith((f"{address}/", "data:"))]
    assert [] == elsewhere
    assert [] == complaints


def test_the_tables_can_be_sorted(page: Page, opened: Opened) -> None:
    """By a click or a key on a title, the highest number first; screen readers are told."""
    opened("/?lang=en")
    page.get_by_text("Show the numbers").click()
    title = page.locator("#cells").get_by_role("columnheader", name="Win probability")

    title.get_by_role("button").press("Enter")

    expect(title).to_have_attribute("aria-sort", "descending")
    shown = [float(text.rstrip("%")) for text in page.locator("#cells tbody td:nth-child(3)").all_inner_texts()]
    assert sorted(shown, reverse=True) == shown


def test_hovering_a_cell_explains_it(page: Page, drawn: Opened) -> None:
    """The interval, the split into base, mix and load, and the evidence."""
    drawn("/?lang=en")
    page.locator("#heat .draglayer .nsewdrag").hover()

    label = page.locator("#heat .hoverlayer .hovertext")
    for said in ("Win probability", "= base", "mix", "load", "expected wins", "past leads"):
        expect(label).to_contain_text(said)


def test_the_keyboard_reaches_everything(page: Page, opened: Opened) -> None:
    """From the top: past the header, with the other pages and the search, to the question, and on to the form."""
    opened("/?lang=en")
    reached = []
    for _ in range(22):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.className"))

    assert "skip" == reached[0]
    wanted = ["finder-text", "question", "primary", "chip", "leads", "start", "pick", "days", "weeks"]
    assert wanted == [name for name in dict.fromkeys(reached) if name in wanted]


def test_keys_alone_compare_and_switch(page: Page, drawn: Opened) -> None:
    """A forecast is pinned and the heatmap switched without a mouse."""
    drawn("/?lang=en")

    def tab_to(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"{selector} is not reached")

    page.locator("#question").focus()
    tab_to("#pin")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name of the scenario")).to_be_visible()
    tab_to("[name=view]")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#heat-heading")).to_have_text("By region and week")
