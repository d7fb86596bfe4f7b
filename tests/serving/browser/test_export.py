"""What leaves the planner's page: a table, an image, a printed page, a link."""

import csv
import io
import re
import struct
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

Opened = Callable[[str], Page]
PLAN = "leads=150&start=2026-10-05&days=7&weeks=5"
BODY = {"leads": 150, "start": "2026-10-05", "days": 7, "horizon_weeks": 5}


def saved(page: Page, button: str, folder: Path) -> Path:
    """The file that a button saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    place = folder / download.value.suggested_filename
    download.value.save_as(place)
    return place


def test_cells_as_csv(page: Page, opened: Opened, api: httpx.Client, tmp_path: Path) -> None:
    """UTF-8 with its mark for Excel; names of the API, all ends of the intervals, every number in full."""
    cells = api.post("/v1/sandbox", json=BODY).json()["cells"]
    opened(f"/?lang=zh&{PLAN}")

    place = saved(page, "表格", tmp_path)
    raw = place.read_bytes()

    assert "leadcast-2026-10-05-150-industry.csv" == place.name
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert [cell["region"] for cell in cells] == [row["region"] for row in rows]
    for level in ("low", "high", "low_50", "high_50", "low_95", "high_95"):
        expected = [cell["win_probability"][level] for cell in cells]
        assert expected == [float(row[f"win_probability_{level}"]) for row in rows]
    assert [cell["wins"]["value"] for cell in cells] == [float(row["wins"]) for row in rows]


def test_csv_holds_no_formulas_and_keeps_quotes(page: Page) -> None:
    """A region that is named like a formula is text to a spreadsheet; commas and quotes stay in their cell."""
    page.goto(f"/?lang=en&{PLAN}")
    names = ["=1+1", '华东, "新"', "plain"]

    text = page.evaluate(
        """async (names) => {
          const { csvOf } = await import("/static/export.js");
          return csvOf({ cells: names.map((region) => ({ region, leads: -1.5, revenue: null })) });
        }""",
        names,
    )

    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert [
        ["region", "leads", "revenue"],
        ["'=1+1", "-1.5", ""],
        ['华东, "新"', "-1.5", ""],
        ["plain", "-1.5", ""],
    ] == rows


def test_the_heatmap_as_png(page: Page, drawn: Opened, complaints: list[str], tmp_path: Path) -> None:
    """Sharp enough for a slide; the security policy lets it."""
    drawn(f"/?lang=zh&{PLAN}&view=map")

    place = saved(page, "图片", tmp_path)
    image = place.read_bytes()

    assert "leadcast-2026-10-05-150-map.png" == place.name
    assert b"\x89PNG\r\n\x1a\n" == image[:8]
    wide, high = struct.unpack(">II", image[16:24])
    assert wide >= 720
    assert high >= 300
    assert len(image) > 10_000
    assert [] == complaints


def test_a_report_is_one_page(page: Page, drawn: Opened) -> None:
    """On A4, whatever the screen shows: the plan, headlines, heatmap, weeks, loads, notes, model, moment."""
    drawn(f"/?lang=en&{PLAN}&view=map")

    printed = page.pdf(prefer_css_page_size=True, print_background=True)

    assert 1 == len(re.findall(rb"/Type\s*/Page\b", printed))
    box = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", printed)[0]
    assert (595, 842) == (round(float(box[0])), round(float(box[1])))
    said = page.locator("#report").text_content() or ""
    for part in (
        "150 extra leads",
        "Net change",
        "Retail",
        "East China",
        "Wins by week",
        "Load per rep",
        "Model 3",
        "Data as of",
    ):
        assert part in said
    assert "Simulated data" in said


def test_a_report_counts_wins_in_whole_numbers(page: Page, drawn: Opened) -> None:
    """On the axis of its drawing: none, half, most."""
    drawn(f"/?lang=en&{PLAN}")

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    labels = page.locator("#report .report-weeks [text-anchor=end]").all_text_contents()

    least, half, most = map(int, labels)
    assert (0, most) == (least, 2 * half)


def test_a_long_report_is_one_page_as_well(page: Page, api: httpx.Client) -> None:
    """34 regions and twenty notes shrink until they fit."""
    forecast = api.post("/v1/sandbox", json=BODY).json()
    many = [(n, row) for n in range(12) for row in forecast["regions"]]
    cells = [dict(cell, region=f"{cell['region']}{n}") for n in range(12) for cell in forecast["cells"]]
    regions = [dict(row, region=f"{row['region']}{n}") for n, row in many]
    long = forecast | {"cells": cells, "regions": regions, "split": None}
    long["notes"] = [{"en": "Something that one should know. " * 8, "zh": ""}] * 20
    page.goto(f"/?lang=en&{PLAN}")

    room, needed = page.evaluate(
        """async (forecast) => {
          const { drawReport } = await import("/static/report.js");
          drawReport(forecast);
          const report = document.getElementById("report");
          return [report.clientHeight, report.firstChild.getBoundingClientRect().height];
        }""",
        long,
    )

    assert needed <= room + 1


def test_a_report_of_long_names_is_no_wider_than_the_page(page: Page, api: httpx.Client) -> None:
    """Twelve industries, and nothing is cut off at the right."""
    forecast = api.post("/v1/sandbox", json=BODY).json()
    cells = [dict(cell, industry=f"Manufacturing{n}") for n in range(12) for cell in forecast["cells"]]
    page.goto(f"/?lang=en&{PLAN}")

    room, needed = page.evaluate(
        """async (forecast) => {
          const { drawReport } = await import("/static/report.js");
          drawReport(forecast);
          const report = document.getElementById("report");
          return [report.clientWidth, report.querySelector("table").getBoundingClientRect().width];
        }""",
        forecast | {"cells": cells},
    )

    assert needed <= room + 1


def test_the_link_can_be_copied(page: Page, opened: Opened) -> None:
    """What is on the clipboard is the address, and the page says so."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(f"/?lang=en&{PLAN}")

    page.get_by_role("button", name="Copy link").click()

    expect(page.locator("#said")).to_have_text("The link is copied.")
    assert page.url == page.evaluate("navigator.clipboard.readText()")
