"""The page of one account or lead in a browser."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from history.indexed import Indexed
from history.record import History
from models.artifact import Bundle
from serving.scores.opening import Live, open_on, promoted
from serving.wording import Language, percent, texts

Json = dict[str, Any]
Opening = Callable[[str], Page]
HOSTILE = "<script>alert(1)</script> \"quoted\" & 'so' " + "长" * 150


@pytest.fixture(scope="module")
def told(api: httpx.Client, live: Live) -> Json:
    """What the service tells of the account with the highest score."""
    found: Json = api.get(f"/v1/accounts/{live.book.ids[live.ranking.order[0]]}").json()
    return found


def reopened(live: Live, bundle: Bundle, history: History) -> Live:
    """The same service with another model or another history."""
    return open_on(live.settings, promoted(live.settings), bundle, Indexed.of(history), live.as_of)


@pytest.fixture
def profile(page: Page) -> Opening:
    """Opens a path and waits until all of the page is there."""

    def opening(path: str) -> Page:
        page.goto(path)
        expect(page.locator("#account")).to_have_attribute("aria-busy", "false")
        expect(page.locator("#timeline li").first).to_be_visible()
        expect(page.locator("#plans .plan-card").first).to_be_visible()
        return page

    return opening


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_shows_what_the_service_tells(
    page: Page, profile: Opening, told: Json, lang: Language, complaints: list[str], asked: list[str]
) -> None:
    """In either language, with everything from this origin and no complaint of the browser."""
    profile(f"/accounts/{told['id']}?lang={lang}")

    expect(page).to_have_title(f"{told['name']} · Leadcast")
    expect(page.locator("html")).to_have_attribute("lang", texts(lang)["lang"])
    expect(page.locator(".profile .figure")).to_have_text(percent(told["score"]["probability"]))
    expect(page.locator(".profile .grade")).to_have_text(told["score"]["grade"])
    for reason in told["reasons"]:
        expect(page.locator("#reasons")).to_contain_text(reason[lang])
    for plan in told["plans"]:
        expect(page.locator("#plans")).to_contain_text(plan["opening"][lang])
    expect(page.locator("#plans .plan-card")).to_have_count(len(told["plans"]))
    expect(page.locator("#leads tbody tr")).to_have_count(len(told["open_leads"]))
    expect(page.locator("#scores[data-drawn] .scatterlayer .trace")).not_to_have_count(0)
    if told["change"]:
        expect(page.locator("#change .waterfall")).to_contain_text(percent(told["change"]["before"]))
    assert [] == complaints
    origin = page.url.partition("/accounts/")[0]
    assert [] == [each for each in asked if not each.startswith((f"{origin}/", "data:"))]


def test_nothing_of_the_other_language_is_left(page: Page, profile: Opening, told: Json) -> None:
    """But for names and the words of the sources."""
    profile(f"/accounts/{told['id']}?lang=zh")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#timeline li").first).to_be_visible()
    expect(page.locator("#plans .plan-card").first).to_be_visible()

    ours = texts("zh")
    shown = page.locator("body").inner_text()
    for key in ("scores_heading", "reasons_heading", "plans_heading", "timeline_heading", "points_unit", "plan_next"):
        assert ours[key] not in shown


def test_evidence_unfolds(page: Page, profile: Opening, told: Json) -> None:
    """To the rows themselves in words, each of which leads to its place in the timeline."""
    reason = next(each for each in told["reasons"] if each["evidence"])
    profile(f"/accounts/{told['id']}?lang=en")
    shown = page.locator("#reasons .reason").filter(has_text=reason["en"])

    shown.locator("summary").click()
    expect(shown.locator(".evidence-rows li")).to_have_count(len(reason["evidence"]))
    words = {(each["table"], *each["key"]): each["en"] for each in told["cited"]}
    for row, line in zip(reason["evidence"], shown.locator(".evidence-rows .told").all_inner_texts(), strict=True):
        assert words[row["table"], *row["key"]] == line

    shown.locator(".jump").last.click()
    expect(page.locator("#timeline .found")).to_contain_text(shown.locator(".told").last.inner_text())


def test_the_timeline_goes_on_and_can_be_filtered(page: Page, profile: Opening, api: httpx.Client, told: Json) -> None:
    """A page at a time, by what a row is; the count says how far one has come."""
    path = f"/v1/accounts/{told['id']}/timeline"
    total = api.get(path).json()["total"]
    orders = api.get(path, params={"kind": "orders"}).json()["total"]
    profile(f"/accounts/{told['id']}?lang=en")
    expect(page.locator("#timeline-count")).to_have_text(f"25 of {total}, the newest first")

    page.get_by_role("button", name="Show earlier ones").click()
    expect(page.locator("#timeline li.entry")).to_have_count(min(50, total))

    page.get_by_label("Orders", exact=True).check()
    expect(page.locator("#timeline li.entry.orders")).to_have_count(min(25, orders))
    expect(page.locator("#timeline li.entry:not(.orders)")).to_have_count(0)
    expect(page.locator("#timeline-count")).to_have_text(f"{min(25, orders)} of {orders}, the newest first")


def test_keys_go_through_the_scores_and_to_the_timeline(page: Page, profile: Opening, told: Json) -> None:
    """Each point is read aloud; Enter on an event leads to its entry, however far back."""
    profile(f"/accounts/{told['id']}?lang=en")
    expect(page.locator("#scores")).to_have_attribute("data-drawn", "true")
    oldest = told["events"][-1]
    page.locator("#scores").focus()

    for _ in range(len(told["scores"]) + len(told["events"]) + 1):
        page.keyboard.press("ArrowLeft")
        if oldest["en"][:40] in (page.locator("#scores-said").text_content() or ""):
            break
    else:
        pytest.fail("the oldest event is not reached")
    page.keyboard.press("Enter")

    expect(page.locator("#timeline .found")).to_contain_text(oldest["en"])
    expect(page.locator("#timeline .found")).to_be_focused()


def test_a_press_on_an_event_leads_to_the_timeline(page: Page, profile: Opening, told: Json) -> None:
    """Pointed at, it says what it was."""
    profile(f"/accounts/{told['id']}?lang=en")
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


def test_a_plan_is_copied_and_its_outcome_is_noted(page: Page, profile: Opening, api: httpx.Client, told: Json) -> None:
    """The words as they stand; what came of it is kept by the service."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    profile(f"/accounts/{told['id']}?lang=en")
    card = page.locator("#plans .plan-card").first

    card.get_by_role("button", name="Copy the words").click()
    expect(card.locator(".plan-tools output")).to_have_text("Copied.")
    assert told["plans"][0]["opening"]["en"] in page.evaluate("navigator.clipboard.readText()")

    card.get_by_text("Log the outcome").click()
    card.get_by_label("Log the outcome").select_option("meeting")
    card.get_by_label("Note (optional)").fill("周四下午到厂里看")
    card.get_by_role("button", name="Save").click()
    expect(card.locator(".outcome-form output")).to_have_text("Saved.")
    expect(page.locator("#done li").first).to_contain_text("a meeting · 周四下午到厂里看")
    (noted, *_) = api.get("/v1/outreach", params={"account_id": told["id"]}).json()["outreach"]
    assert (told["plans"][0]["play"], "meeting", "周四下午到厂里看") == tuple(
        noted[key] for key in ("play", "outcome", "note")
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page, profile: Opening, told: Json, lang: str) -> None:
    """With all evidence unfolded; wide tables scroll within themselves."""
    page.set_viewport_size({"width": 375, "height": 740})
    profile(f"/accounts/{told['id']}?lang={lang}")
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")

    assert 375 == page.evaluate("document.documentElement.scrollWidth")


