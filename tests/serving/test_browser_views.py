"""What the planner's page can be switched to show."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from models.notes import THIN
from serving.maps import MapFile
from serving.opening import Live
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


def tiles(page: Page) -> list[str]:
    """What stands in the cells of the heatmap."""
    return page.locator("#heat .scatterlayer .text text").all_text_contents()


@pytest.mark.parametrize(
    ("view", "rows", "heading"),
    [("Week", "region_weeks", "By region and week"), ("Source", "sources", "By region and source")],
)
def test_the_heatmap_switches_its_columns(
    page: Page, opened: Opened, answer: dict[str, Any], view: str, rows: str, heading: str
) -> None:
    """To weeks and to sources, with the numbers of the API, and the address keeps it."""
    opened(f"/?lang=en&{PLAN}")

    page.get_by_label(view, exact=True).check()

    expect(page.locator("#heat-heading")).to_have_text(heading)
    expect(page.locator("#heat .scatterlayer .text text")).to_have_count(len(answer[rows]))
    assert [percent(row["win_probability"]["value"]) for row in answer[rows]] == tiles(page)
    assert f"view={view.lower()}" in page.url


@pytest.mark.parametrize(
    ("view", "measure", "shown"),
    [
        ("industry", "wins", lambda answer: [count(cell["wins"]["value"]) for cell in answer["cells"]]),
        (
            "week",
            "change",
            lambda answer: [signed(week["wins"]["value"] - week["wins_without"]) for week in answer["region_weeks"]],
        ),
    ],
)
def test_the_heatmap_switches_its_measure(
    page: Page,
    opened: Opened,
    answer: dict[str, Any],
    view: str,
    measure: str,
    shown: Callable[[dict[str, Any]], list[str]],
) -> None:
    """An address opens expected wins, or changes with their signs."""
    opened(f"/?lang=en&{PLAN}&view={view}&measure={measure}")

    assert shown(answer) == tiles(page)


def test_the_table_follows_the_heatmap(page: Page, opened: Opened, answer: dict[str, Any]) -> None:
    """So that every picture can be read as numbers."""
    opened(f"/?lang=en&{PLAN}&view=source")

    expect(page.locator("#cells tbody tr")).to_have_count(len(answer["sources"]))
    expect(page.locator("#cells thead")).to_contain_text("At standard capacity")


def test_regions_stand_as_tiles(page: Page, opened: Opened, answer: dict[str, Any]) -> None:
    """Where there is no map: each with its name and its number."""
    opened(f"/?lang=en&{PLAN}&view=map")

    for region in answer["regions"]:
        said = f"{region['region']}{percent(region['win_probability']['value'])}"
        expect(page.locator("#heat .scatterlayer .text text").filter(has_text=said)).to_have_count(1)


def test_regions_stand_on_the_users_own_map(
    page: Page, settings: Settings, live: Live, another: Callable[[Live], httpx.Client], opened: Opened, tmp_path: Path
) -> None:
    """A shape of GeoJSON for each region that it names; nothing is loaded from elsewhere."""

    def square(name: str, west: float) -> dict[str, Any]:
        ring = [[west, 20.0], [west + 4, 20.0], [west + 4, 24.0], [west, 24.0], [west, 20.0]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "properties": {"name": name}, "geometry": geometry}

    file = tmp_path / "map.geojson"
    shapes = {"type": "FeatureCollection", "features": [square("华东", 110.0), square("North", 115.0)]}
    file.write_text(json.dumps(shapes), encoding="utf-8")
    mapped = Live(**vars(live) | {"settings": settings.model_copy(update={"map_file": MapFile(path=file, property="name")})})

    opened(f"{another(mapped).base_url}?lang=en&{PLAN}&view=map")

    shapes_drawn = page.locator("#heat .choroplethlayer path.choroplethlocation")
    expect(shapes_drawn).to_have_count(2)
    # A ring wound the wrong way would cover all but itself.
    boxes = [shape.bounding_box() for shape in shapes_drawn.all()]
    assert all(box and box["width"] < 600 for box in boxes)


def test_hatching_is_explained_only_where_it_is(page: Page, opened: Opened, answer: dict[str, Any]) -> None:
    """The legend names thin evidence if there is a thin cell."""
    opened(f"/?lang=en&{PLAN}")
    expect(page.locator("#heat-hatch")).to_be_visible(visible=any(cell["evidence"] < THIN for cell in answer["cells"]))

    page.get_by_label("Week", exact=True).check()
    expect(page.locator("#heat-hatch")).to_be_hidden()


def test_arrow_keys_go_through_the_cells(page: Page, opened: Opened, answer: dict[str, Any]) -> None:
    """Each cell is read aloud, and its label is shown as if pointed at."""
    opened(f"/?lang=en&{PLAN}")
    page.locator("#heat").focus()

    page.keyboard.press("ArrowRight")
    expect(page.locator("#heat-cell")).to_contain_text(f"{answer['cells'][0]['region']} × {answer['cells'][0]['industry']}")
    page.keyboard.press("ArrowRight")

    expect(page.locator("#heat-cell")).to_contain_text(f"× {answer['cells'][1]['industry']}")
    expect(page.locator("#heat .hoverlayer .hovertext")).to_contain_text("At standard capacity")


def test_weeks_can_show_revenue(page: Page, opened: Opened, answer: dict[str, Any]) -> None:
    """Where won leads have values, the bars switch from wins to money."""
    assert answer["revenue"] is not None
    opened(f"/?lang=en&{PLAN}")
    expect(page.locator("#headline-revenue")).to_be_visible()
    before = page.locator("#weeks-chart .yaxislayer-above").text_content() or ""

    page.get_by_label("Revenue", exact=True).check()

    expect(page.locator("#weeks-chart .yaxislayer-above")).not_to_have_text(before)
    expect(page.locator("#weeks-chart .yaxislayer-above")).to_contain_text(re.compile("[kM]"))


def test_the_recommended_split_can_be_taken(page: Page, opened: Opened, answer: dict[str, Any]) -> None:
    """It stands beside the given one; a button makes it the plan."""
    opened("/?lang=en&leads=4000&start=2026-10-05&regions=North:100")
    expect(page.locator("#split-table tbody tr")).to_have_count(len(answer["regions"]))
    expect(page.locator("#split-says")).to_contain_text("wins more")

    page.get_by_role("button", name="Use this split").click()

    expect(page.locator("#regions-total")).to_have_text("100.0% given")
    expect(page.locator("#split-says")).to_contain_text("does as well as the best")


def test_rare_fields_are_part_of_the_plan(page: Page, opened: Opened) -> None:
    """Reps, quota, response and a ramp: by the form, and again from the address."""
    opened(f"/?lang=en&{PLAN}")
    page.get_by_text("Reps, response, sources").click()

    page.get_by_role("button", name="Add a change").click()
    page.get_by_label("More or fewer reps").fill("+2")
    page.get_by_label("From which day").fill("2026-10-12")
    page.get_by_label("Time to first response").fill("4")
    page.get_by_label("rising").check()
    expect(page.locator("#regions-table tbody tr").first).to_contain_text("→")
    expect(page.locator("#more-total")).to_have_text("2 set")
    expect(page).to_have_url(re.compile("arrival=ramp.*response=4"))

    opened(page.url)
    expect(page.get_by_label("More or fewer reps")).to_have_value("+2")
    expect(page.get_by_label("From which day")).to_have_value("2026-10-12")
    expect(page.get_by_label("rising")).to_be_checked()

    page.get_by_label("More or fewer reps").fill("many")
    expect(page.locator("#reps-error")).to_contain_text("whole number of reps")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#more-total")).to_have_text("1 set")
