"""The page of one account or lead in a browser."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from models.artifact import Bundle
from serving.scores.opening import Live
from serving.wording import Language, percent, texts
from tests.serving.business import reopened

Json = dict[str, Any]
Opening = Callable[[str], Page]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_shows_what_the_service_tells(
    page: Page, profile: Opening, account: Json, lang: Language, complaints: list[str], asked: list[str]
) -> None:
    """In either language, with everything from this origin and no complaint of the browser."""
    profile(f"/accounts/{account['id']}?lang={lang}")

    expect(page).to_have_title(f"{account['name']} · Leadcast")
    expect(page.locator("html")).to_have_attribute("lang", texts(lang)["lang"])
    expect(page.locator(".profile .figure")).to_have_text(percent(account["score"]["probability"]))
    expect(page.locator(".profile .grade")).to_have_text(account["score"]["grade"])
    for reason in account["reasons"]:
        expect(page.locator("#reasons")).to_contain_text(reason[lang])
    for plan in account["plans"]:
        expect(page.locator("#plans")).to_contain_text(plan["opening"][lang])
    expect(page.locator("#plans .plan-card")).to_have_count(len(account["plans"]))
    expect(page.locator("#leads tbody tr")).to_have_count(len(account["open_leads"]))
    expect(page.locator("#scores[data-drawn] .scatterlayer .trace")).not_to_have_count(0)
    if account["change"]:
        expect(page.locator("#change .waterfall")).to_contain_text(percent(account["change"]["before"]))
    assert [] == complaints
    origin = page.url.partition("/accounts/")[0]
    assert [] == [each for each in asked if not each.startswith((f"{origin}/", "data:"))]


def test_nothing_of_the_other_language_is_left(page: Page, profile: Opening, account: Json) -> None:
    """But for names and the words of the sources."""
    profile(f"/accounts/{account['id']}?lang=zh")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#timeline li").first).to_be_visible()
    expect(page.locator("#plans .plan-card").first).to_be_visible()

    ours = texts("zh")
    shown = page.locator("body").inner_text()
    for key in ("scores_heading", "reasons_heading", "plans_heading", "timeline_heading", "points_unit", "plan_next"):
        assert ours[key] not in shown


def test_evidence_unfolds(page: Page, profile: Opening, account: Json) -> None:
    """To the rows themselves in words, each of which leads to its place in the timeline."""
    reason = next(each for each in account["reasons"] if each["evidence"])
    profile(f"/accounts/{account['id']}?lang=en")
    shown = page.locator("#reasons .reason").filter(has_text=reason["en"])

    shown.locator("summary").click()
    expect(shown.locator(".evidence-rows li")).to_have_count(len(reason["evidence"]))
    words = {(each["table"], *each["key"]): each["en"] for each in account["cited"]}
    for row, line in zip(reason["evidence"], shown.locator(".evidence-rows .told").all_inner_texts(), strict=True):
        assert words[row["table"], *row["key"]] == line

    shown.locator(".jump").last.click()
    expect(page.locator("#timeline .found")).to_contain_text(shown.locator(".told").last.inner_text())


def test_a_plan_is_copied_and_its_outcome_is_noted(
    page: Page, profile: Opening, api: httpx.Client, account: Json
) -> None:
    """The words as they stand; what came of it is kept by the service."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    profile(f"/accounts/{account['id']}?lang=en")
    card = page.locator("#plans .plan-card").first

    card.get_by_role("button", name="Copy the words").click()
    expect(card.locator(".plan-tools output")).to_have_text("Copied.")
    assert account["plans"][0]["opening"]["en"] in page.evaluate("navigator.clipboard.readText()")

    card.get_by_text("Log the outcome").click()
    card.get_by_label("Log the outcome").select_option("meeting")
    card.get_by_label("Note (optional)").fill("周四下午到厂里看")
    card.get_by_role("button", name="Save").click()
    expect(card.locator(".outcome-form output")).to_have_text("Saved.")
    expect(page.locator("#done li").first).to_contain_text("a meeting · 周四下午到厂里看")
    (noted, *_) = api.get("/v1/outreach", params={"account_id": account["id"]}).json()["outreach"]
    assert (account["plans"][0]["play"], "meeting", "周四下午到厂里看") == tuple(
        noted[key] for key in ("play", "outcome", "note")
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page, profile: Opening, account: Json, lang: str) -> None:
    """With all evidence unfolded; wide tables scroll within themselves."""
    page.set_viewport_size({"width": 375, "height": 740})
    profile(f"/accounts/{account['id']}?lang={lang}")
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")

    assert 375 == page.evaluate("document.documentElement.scrollWidth")


def test_a_printed_page_holds_the_words(page: Page, profile: Opening, account: Json) -> None:
    """Reasons and plans, but no control."""
    profile(f"/accounts/{account['id']}?lang=en")
    page.emulate_media(media="print")

    expect(page.locator("#plans .opening").first).to_be_visible()
    for control in ("#finder", ".pages", "#kind-switch", "#timeline-more", "#plans .plan-tools >> nth=0"):
        expect(page.locator(control)).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_the_keyboard_goes_from_the_top_down(page: Page, profile: Opening, account: Json) -> None:
    """Past the header to the account, its chart, its reasons, its plans, its timeline."""
    profile(f"/accounts/{account['id']}?lang=en")
    expect(page.locator("#scores")).to_have_attribute("data-drawn", "true")
    reached = []
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.id || document.activeElement.closest('section, header')?.id || ''")
        )

    wanted = ["finder-text", "profile", "scores", "scores-card", "reasons-card", "plans-card", "leads-card"]
    assert wanted == [name for name in dict.fromkeys(reached) if name in wanted]


def test_a_lead_has_a_page_where_leads_are_scored(
    page: Page, lead_bundle: Bundle, live: Live, another: Callable[[Live], httpx.Client], complaints: list[str]
) -> None:
    """With its score, and the way to its account."""
    client = another(reopened(live, lead_bundle, live.history))
    (listed,) = client.get("/v1/intent", params={"limit": 1}).json()["results"]
    page.goto(f"{client.base_url}/leads/{listed['id']}?lang=en")

    expect(page.locator("h1")).to_have_text(f"Lead {listed['id']}")
    expect(page.locator(".profile .figure")).to_have_text(percent(listed["probability"]))
    page.locator(".profile .links a").first.click()
    expect(page).to_have_url(re.compile("/accounts/"))
    expect(page.locator(".profile")).to_contain_text("does not score it")
    assert [] == complaints


def test_the_box_at_the_top_finds(page: Page, account: Json) -> None:
    """By a part of a name, with the keyboard alone; what is not there is said."""
    page.goto("/?lang=zh")
    box = page.get_by_role("combobox")

    box.fill("没有这样的公司")
    expect(page.locator("#finder-said")).to_have_text("没有找到。")
    box.fill(account["name"][:4])
    expect(page.get_by_role("option").first).to_contain_text(account["name"])
    box.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    box.press("Enter")

    expect(page).to_have_url(re.compile(f"/accounts/{account['id']}"))