def test_a_printed_page_holds_the_words(page: Page, profile: Opening, told: Json) -> None:
    """Reasons and plans, but no control."""
    profile(f"/accounts/{told['id']}?lang=en")
    page.emulate_media(media="print")

    expect(page.locator("#plans .opening").first).to_be_visible()
    for control in ("#finder", ".pages", "#kind-switch", "#timeline-more", "#plans .plan-tools >> nth=0"):
        expect(page.locator(control)).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_the_keyboard_goes_from_the_top_down(page: Page, profile: Opening, told: Json) -> None:
    """Past the header to the account, its chart, its reasons, its plans, its timeline."""
    profile(f"/accounts/{told['id']}?lang=en")
    expect(page.locator("#scores")).to_have_attribute("data-drawn", "true")
    reached = []
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.id || document.activeElement.closest('section, header')?.id || ''")
        )

    wanted = ["finder-text", "profile", "scores", "scores-card", "reasons-card", "plans-card", "leads-card"]
    assert wanted == [name for name in dict.fromkeys(reached) if name in wanted]


@pytest.mark.parametrize(
    ("status", "said"), [(500, "The service failed"), (403, "needs the scope score"), (0, "cannot be reached")]
)
def test_what_goes_wrong_is_said(page: Page, told: Json, status: int, said: str) -> None:
    """In a sentence, instead of the account."""
    problem = json.dumps({"status": status, "detail": "This call needs a key with the scope `score`."})
    page.route(
        "**/v1/accounts/**",
        lambda route: route.fulfill(status=status, body=problem) if status else route.abort(),
    )
    page.goto(f"/accounts/{told['id']}?lang=en")

    expect(page.locator("#account-error")).to_contain_text(said)
    expect(page.locator("#account-body")).to_be_hidden()


