"""The planner's page in a browser: asked in words or by its form."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

Opened = Callable[[str], Page]


def plan_of(page: Page) -> dict[str, list[str]]:
    """The plan that the page's address holds."""
    return parse_qs(urlsplit(page.url).query)


def test_a_question_in_chinese(page: Page, opened: Opened) -> None:
    """Asked, understood, and in the form and the address as well."""
    opened("/?lang=zh")

    page.get_by_label("用一句话描述计划").fill("下周新增80条线索，其中华东占60%")
    page.keyboard.press("Enter")

    expect(page.locator("#understood")).to_contain_text("新增80条线索；区域：华东 60%")
    expect(page.get_by_label("新增线索", exact=True)).to_have_value("80")
    expect(page.get_by_label("华东 占比（%）")).to_have_value("60")
    assert (["80"], ["华东:60"]) == (plan_of(page)["leads"], plan_of(page)["regions"])


def test_a_question_in_english(page: Page, opened: Opened) -> None:
    """By the button, and by an example."""
    opened("/?lang=en")

    page.get_by_label("Describe the plan in one sentence").fill("what if 90 more leads come in North next week")
    page.get_by_role("button", name="Forecast").click()
    expect(page.locator("#understood")).to_contain_text("90 extra leads")
    expect(page.locator("#understood")).to_contain_text("North 100%")

    page.get_by_role("button", name="80 extra leads in").click()
    expect(page.locator("#understood")).to_contain_text("80 extra leads")
    expect(page.get_by_label("Arriving over")).to_have_value("14")


def test_every_example_is_understood(page: Page, opened: Opened) -> None:
    """Both languages offer only what works."""
    for lang in ("zh", "en"):
        opened(f"/?lang={lang}")
        for chip in page.locator("#examples .chip").all():
            with page.expect_response("**/v1/sandbox") as answered:
                chip.click()
            assert answered.value.ok, chip.inner_text()
            expect(page.locator("#question")).to_have_value(chip.inner_text())


def test_a_change_in_the_form_forecasts_again(page: Page, opened: Opened) -> None:
    """The question box says what the form says, and can be asked as it stands."""
    opened("/?lang=en")

    page.get_by_label("Extra leads", exact=True).fill("40")
    page.get_by_label("Looking ahead").fill("6")
    expect(page.locator("#understood")).to_contain_text("40 extra leads")
    expect(page.locator("#understood")).to_contain_text("6-week horizon")
    expect(page.locator("#question")).to_have_value(re.compile("^40 extra leads"))

    page.locator("#question").press("Enter")
    expect(page.locator("#question-error")).to_be_hidden()
    assert "q" not in plan_of(page)


def test_what_is_typed_while_the_service_works_stays(page: Page, opened: Opened) -> None:
    """A late answer fills in neither the field nor the question that has been changed since."""
    opened("/?lang=en")
    held: list[Route] = []
    page.route("**/v1/sandbox", lambda route: route.continue_() if held else held.append(route))
    page.locator("#leads").fill("40")
    expect(page.locator("html")).to_have_class(re.compile("busy"))

    page.locator("#weeks").fill("6")
    page.locator("#question").fill("90 more leads")
    held[0].continue_()

    expect(page.locator("#understood")).to_contain_text("40 extra leads")
    expect(page.locator("#understood")).to_contain_text("6-week horizon")
    expect(page.locator("#question")).to_have_value("90 more leads")


def test_shares_are_completed_by_the_recent_mix(page: Page, opened: Opened) -> None:
    """What is given is shown as a total; too much is said beside the field; clearing goes back."""
    opened("/?lang=en")
    page.get_by_text("Shares by region").click()

    page.get_by_label("Share of East China in %").fill("70")
    expect(page.locator("#regions-total")).to_have_text("70.0% given")
    expect(page.locator("#understood")).to_contain_text("East China 70%")

    page.get_by_label("Share of North in %").fill("40")
    expect(page.locator("#regions-error")).to_have_text("They sum to 110.0%, which is more than 100%.")

    page.locator("[data-clear=regions]").click()
    expect(page.locator("#regions-total")).to_have_text("recent mix")
    expect(page.locator("#understood")).not_to_contain_text("East China")


@pytest.mark.parametrize(
    ("lang", "said", "unsaid"),
    [
        ("zh", "没有看懂“Atlantis”。请换一种说法", "Not understood"),
        ("en", 'Not understood: "Atlantis". Say it', "没有看懂"),
    ],
)
def test_a_question_is_asked_back_in_the_language_of_the_page(
    page: Page, opened: Opened, lang: str, said: str, unsaid: str
) -> None:
    """What the service says in both languages is shown in one."""
    opened(f"/?lang={lang}")

    page.locator("#question").fill("200 leads in Atlantis next week")
    page.locator("#question").press("Enter")

    expect(page.locator("#question-error")).to_contain_text(said)
    expect(page.locator("#question-error")).not_to_contain_text(unsaid)
