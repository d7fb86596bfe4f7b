"""Names as readers know them, on a server whose settings say what else its names are called."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from history.names import Names
from history.simulator.export import ENGLISH
from serving.scores.opening import open_live
from serving.settings import Settings
from tests.serving.servers import running

Opened = Callable[[str], Page]
CHINESE, LATIN = re.compile("[\u4e00-\u9fff]"), re.compile("[A-Za-z]{2}")
# The business has English names of its own; by one of them nothing else may be shown.
OWN_ENGLISH = {"North": ("华北",), "Retail": ("零售",), "华东": ("North", "East")}
ALSO = {name: others for name, others in ENGLISH.items() if name not in ("华北", "零售")} | OWN_ENGLISH


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[httpx.Client]:
    """A client of the small business's server, its names called so."""
    named = settings.business.naming(Names(also=ALSO))
    told = settings.model_copy(update={"business": named})
    with running(told, open_live(told)) as client:
        yield client


@pytest.fixture
def named(drawn: Opened, client: httpx.Client) -> Opened:
    """Opens a path of that server and waits until its charts are there."""
    return lambda path: drawn(f"{client.base_url}{path}")


def shown_on(page: Page) -> list[Locator]:
    """The parts of the planner's page that name regions, industries or sources, and no people."""
    parts = ("#examples", "#understood", "#plan", "#heat", "#cells", "#regions-table", "#split-table", "#notes")
    return [page.locator(part) for part in parts]


def texts_of(page: Page) -> str:
    """What stands in those parts, also where it is folded."""
    return " ".join(part.text_content() or "" for part in shown_on(page))


def test_a_question_in_english_names_is_answered_in_them(page: Page, named: Opened) -> None:
    """In the heatmap, the tables, the form and the sentence, no name stands in Chinese."""
    named("/?lang=en")

    page.locator("#question").fill("80 extra leads in East over the next 2 weeks, half of them Retail")
    page.keyboard.press("Enter")
    expect(page.locator("#understood")).to_contain_text("regions: East 100%; industries: Retail 50%")
    expect(page.locator("#regions-total")).to_have_text("100.0% given")

    axes = page.locator("#heat .ytick, #heat .xtick").all_text_contents()
    assert {"East", "South", "North", "Manufacturing", "Retail"} == {text.strip() for text in axes}
    assert {"East", "South", "North"} == set(page.locator("#cells tbody th").all_text_contents())
    assert {"Manufacturing", "Retail"} == set(page.locator("#cells tbody td:nth-child(2)").all_text_contents())
    assert not CHINESE.search(texts_of(page))


def test_the_chinese_page_has_chinese_names(page: Page, named: Opened) -> None:
    """Also where the history's own are English, and in the examples, which are understood."""
    named("/?lang=zh")

    page.get_by_role("button", name="未来两周华北增加80条线索").click()
    expect(page.locator("#understood")).to_contain_text("区域：华北 100%")

    axes = page.locator("#heat .ytick, #heat .xtick").all_text_contents()
    assert {"华东", "华南", "华北", "制造业", "零售"} == {text.strip() for text in axes}
    assert not LATIN.search(texts_of(page))


def test_every_view_shows_them(page: Page, named: Opened) -> None:
    """Sources, weeks and the map."""
    named("/?lang=en")

    for view, title in (("source", "Trade fairs"), ("week", "East"), ("map", "East")):
        page.locator(f"[name=view][value={view}]").check()
        expect(page.locator("#heat")).to_contain_text(title)
        expect(page.locator("#cells")).to_contain_text(title)
        assert not CHINESE.search(texts_of(page))


def test_links_and_saved_scenarios_keep_the_historys_own_names(page: Page, named: Opened, client: httpx.Client) -> None:
    """What the form submits, and the address after it, are valid whatever the language and the settings."""
    named("/?lang=en")
    page.get_by_text("Shares by region").click()

    with page.expect_request("**/v1/sandbox") as request:
        page.get_by_label("Share of East in %").fill("60")

    assert {"华东": 0.6} == request.value.post_data_json["regions"]
    expect(page.locator("#understood")).to_contain_text("East 60%")
    assert ["华东:60"] == parse_qs(urlsplit(page.url).query)["regions"]
    answer = client.post("/v1/sandbox", json={"text": "10 more leads in East next week"}).json()
    assert {"华东": 1.0} == answer["scenario"]["regions"]
    assert {"华东", "华南", "North"} == {row["region"] for row in answer["regions"]}


