"""The page of the day in a browser."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from history.indexed import Indexed
from history.record import History
from serving.scores.opening import Live, open_on, promoted
from serving.wording import Language, money, percent, texts

Json = dict[str, Any]
Opening = Callable[[str], Page]


@pytest.fixture(scope="module")
def told(api: httpx.Client) -> Json:
    """What the service tells of the day."""
    found: Json = api.get("/v1/today").json()
    return found


@pytest.fixture
def today(page: Page) -> Opening:
    """Opens a path and waits until the list is there."""

    def opening(path: str) -> Page:
        page.goto(path)
        expect(page.locator("#today")).to_have_attribute("aria-busy", "false")
        expect(page.locator("#today-body")).to_be_visible()
        return page

    return opening


def test_names_stand_on_one_line_where_there_is_room(page: Page, today: Opening) -> None:
    """The longest that companies have in Chinese as well."""
    page.set_viewport_size({"width": 1280, "height": 900})
    today("/today?lang=en")
    names = page.locator("#top .who a")

    names.first.evaluate("(each) => (each.textContent = '澜燧筠电子商务股份有限公司')")
    page.locator("#top tbody tr:first-child td").nth(1).evaluate("(each) => (each.textContent = 'Southwest')")

    assert {1} == set(names.evaluate_all("(all) => all.map((each) => each.getClientRects().length)"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_shows_what_the_service_tells(
    page: Page, today: Opening, told: Json, lang: Language, complaints: list[str], asked: list[str]
) -> None:
    """Whom to call, with what is at stake and why; what slips, and what goes along with it; what is new."""
    today(f"/today?lang={lang}")

    rows = page.locator("#top tbody tr")
    expect(rows).to_have_count(len(told["top"]))
    for row, entry in zip(rows.all_inner_texts(), told["top"], strict=True):
        assert entry["id"] in row
        assert percent(entry["probability"]) in row
        assert entry["at_stake"] is None or money(entry["at_stake"], lang) in row
        assert entry["reason"] is None or entry["reason"][lang] in row
    expect(page.locator("#risk .risk-card")).to_have_count(len(told["at_risk"]))
    for lead in told["at_risk"]:
        for cause in lead["causes"]:
            expect(page.locator("#risk")).to_contain_text(cause[lang])
    accounts = {signal["account_id"] for signal in told["signals"]}
    expect(page.locator("#news .news-account")).to_have_count(len(accounts))
    expect(page.locator("#below .below-region")).to_have_count(len(told["regions"]))
    for remark in told["remarks"]:
        expect(page.locator("#today-body")).to_contain_text(remark[lang])
    assert [] == complaints
    assert [] == [each for each in asked if not each.startswith((page.url.partition("/today")[0], "data:"))]


def test_a_name_leads_to_the_account(page: Page, today: Opening, told: Json) -> None:
    """In the same language; and from there back to the day."""
    today("/today?lang=en")
    page.locator("#top tbody a").first.click()

    expect(page).to_have_url(re.compile(f"/accounts/{told['top'][0]['id']}\\?lang=en"))
    expect(page.locator(".profile .figure")).to_have_text(percent(told["top"][0]["probability"]))
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Today").click()
    expect(page.locator("#top tbody tr").first).to_be_visible()


def test_filters_are_part_of_the_address(page: Page, today: Opening, api: httpx.Client, told: Json) -> None:
    """A rep and a region, in the table, in the CSV file and in the other language."""
    rep = next(entry["rep"] for entry in told["top"] if entry["rep"])
    theirs = api.get("/v1/today", params={"rep": rep["id"]}).json()["top"]
    today("/today?lang=en")

    with page.expect_response(lambda answer: "/v1/today?" in answer.url and f"rep={rep['id']}" in answer.url):
        page.get_by_label("Rep", exact=True).select_option(rep["id"])
    expect(page.locator("#top tbody tr")).to_have_count(len(theirs))
    expect(page).to_have_url(re.compile(f"rep={rep['id']}"))

    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Table (CSV)").click()
    text = downloaded.value.path().read_text(encoding="utf-8-sig")
    assert [entry["id"] for entry in theirs] == [row["id"] for row in csv.DictReader(io.StringIO(text))][: len(theirs)]

    page.get_by_role("link", name="中文").click()
    expect(page.get_by_label("销售", exact=True)).to_have_value(rep["id"])
    expect(page.locator("#top tbody tr")).to_have_count(len(theirs))


def test_topics_stand_apart_from_what_is_told(page: Page, today: Opening, told: Json) -> None:
    """As on the page of an account: on a ground of their own, below the words."""
    assert any(signal["topics"] for signal in told["signals"])
    today("/today?lang=zh")
    topic = page.locator("#news .topic").first
    words = topic.locator("xpath=ancestor::li").locator(".told")

    expect(topic).to_have_css("background-color", "rgb(251, 240, 217)")
    assert words.bounding_box()["y"] + words.bounding_box()["height"] <= topic.bounding_box()["y"]


def test_more_can_be_shown(page: Page, today: Opening, told: Json) -> None:
    """The next ones follow; the keyboard goes on with the first of them."""
    today("/today?lang=en")

    page.get_by_role("button", name="Show more").first.click()

    expect(page.locator("#top tbody tr")).to_have_count(min(50, told["total"]))
    expect(page.locator("#top tbody tr").nth(len(told["top"])).locator("a")).to_be_focused()


def test_evidence_of_a_cause_unfolds(page: Page, today: Opening, told: Json) -> None:
    """Row by row, each with its date and what it is."""
    lead = next(each for each in told["at_risk"] if any(cause["evidence"] for cause in each["causes"]))
    cause = next(each for each in lead["causes"] if each["evidence"])
    today("/today?lang=en")
    shown = page.locator("#risk li").filter(has_text=cause["en"]).first

    shown.locator("summary").click()

    expect(shown.locator(".evidence-rows li")).to_have_count(len(cause["evidence"]))
    for text in shown.locator(".told").all_inner_texts():
        assert text
        assert "_" not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page, today: Opening, lang: str) -> None:
    """Each row of the table stands as a card."""
    page.set_viewport_size({"width": 375, "height": 740})
    today(f"/today?lang={lang}")
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")

    assert 375 == page.evaluate("document.documentElement.scrollWidth")
    assert page.evaluate("document.querySelector('#top').scrollWidth") <= 375


def test_a_region_below_its_limits_is_drawn(page: Page, told: Json) -> None:
    """Its share, what is usual and both limits, each with its number, within the screen."""
    region: Json = {"region": "<b>华东</b>", "from": "2026-08-03", "to": "2026-08-30", "ended": 80, "won": 4}
    limits = {"rate": 0.05, "usual": 0.16, "lower": 0.07, "upper": 0.25, "en": "Fewer than usual.", "zh": "低于平时。"}
    body = json.dumps({**told, "regions": [region | limits]})
    page.route("**/v1/today?*", lambda route: route.fulfill(body=body, content_type="application/json"))
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto("/today?lang=en")

    shown = page.locator("#below .below-region")
    expect(shown.locator("h3")).to_have_text("<b>华东</b>")
    for said in ("now 5.0%", "usual 16.0%", "lower 7.0%", "upper 25.0%", "Fewer than usual."):
        expect(shown).to_contain_text(said)
    assert 375 == page.evaluate("document.documentElement.scrollWidth")


def test_an_empty_day_is_said_in_words(page: Page, live: Live, another: Callable[[Live], httpx.Client]) -> None:
    """Each part says why it is empty."""
    tables = {**live.history.tables, "signals": live.history["signals"].head(0)}
    bare = open_on(
        live.settings,
        promoted(live.settings),
        replace(live.bundle, win=None),
        Indexed.of(History(tables, live.history.business)),
        live.as_of,
    )
    client = another(bare)
    remarks = client.get("/v1/today").json()["remarks"]
    page.goto(f"{client.base_url}/today?lang=zh")

    assert {"at_risk", "signals"} <= {remark["part"] for remark in remarks}
    for remark in remarks:
        expect(page.locator("#today-body")).to_contain_text(remark["zh"])
    expect(page.locator("#risk .risk-card")).to_have_count(0)


def test_a_server_that_fails_is_said(page: Page, today: Opening) -> None:
    """What was there stays; the next try takes the message away."""
    today("/today?lang=en")
    page.route("**/v1/today?*", lambda route: route.fulfill(status=500, body="Internal Server Error"))
    page.get_by_label("Region", exact=True).select_option(index=1)
    expect(page.locator("#today-error")).to_contain_text("The service failed")
    expect(page.locator("#top tbody tr").first).to_be_visible()

    page.unroute("**/v1/today?*")
    page.get_by_label("Region", exact=True).select_option("")
    expect(page.locator("#today-error")).to_be_hidden()


def test_waiting_is_shown(page: Page) -> None:
    """After a moment without an answer a bar says that the page works."""
    held: list[Route] = []
    page.route("**/v1/today?*", lambda route: held.append(route))
    page.goto("/today?lang=en")

    expect(page.locator("html")).to_have_class(re.compile("waiting"))
    held[0].continue_()
    expect(page.locator("#today-body")).to_be_visible()
    expect(page.locator("html")).not_to_have_class(re.compile("waiting"))


def test_a_printed_list_has_no_controls(page: Page, today: Opening) -> None:
    """But the table, the leads at risk and the signals."""
    today("/today?lang=zh")
    page.emulate_media(media="print")

    for control in ("#filters", "#finder", ".pages", "#top-more", "#news-more"):
        expect(page.locator(control)).to_be_hidden()
    expect(page.locator("#top tbody tr").first).to_be_visible()
    expect(page.get_by_text(texts("zh")["risk_heading"])).to_be_visible()
