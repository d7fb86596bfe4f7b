"""The tables of a forecast in the terminal."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.style import Style
from rich.table import Table
from rich.text import Text

from models.phrases import day
from models.sandbox.answer.cells import UNKNOWN
from models.sandbox.answer.forecast import Cell, Forecast, Range, Region
from models.sandbox.answer.notes import THIN
from serving.wording import COLOURS, Language, count, percent, signed, texts

NARROWEST = 6
WIDE = 120
# Above this place on the scale the ground is dark, and white is read better.
DARK = 0.55
# A split that gains fewer wins than this is not worth a change.
LITTLE = 0.05


def _named(name: str, lang: Language) -> str:
    return str(texts(lang)["unknown"]) if name == UNKNOWN else name


def _span(found: Range) -> str:
    return f"{count(found.low)} – {count(found.high)}"


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", caption_justify="left", box=None)


def heat(forecast: Forecast, lang: Language, width: int) -> Iterator[Table | Text]:
    """The heatmap, in as many tables as the width asks for."""
    text = texts(lang)
    place = {(cell.region, cell.industry): cell for cell in forecast.cells}
    title, margin = text["heat_heading"], 2 + max(cell_len(region.region) for region in forecast.regions)
    for some in _fitting(list(dict.fromkeys(cell.industry for cell in forecast.cells)), width - margin, lang):
        table = _table(title)
        table.add_column(text["region"], no_wrap=True)
        for industry in some:
            table.add_column(_named(industry, lang), justify="right", min_width=NARROWEST, no_wrap=True)
        for region in forecast.regions:
            row = [place[region.region, industry] for industry in some]
            table.add_row(_named(region.region, lang), *(_tile(cell, forecast.cells) for cell in row))
        yield table
        title = ""
    if any(cell.evidence < THIN for cell in forecast.cells):
        yield Text(f"~ {text['heat_thin'].format(thin=THIN)}", style="dim")


def _fitting(industries: list[str], width: int, lang: Language) -> Iterator[list[str]]:
    """The industries in groups that fit beside each other; Chinese characters take two columns each."""
    some: list[str] = []
    left = width
    for industry in industries:
        need = max(cell_len(_named(industry, lang)), NARROWEST) + 2
        if some and need > left:
            yield some
            some, left = [], width
        some.append(industry)
        left -= need
    yield some


def _tile(cell: Cell, cells: Sequence[Cell]) -> Text:
    values = [each.win_probability.value for each in cells]
    low, high = min(values), max(values)
    at = (cell.win_probability.value - low) / (high - low) if high > low else 0.5
    ground = COLOURS[min(int(at * len(COLOURS)), len(COLOURS) - 1)]
    thin = cell.evidence < THIN
    style = Style(color="#ffffff" if at > DARK else "#1c2733", bgcolor=ground, dim=thin)
    return Text(f"{'~' if thin else ''}{percent(cell.win_probability.value)}", style=style)


def regions(forecast: Forecast, lang: Language, width: int) -> Iterator[Table]:
    """A row a region: leads, wins, net change, chances, load and from how many leads on there are enough."""
    text = texts(lang)
    table = _table(text["regions_heading"])
    rows = [_region(region, lang, wide=width >= WIDE) for region in forecast.regions]
    titles = [text[key] for key in ("region", "leads", "wins", "net", "with_without", "load", "load_seen", "enough")]
    if all(region.load_reached is None for region in forecast.regions):
        titles, rows = titles[:-3], [row[:-3] for row in rows]
    else:
        table.caption = f"{text['regions_more']}\n▲ {text['overloaded_more']}"
    needed = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    is_narrow = sum(max(need, cell_len(title)) + 2 for need, title in zip(needed, titles, strict=True)) > width
    if is_narrow:
        table.padding, table.pad_edge = (0, 1, 0, 0), False
    for title, need in zip(titles, needed, strict=True):
        # Titles wrap where it is narrow, numbers only where that is not enough.
        room = max(need, _narrowest(title, need)) if is_narrow else None
        table.add_column(title, justify="right" if title != titles[0] else "left", width=room, overflow="fold")
    for region, row in zip(forecast.regions, rows, strict=True):
        table.add_row(*row, style="bold red" if region.overloaded else "")
    yield table


def _narrowest(title: str, beside: int) -> int:
    """The room that a title needs when it is wrapped: between its words, or in two where a script has none; not for
    the sake of one character more than what stands beneath.
    """
    if cell_len(title) <= beside + 1:
        return cell_len(title)
    longest = max(map(cell_len, title.split()))
    return longest if title.isascii() else (longest + 1) // 2


def _region(region: Region, lang: Language, *, wide: bool) -> tuple[str, ...]:
    return (
        ("▲ " if region.overloaded else "") + _named(region.region, lang),
        count(region.leads),
        count(region.wins.value) + (f" ({_span(region.wins)})" if wide else ""),
        signed(region.net_wins.value),
        f"{percent(region.win_probability.value)} ({percent(region.probability_without)})",
        f"{_known(region.load_now, lang)} → {_known(region.load_reached, lang)}",
        _known(region.load_seen, lang),
        _enough(region, lang),
    )


def _enough(region: Region, lang: Language) -> str:
    text = texts(lang)
    if region.enough is None:
        return str(text["none"])
    return str(text["about"].format(leads=count(region.enough)) if region.enough >= 1 else text["enough_now"])


def split(forecast: Forecast, lang: Language, _width: int) -> Iterator[Table]:
    """The split of the leads beside the recommended one."""
    text = texts(lang)
    if forecast.split is None:
        return
    gained = forecast.split.best - forecast.split.wins
    table = _table(text["split_heading"])
    table.caption = text["split_better"].format(gain=count(gained)) if gained >= LITTLE else text["split_same"]
    for place, key in enumerate(("region", "split_given", "split_best", "split_change")):
        table.add_column(text[key], justify="right" if place else "left", no_wrap=True)
    for each in forecast.split.regions:
        table.add_row(_named(each.region, lang), count(each.leads), count(each.best), signed(each.best - each.leads))
    yield table


def _known(value: float | None, lang: Language) -> str:
    return str(texts(lang)["none"]) if value is None else count(value)


def weeks(forecast: Forecast, lang: Language, width: int) -> Iterator[Table]:
    """A row and a bar a week."""
    text = texts(lang)
    table = _table(text["weeks_heading"])
    table.add_column(text["week"], no_wrap=True)
    table.add_column("", no_wrap=True)
    for key in ("with_plan", "band", "without_plan"):
        table.add_column(text[key], justify="right", no_wrap=True)
    most = max(week.wins.value for week in forecast.weeks) or 1.0
    longest = 30 if width >= WIDE else 16
    for week in forecast.weeks:
        bar = Text("█" * round(longest * week.wins.value / most), style=COLOURS[3])
        table.add_row(day(week.start, lang), bar, count(week.wins.value), _span(week.wins), count(week.wins_without))
    yield table
