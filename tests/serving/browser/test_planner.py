"""The planner's page in a browser."""

import io
import json
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, Route, expect
from rich.console import Console

from history.record import History
from models.sandbox.plan.scenario import Scenario
from models.sandbox.sandbox import Sandbox
from serving.planner.terminal import render
from serving.scores.opening import Live
from serving.wording import count, percent, texts

CHINESE = re.compile(r"[\u4e00-\u9fff]")
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

    page.get_by_label("Share of 华东 in %").fill("70")
    expect(page.locator("#regions-total")).to_have_text("70.0% given")
    expect(page.locator("#understood")).to_contain_text("华东 70%")

    page.get_by_label("Share of North in %").fill("40")
    expect(page.locator("#regions-error")).to_have_text("They sum to 110.0%, which is more than 100%.")

    page.locator("[data-clear=regions]").click()
    expect(page.locator("#regions-total")).to_have_text("recent mix")
    expect(page.locator("#understood")).not_to_contain_text("华东")


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


@pytest.mark.parametrize(
    ("lang", "said", "unsaid"),
    [
        ("zh", "没有看懂“Atlantis”。 请换一种说法", "Not understood"),
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


def test_a_number_below_zero_is_out_of_range(page: Page, opened: Opened) -> None:
    """It is a whole number, so the range is told, with its thousands."""
    opened("/?lang=en")

    page.locator("#leads").fill("-5")

    expect(page.locator("#leads-error")).to_have_text("Give a number from 0 to 10,000,000.")


def test_the_language_can_be_switched(page: Page, drawn: Opened) -> None:
    """The plan stays; nothing of the other language is left but names."""
    drawn("/?lang=zh&leads=33&start=2026-10-05&days=5&weeks=8")

    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#understood")).to_contain_text("33 extra leads from 2026-10-05 for 5 days, 8-week horizon")
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


def test_an_address_with_nonsense_says_so(page: Page) -> None:
    """An unknown region, letters for a number: beside the fields, without a crash."""
    page.goto("/?lang=en&leads=x&regions=Mars:100&start=2026-10-05")

    expect(page.locator("#leads-error")).to_have_text("Give a whole number.")
    expect(page.locator("#regions-error")).to_contain_text("no such name")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page, drawn: Opened, lang: str) -> None:
    """Wide tables scroll within themselves."""
    page.set_viewport_size({"width": 375, "height": 740})
    drawn(f"/?lang={lang}")
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")

    assert 375 == page.evaluate("document.documentElement.scrollWidth")


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


def test_terminal_api_and_page_show_the_same_numbers(page: Page, drawn: Opened, api: httpx.Client, live: Live) -> None:
    """Every cell's probability, every region's load, every week's wins."""
    assert live.sandbox is not None
    scenario = Scenario(150, live.coming_monday, regions={"North": 0.5}, horizon_weeks=5)
    answer = api.post("/v1/sandbox", json=scenario.to_json()).json()
    out = io.StringIO()
    render(live.sandbox.forecast(scenario), "en", Console(file=out, width=120), live.sandbox.business)
    drawn(f"/?lang=en&leads=150&start={scenario.start}&days=7&weeks=5&regions=North:50")

    cells = [percent(cell["win_probability"]["value"]) for cell in answer["cells"]]
    assert cells == page.locator("#cells tbody td:nth-child(3)").all_text_contents()
    assert cells == page.locator("#heat .scatterlayer .text text").all_text_contents()
    weeks = [count(week["wins"]["value"]) for week in answer["weeks"]]
    assert weeks == page.locator("#weeks-table tbody td:nth-child(2)").all_text_contents()
    loads = [f"{count(each['load_now'])} → {count(each['load_reached'])}" for each in answer["regions"]]
    assert loads == [re.match(r"[\d.,]+ → [\d.,]+", text)[0] for text in page.locator(".load").all_text_contents()]
    wins = answer["wins"]
    assert count(wins["value"]) == page.locator("#headline-extra .figure").inner_text()
    said = f"80% interval {count(wins['low'])} to {count(wins['high'])}"
    assert said == page.locator("#headline-extra .range").inner_text()
    for shown in (*cells, *weeks, *loads, said):
        assert shown in out.getvalue()


def test_a_history_without_reps_shows_no_load(
    page: Page, drawn: Opened, live: Live, history: History, another: Callable[[Live], httpx.Client]
) -> None:
    """The columns of load are left out, and the headline says why."""
    blind = History({**history.tables, "reps": history["reps"].head(0)}, history.business)
    sandbox = Sandbox.open(blind, live.bundle, live.as_of)

    drawn(f"{another(Live(**vars(live) | {'sandbox': sandbox})).base_url}?lang=en")

    expect(page.locator("#headline-over")).to_contain_text("the history has no reps")
    expect(page.locator("#regions-table .load")).to_have_count(0)
    expect(page.get_by_role("columnheader", name="Verdict")).to_have_count(0)


def test_a_history_without_values_shows_no_money(
    page: Page, live: Live, history: History, another: Callable[[Live], httpx.Client], drawn: Opened
) -> None:
    """Neither a headline, nor a column, nor a switch of the weeks."""
    orders, leads = history["orders"].head(0), history["leads"].assign(value=float("nan"))
    poor = History({**history.tables, "orders": orders, "leads": leads}, history.business)
    sandbox = Sandbox.open(poor, live.bundle, live.as_of)

    drawn(f"{another(Live(**vars(live) | {'sandbox': sandbox})).base_url}?lang=en")

    expect(page.locator("#headline-revenue")).to_be_hidden()
    expect(page.locator("#money-switch")).to_be_hidden()
    expect(page.locator("#cells thead")).not_to_contain_text("revenue")