@pytest.mark.parametrize(("kind", "lang"), [("accounts", "zh"), ("leads", "en")])
def test_nobody_is_said(page: Page, kind: str, lang: Language) -> None:
    """With the status that browsers and crawlers know."""
    answer = page.goto(f"/{kind}/nobody%2Fat%20all?lang={lang}")

    assert answer is not None
    assert 404 == answer.status
    expect(page.locator("#account-error")).to_have_text(texts(lang)[f"error_{kind.removesuffix('s')}"])


def test_waiting_is_shown(page: Page, told: Json) -> None:
    """After a moment without an answer a bar says that the page works."""
    held: list[Any] = []
    page.route("**/v1/accounts/**", lambda route: held.append(route))
    page.goto(f"/accounts/{told['id']}?lang=en")

    expect(page.locator("html")).to_have_class(re.compile("waiting"))
    expect(page.locator("#account")).to_have_attribute("aria-busy", "true")
    held[0].continue_()
    expect(page.locator("#account-body")).to_be_visible()


def test_hostile_names_stay_text(
    page: Page, live: Live, told: Json, another: Callable[[Live], httpx.Client], complaints: list[str]
) -> None:
    """An id and a name like tags, quotes, and very long: no script runs, nothing is wider than the screen."""
    name = f"{HOSTILE}/1?x#y"[:190]

    def hostile(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(account_id=rows["account_id"].replace({told["id"]: name}))

    tables = {key: hostile(rows) if "account_id" in rows else rows for key, rows in live.history.tables.items()}
    mine = tables["accounts"]["account_id"] == name
    tables["accounts"] = tables["accounts"].assign(name=tables["accounts"]["name"].mask(mine, HOSTILE))
    ours = tables["signals"]["account_id"] == name
    tables["signals"] = tables["signals"].assign(
        title=tables["signals"]["title"].mask(ours, "<img src=x onerror=alert(1)>"),
        url=tables["signals"]["url"].mask(ours, "javascript:alert(1)"),
    )
    served = another(reopened(live, live.bundle, History.of(live.history.business, **tables)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto(f"{served.base_url}/accounts/{quote(name, safe='')}?lang=zh")

    expect(page.locator("h1")).to_have_text(HOSTILE.strip())
    expect(page.locator("#timeline li").first).to_be_visible()
    page.get_by_label("公开动态", exact=True).check()
    expect(page.locator("#timeline li.signals").first).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator("a.outside[href^='javascript']")).to_have_count(0)
    assert 375 == page.evaluate("document.documentElement.scrollWidth")
    assert [] == complaints


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


def test_the_box_at_the_top_finds(page: Page, told: Json) -> None:
    """By a part of a name, with the keyboard alone; what is not there is said."""
    page.goto("/?lang=zh")
    box = page.get_by_role("combobox")

    box.fill("没有这样的公司")
    expect(page.locator("#finder-said")).to_have_text("没有找到。")
    box.fill(told["name"][:4])
    expect(page.get_by_role("option").first).to_contain_text(told["name"])
    box.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    box.press("Enter")

    expect(page).to_have_url(re.compile(f"/accounts/{told['id']}"))