def test_a_change_of_reps_names_regions_by_what_readers_know(page: Page, named: Opened) -> None:
    """Its choices submit the history's own."""
    named("/?lang=en&leads=10&reps=华南:1:")

    choices = page.locator("#reps-rows option").all()
    assert {"East": "华东", "South": "华南", "North": "North"} == {
        each.inner_text(): each.get_attribute("value") for each in choices
    }
    expect(page.locator("#understood")).to_contain_text("1 more rep in South")


@pytest.mark.parametrize(("lang", "expected"), [("en", ["East", "North", "South"]), ("zh", ["华北", "华东", "华南"])])
def test_choices_stand_in_the_order_of_the_language(page: Page, named: Opened, lang: str, expected: list[str]) -> None:
    """Names by their letters, Chinese by pinyin, in the form as in the filter of the morning list."""
    named(f"/?lang={lang}&leads=10&reps=华南:1:")
    assert expected == page.locator("#regions-rows label").all_text_contents()
    assert expected == page.locator("#reps-rows option").all_text_contents()

    page.goto(f"{page.url.split('/?')[0]}/today?lang={lang}")
    expect(page.locator("#today-body")).to_be_visible()
    assert expected == page.locator("#region-filter option").all_text_contents()[1:]


def test_errors_list_the_names_that_readers_know(page: Page, client: httpx.Client) -> None:
    """Of a question, and of an address."""
    page.goto(f"{client.base_url}/?lang=en&q=50 leads in Xyzzyx")
    expect(page.locator("#question-error")).to_contain_text("Known regions: North, East, South.")

    page.goto(f"{client.base_url}/?lang=en&leads=10&regions=Nowhere:50")
    expect(page.locator("#regions-error")).to_contain_text("East, South")


def test_the_printed_report_has_them_and_the_csv_the_historys_own(page: Page, named: Opened) -> None:
    """The report is read, the file is joined with others."""
    named("/?lang=en")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    with page.expect_download() as download:
        page.locator("#csv").click()

    assert not CHINESE.search(page.locator("#report table").text_content() or "")
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"), newline="")))
    assert {"华东", "华南", "North"} == {row["region"] for row in rows}


def test_the_morning_list_shows_and_filters_by_them(page: Page, client: httpx.Client) -> None:
    """The filter's choices submit the history's own."""
    page.goto(f"{client.base_url}/today?lang=en")
    expect(page.locator("#today-body")).to_be_visible()

    with page.expect_request("**/v1/today?*") as request:
        page.get_by_label("Region", exact=True).select_option(label="East")
    expect(page.locator("#today")).to_have_attribute("aria-busy", "false")

    assert ["华东"] == parse_qs(urlsplit(request.value.url).query)["region"]
    assert {"East"} == set(page.locator("#top tbody td[data-label=Region]").all_text_contents())


def test_the_account_page_and_the_finder_show_them(page: Page, client: httpx.Client) -> None:
    """In its head, its open leads and its timeline, where all else stays as the history has it."""
    answer = client.get("/v1/intent", params={"region": "华东", "industry": "制造业", "limit": 1}).json()
    found = answer["results"][0]["id"]
    page.goto(f"{client.base_url}/accounts/{found}?lang=en")

    expect(page.locator("#profile .facts")).to_contain_text("East · Manufacturing")
    page.locator("#kind-switch [name=kind][value=leads]").check()
    expect(page.locator("#timeline .entry.leads").first).to_contain_text(re.compile("source (Website|Trade fairs)"))
    page.locator("#finder-text").fill(found)
    expect(page.locator("#finder-list")).to_contain_text("East")
