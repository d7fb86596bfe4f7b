"""What the planner's page can be switched to show."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from history.names import Names
from models.sandbox.answer.notes import THIN
from serving.planner.maps import MapFile
from serving.scores.opening import Live
from serving.settings import Settings
from serving.wording import count, percent, signed

Opened = Callable[[str], Page]
PLAN = "leads=150&start=2026-10-05&days=7&weeks=5"
BODY = {"leads": 150, "start": "2026-10-05", "days": 7, "horizon_weeks": 5}


@pytest.fixture(scope="module")
def answer(api: httpx.Client) -> dict[str, Any]:
    """The forecast of the plan, straight from the API."""
    found: dict[str, Any] = api.post("/v1/sandbox", json=BODY).json()
    return found


def test_the_heatmap_shows_what_is_chosen(page: Page, drawn: Opened, answer: dict[str, Any]) -> None:
    """Region by industry, week or source; chance, wins or change: the numbers are the API's, the address keeps it."""

    def chance(row: dict[str, Any]) -> str:
        return percent(row["win_probability"]["value"])

    def wins(row: dict[str, Any]) -> str:
        return count(row["wins"]["value"])

    def change(row: dict[str, Any]) -> str:
        return signed(row["wins"]["value"] - row["wins_without"])

    drawn(f"/?lang=en&{PLAN}&view=source")
    for view, measure, rows, shown in (
        ("Source", "Win probability", "sources", chance),
        ("Week", "Change by the plan", "region_weeks", change),
        ("Week", "Win probability", "region_weeks", chance),
        ("Industry", "Expected wins", "cells", wins),
    ):
        page.get_by_label(view, exact=True).check()
        page.locator("#measure-switch").get_by_label(measure).check()

        expect(page.locator("#heat-heading")).to_have_text(f"By region and {view.lower()}")
        expect(page.locator("#heat .scatterlayer .text text")).to_have_text([shown(row) for row in answer[rows]])
        expect(page.locator("#cells tbody tr")).to_have_count(len(answer[rows]))
        thin = any(row.get("evidence", THIN) < THIN for row in answer[rows])
        expect(page.locator("#heat-hatch")).to_be_visible(visible=thin)
    assert "measure=wins" in page.url


def test_regions_stand_as_tiles(page: Page, drawn: Opened, answer: dict[str, Any]) -> None:
    """Where there is no map: each with its name and its number."""
    drawn(f"/?lang=en&{PLAN}&view=map")

    for region in answer["regions"]:
        said = f"{Names().shown(region['region'], 'en')}{percent(region['win_probability']['value'])}"
        expect(page.locator("#heat .scatterlayer .text text").filter(has_text=said)).to_have_count(1)


def test_regions_stand_on_the_users_own_map(
    page: Page, settings: Settings, live: Live, another: Callable[[Live], httpx.Client], drawn: Opened, tmp_path: Path
) -> None:
    """A shape of GeoJSON for each region that it names; nothing is loaded from elsewhere."""

    def square(name: str, west: float) -> dict[str, Any]:
        ring = [[west, 20.0], [west + 4, 20.0], [west + 4, 24.0], [west, 24.0], [west, 20.0]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "properties": {"name": name}, "geometry": geometry}

    file = tmp_path / "map.geojson"
    shapes = {
        "type": "FeatureCollection",
        "features": [square("华东", 110.0), square("North", 115.0), square("华南", 120.0)],
    }
    file.write_text(json.dumps(shapes), encoding="utf-8")
    mapped = Live(
        **vars(live) | {"settings": settings.model_copy(update={"map_file": MapFile(path=file, property="name")})}
    )

    drawn(f"{another(mapped).base_url}?lang=en&{PLAN}&view=map")

    expect(page.locator("#heat .scatterlayer .js-fill")).to_have_count(3)
    expect(page.locator("#heat .scatterlayer .text text")).to_have_count(3)
    page.locator("#heat").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#heat .hoverlayer .hovertext")).to_contain_text("At standard capacity")


def test_arrow_keys_go_through_the_cells(page: Page, drawn: Opened, answer: dict[str, Any]) -> None:
    """Each cell is read aloud, and its label is shown as if pointed at."""
    drawn(f"/?lang=en&{PLAN}")
    page.locator("#heat").focus()

    page.keyboard.press("ArrowRight")
    expect(page.locator("#heat-cell")).to_contain_text(
        f"{answer['cells'][0]['region']} × {answer['cells'][0]['industry']}"
    )
    page.keyboard.press("ArrowRight")

    expect(page.locator("#heat-cell")).to_contain_text(f"× {answer['cells'][1]['industry']}")
    expect(page.locator("#heat .hoverlayer .hovertext")).to_contain_text("At standard capacity")


