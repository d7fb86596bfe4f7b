"""The planner's page in a browser: its numbers are those of the service."""

import io
import re
from collections.abc import Callable

import httpx
from playwright.sync_api import Page, expect
from rich.console import Console

from history.record import History
from models.sandbox.plan.scenario import Scenario
from models.sandbox.sandbox import Sandbox
from serving.planner.terminal import render
from serving.scores.opening import Live
from serving.wording import count, percent

Opened = Callable[[str], Page]


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


def test_the_names_of_overloaded_regions_part_no_other_headline(page: Page, opened: Opened) -> None:
    """Where they take four lines, an interval and what it is of stay together."""
    opened("/?lang=en&leads=150")
    names = "<br>".join(["Northeast,"] * 4)

    page.evaluate("(names) => (document.querySelector('#headline-over .range').innerHTML = names)", names)
    page.evaluate("() => (document.querySelector('#headline-over .more').textContent = '')")

    regions = page.locator("#headline-over .range").evaluate("(each) => each.getBoundingClientRect().height")
    top = "(each) => each.getBoundingClientRect().top"
    interval, meaning = (page.locator(f"#headline-net .{part}").evaluate(top) for part in ("range", "more"))
    assert meaning - interval < regions


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
