"""A forecast and the best scores in the terminal."""

import io
import re

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console

from history.names import Names
from history.settings import Business
from models.sandbox.answer.forecast import Forecast, Note
from serving.listing import top
from serving.planner.terminal import render
from serving.scores.opening import Live
from serving.wording import LANGUAGES, Language, texts
from tests.serving.forecast import made_by_hand


@pytest.fixture
def forecast() -> Forecast:
    """Two regions, two industries, one cell thin, one region overloaded."""
    return made_by_hand()


SIMULATED = Business(simulated=True)


def printed(
    forecast: Forecast, lang: Language, width: int = 120, *, colour: bool = False, business: Business = SIMULATED
) -> str:
    """What `render` writes to a terminal of that width."""
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=colour, color_system="truecolor" if colour else None)
    render(forecast, lang, console, business)
    return out.getvalue()


def test_everything_is_said_in_chinese(forecast: Forecast) -> None:
    """The scenario, totals with intervals, cells, loads, weeks, notes, and that it is simulated."""
    text = printed(forecast, "zh")

    assert "从2026年9月7日起连续7天新增200条线索；区域：华东 50%；展望12周" in text
    assert "新增线索带来的成交: 25.1  80% 区间 18.0 至 33.0" in text
    assert "净增成交: +14.5  80% 区间 -1.0 至 +20.3" in text
    assert "17.3 → 31.0" in text
    assert "预期收入: 2.5万  80% 区间 1.5万 至 3.6万" in text
    assert "约 140 条" in text
    assert re.search(r"华东 +100 +140 +\+40\.0", text)
    assert "2026年9月21日" in text
    assert "截至2026年9月27日全部成交" in text
    assert "须知。" in text
    assert "模拟数据" in text


def test_everything_is_said_in_english(forecast: Forecast) -> None:
    """The names too, as the settings know English ones."""
    names = Names(also={"华东": ("East",), "制造业": ("Manufacturing",)})
    text = printed(forecast, "en", business=SIMULATED.naming(names))

    assert "Wins from the extra leads: 25.1  80% interval 18.0 to 33.0" in text
    assert not re.search(r"[\u4e00-\u9fff]", text)
    assert "regions: East 50%" in text
    assert re.search(r"East +100 +140 +\+40\.0", text)
    assert "Manufacturing" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_depends_on_colour(forecast: Forecast, lang: Language) -> None:
    """Without colour there is no escape; thin cells and overloaded regions are marked by characters."""
    text = printed(forecast, lang)

    assert "\x1b" not in text
    assert "~6.3%" in text
    assert f"▲ {'华东' if lang == 'zh' else 'East China'}" in text
    assert "~12.3%" not in text


def test_colour_goes_by_value(forecast: Forecast) -> None:
    """The lowest cell has the lightest ground, the highest the darkest, a thin one is dim."""
    text = printed(forecast, "en", colour=True)

    assert re.search(r"\x1b\[2;38;2;28;39;51;48;2;239;246;248m *~6\.3%", text)
    assert re.search(r"\x1b\[38;2;255;255;255;48;2;10;58;88m *20\.0%", text)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_chinese_columns_line_up(forecast: Forecast, width: int) -> None:
    """Characters of double width are counted as two: all rows of the heatmap are as wide as their title row."""
    lines = printed(forecast, "zh", width).splitlines()
    first = next(n for n, line in enumerate(lines) if "制造业" in line and "其中" not in line)

    assert {cell_len(lines[first])} == {cell_len(line) for line in lines[first : first + 3]}
    assert all(cell_len(line) <= width for line in lines)


def test_a_narrow_terminal_gets_the_heatmap_in_parts(forecast: Forecast) -> None:
    """Every cell is shown whatever the width."""
    narrow = printed(forecast, "en", 28)

    for shown in ("12.3%", "~6.3%", "20.0%", "11.0%"):
        assert shown in narrow


@pytest.mark.parametrize(("lang", "name", "last"), [("zh", "华东", "约 140 条"), ("en", "East China", "about 140")])
@pytest.mark.parametrize("width", [80, 96, 120])
def test_nothing_is_cut_off_on_a_narrow_screen(
    forecast: Forecast, lang: Language, name: str, last: str, width: int
) -> None:
    """At 80 columns a region is one line, with its last column, and what stands beneath is whole."""
    text = printed(forecast, lang, width)
    whole = "".join(text.split())

    assert "…" not in text
    assert all(cell_len(line) <= width for line in text.splitlines())
    assert "".join(texts(lang)["regions_more"].split()) in whole
    assert last in next(line for line in text.splitlines() if f"▲ {name}" in line)


def test_a_long_note_begins_beside_its_bullet(forecast: Forecast) -> None:
    """Chinese has no blanks to wrap at."""
    said = "历史数据中没有销售代表，因此无法得知工作量如何影响赢单概率。" * 3
    lines = printed(replace(forecast, notes=(Note("Something.", said),)), "zh", 80).splitlines()

    assert said == "".join(line.removeprefix("•").strip() for line in lines[-3:])
    assert lines[-3].startswith("• 历史")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unknown_load_is_no_zero(forecast: Forecast, lang: Language) -> None:
    """One region without reps shows a dash; a history without reps shows no load at all."""
    blind = replace(forecast, regions=forecast.regions[1:], cells=forecast.cells[2:], load_effect=None)

    assert re.search(r"[—–] → [—–] +[—–]", printed(forecast, lang))
    assert "→" not in printed(blind, lang)


@pytest.mark.parametrize(("lang", "word"), [("zh", "概率"), ("en", "Chance")])
def test_the_best_scores_as_a_list(live: Live, lang: Language, word: str) -> None:
    """The ten highest, in order, with their names."""
    out = io.StringIO()
    Console(file=out, width=160).print(top(live.book, lang, Business()))
    ids = [str(live.book.ids[place]) for place in live.ranking.order[:10]]

    assert ids == re.findall(r"SIM-A\d+", out.getvalue())
    assert word in out.getvalue()


def test_ids_are_whole_on_a_narrow_screen(live: Live) -> None:
    """At 80 columns an id can still be copied."""
    out = io.StringIO()
    Console(file=out, width=80).print(top(live.book, "en", Business(), limit=5))

    ids = [str(live.book.ids[place]) for place in live.ranking.order[:5]]

    assert ids == re.findall(r"SIM-A\d{6}", out.getvalue())
