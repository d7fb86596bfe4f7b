"""The planner's page in a browser: what is wrong, missing or late is said."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from serving.wording import texts

Opened = Callable[[str], Page]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_errors_stand_beside_their_field(page: Page, opened: Opened, lang: str) -> None:
    """In the page's language, tied to the field for those who cannot see it; the last forecast stays."""
    text = texts("zh" if lang == "zh" else "en")
    opened(f"/?lang={lang}")
    before = page.locator("#understood").inner_text()

    wrong = {
        "leads": ("many", text["error_number"]),
        "days": ("0", text["error_range"].format(least=1, most=184)),
        "start": ("2001-01-01", text["error_past"].format(today="2026-09-01")),
    }
    good = {field: page.locator(f"#{field}").input_value() for field in wrong}
    for field, (value, _) in wrong.items():
        page.locator(f"#{field}").fill(value)
    for field, (_, said) in wrong.items():
        expect(page.locator(f"#{field}-error")).to_have_text(re.compile(re.sub(r"\d{4}-\d\d-\d\d", ".*", said)))
        expect(page.locator(f"#{field}")).to_have_attribute("aria-invalid", "true")
    for field, value in good.items():
        page.locator(f"#{field}").fill(value)
    for field in wrong:
        expect(page.locator(f"#{field}-error")).to_be_hidden()

    page.locator("#question").fill("你好")
    page.locator("#question").press("Enter")
    expect(page.locator("#question-error")).to_be_visible()
    assert before == page.locator("#understood").inner_text()


def test_a_number_below_zero_is_out_of_range(page: Page, opened: Opened) -> None:
    """It is a whole number, so the range is told, with its thousands."""
    opened("/?lang=en")

    page.locator("#leads").fill("-5")

    expect(page.locator("#leads-error")).to_have_text("Give a number from 0 to 10,000,000.")


def test_an_address_with_nonsense_says_so(page: Page) -> None:
    """An unknown region, letters for a number: beside the fields, without a crash."""
    page.goto("/?lang=en&leads=x&regions=Mars:100&start=2026-10-05")

    expect(page.locator("#leads-error")).to_have_text("Give a whole number.")
    expect(page.locator("#regions-error")).to_contain_text("no such name")


def test_waiting_is_shown(page: Page, opened: Opened) -> None:
    """After a moment without an answer the page says that it works; then it says that it is done."""
    opened("/?lang=en")
    held: list[Route] = []
    page.route("**/v1/sandbox", lambda route: held.append(route))

    page.locator("#question").fill("70 more leads next week")
    page.locator("#question").press("Enter")
    expect(page.locator("html")).to_have_class(re.compile("busy"))
    expect(page.locator("#status")).to_have_text("Forecasting…")
    expect(page.locator("#bar")).to_have_css("opacity", "1")
    held[0].continue_()

    expect(page.locator("#status")).to_have_text("The forecast is ready.")
    expect(page.locator("html")).not_to_have_class(re.compile("busy"))


def test_a_server_that_is_gone_is_said(page: Page, opened: Opened) -> None:
    """In a sentence, as is one that fails; the page goes on when it is back."""
    opened("/?lang=en")
    page.route("**/v1/sandbox", lambda route: route.abort())
    page.locator("#question").press("Enter")
    expect(page.locator("#question-error")).to_contain_text("cannot be reached")

    page.unroute("**/v1/sandbox")
    page.route("**/v1/sandbox", lambda route: route.fulfill(status=500, body="Internal Server Error"))
    page.locator("#question").press("Enter")
    expect(page.locator("#question-error")).to_contain_text("The service failed")

    page.unroute("**/v1/sandbox")
    page.locator("#question").press("Enter")
    expect(page.locator("#question-error")).to_be_hidden()