def test_weeks_can_show_revenue(page: Page, drawn: Opened, answer: dict[str, Any]) -> None:
    """Where won leads have values, the bars switch from wins to money."""
    assert answer["revenue"] is not None
    drawn(f"/?lang=en&{PLAN}")
    expect(page.locator("#headline-revenue")).to_be_visible()
    before = page.locator("#weeks-chart .yaxislayer-above").text_content() or ""

    page.get_by_label("Revenue", exact=True).check()

    expect(page.locator("#weeks-chart .yaxislayer-above")).not_to_have_text(before)
    expect(page.locator("#weeks-chart .yaxislayer-above")).to_contain_text(re.compile("[kM]"))


def test_the_recommended_split_can_be_taken(page: Page, drawn: Opened, answer: dict[str, Any]) -> None:
    """It stands beside the given one; a button makes it the plan."""
    drawn("/?lang=en&leads=100&start=2026-10-05&regions=华南:100&reps=North:6:")
    expect(page.locator("#split-table tbody tr")).to_have_count(len(answer["regions"]))
    expect(page.locator("#split-says")).to_contain_text("wins more")

    page.get_by_role("button", name="Use this split").click()

    expect(page.locator("#regions-total")).to_have_text("100.0% given")
    expect(page.locator("#split-says")).to_contain_text("does as well as the best")


def test_rare_fields_are_part_of_the_plan(page: Page, drawn: Opened) -> None:
    """Reps, quota, response and a ramp: by the form, and again from the address."""
    drawn(f"/?lang=en&{PLAN}")
    page.get_by_text("Reps, response, sources").click()

    page.get_by_role("button", name="Add a change").click()
    page.get_by_label("More or fewer reps").fill("+2")
    page.get_by_label("From which day").fill("2026-10-12")
    page.get_by_label("Time to first response").fill("4")
    page.get_by_label("rising").check()
    expect(page.locator("#regions-table tbody tr").first).to_contain_text("→")
    expect(page.locator("#more-total")).to_have_text("2 set")
    expect(page).to_have_url(re.compile("arrival=ramp.*response=4"))

    drawn(page.url)
    expect(page.get_by_label("More or fewer reps")).to_have_value("+2")
    expect(page.get_by_label("From which day")).to_have_value("2026-10-12")
    expect(page.get_by_label("rising")).to_be_checked()

    page.get_by_label("More or fewer reps").fill("many")
    expect(page.locator("#reps-error")).to_contain_text("whole number of reps")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#more-total")).to_have_text("1 set")


def test_leads_may_be_given_by_week(page: Page, drawn: Opened) -> None:
    """By the form, which sums them; in words; and again from the address. What is no number is told beside them."""
    drawn("/?lang=en&leads=200&days=14&start=2026-09-07&weeks=4")
    page.get_by_label("by week").check()
    expect(page.get_by_label("Leads of each week")).to_have_value("100, 100")
    page.get_by_label("Leads of each week").fill("200, 0, 300")
    expect(page.locator("#understood")).to_contain_text("500 extra leads")
    expect(page.locator("#understood")).to_contain_text("week by week 200 / 0 / 300")
    assert ("500", "21") == tuple(page.locator(f"#{name}").input_value() for name in ("leads", "days"))

    drawn(page.url)
    expect(page.get_by_label("Leads of each week")).to_have_value("200, 0, 300")
    page.locator("#question").fill("30 next week, 70 the week after")
    page.locator("#question").press("Enter")
    expect(page.get_by_label("Leads of each week")).to_have_value("30, 70")

    page.get_by_label("Leads of each week").fill("30, many")
    expect(page.locator("#weekly-error")).to_contain_text("a whole number for each week")
    page.get_by_label("evenly").check()
    expect(page.get_by_label("Leads of each week")).to_be_hidden()
    expect(page.locator("#leads")).to_be_editable()


@pytest.mark.parametrize("typed", ["", "1,000, 2,000", "1,500/2,500", "1,000", "1e3", ",".join(["5"] * 27)])
def test_what_is_wrong_with_the_weeks_is_told_there_alone(page: Page, drawn: Opened, typed: str) -> None:
    """No leads are guessed from 1,000; leads and days follow from the weeks, so nothing is said beside them."""
    drawn("/?lang=en&leads=200&days=14&start=2026-09-07&weeks=4")
    page.get_by_label("by week").check()
    page.get_by_label("Leads of each week").fill(typed)
    expect(page.locator("#weekly-error")).to_contain_text("write 1000, not 1,000")
    expect(page.locator("#plan .error:visible")).to_have_count(1)
