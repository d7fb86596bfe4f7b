"""A forecast in the terminal: the same numbers as the page's, in colour where there is colour."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from models.answer import UNKNOWN
from models.forecast import Cell, Forecast, Range, Region
from models.notes import THIN
from serving.restating import restated
from serving.wording import COLOURS, Language, count, percent, signed, texts

NARROWEST = 6
WIDE = 100
# Above this place on the scale the ground is dark, and white is read better.
DARK = 0.55


def render(forecast: Forecast, lang: Language, console: Console, *, simulated: bool = False) -> None:
    """Print `forecast` on `console`: totals, the heatmap, regions with their load, weeks, notes.

    Nothing depends on colour: thin cells are marked with `~`, overload is said in words.
    """
    text, sentence = texts(lang), restated(forecast.scenario)
    if simulated:
        console.print(Text(text["simulated"], style="yellow"))
    console.print(Text(text["understood"].format(sentence=getattr(sentence, lang)), style="bold"), "", sep="\n")
    for line in _totals(forecast, lang):
        console.print(line)
    width = console.width
    for part in (*_heat(forecast, lang, width), _regions(forecast, lang, width), _weeks(forecast, lang, width)):
        console.print("", part, sep="\n")
    for note in forecast.notes:
        console.print(Text(f"• {getattr(note, lang)}"))


def _named(name: str, lang: Language) -> str:
    return str(texts(lang)["unknown"]) if name == UNKNOWN else name


def _interval(found: Range, lang: Language) -> str:
    return str(texts(lang)["interval"].format(low=count(found.low), high=count(found.high)))


def _span(found: Range) -> str:
    return f"{count(found.low)} – {count(found.high)}"


def _totals(forecast: Forecast, lang: Language) -> Iterator[Text]:
    text = texts(lang)
    weeks, net = forecast.weeks, forecast.net_wins
    yield Text.assemble(
        f"{text['extra_wins']}: ", (count(forecast.wins.value), "bold"), f"  {_interval(forecast.wins, lang)}"
    )
    change = text["interval"].format(low=signed(net.low), high=signed(net.high))
    yield Text.assemble(f"{text['net_wins']}: ", (signed(net.value), "bold"), f"  {change}")
    more = text["net_wins_more"].format(
        all=count(sum(week.wins.value for week in weeks)),
        without=count(sum(week.wins_without for week in weeks)),
        weeks=len(weeks),
    )
    yield Text(f"  {more}", style="dim")


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", caption_justify="left", box=None)


def _heat(forecast: Forecast, lang: Language, width: int) -> Iterator[Table | Text]:
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


def _regions(forecast: Forecast, lang: Language, width: int) -> Table:
    text = texts(lang)
    table = _table(text["regions_heading"])
    rows = [_region(region, lang, wide=width >= WIDE) for region in forecast.regions]
    titles = [text[key] for key in ("region", "leads", "wins", "with_without", "load", "load_seen")]
    if all(region.load_reached is None for region in forecast.regions):
        titles, rows = titles[:-2], [row[:-2] for row in rows]
    else:
        table.caption = f"{text['regions_more']} ▲ {text['overloaded_more']}"
    for place, title in enumerate(titles):
        # Titles may wrap where it is narrow, numbers may not.
        least = max(cell_len(row[place]) for row in rows)
        table.add_column(title, justify="right" if place else "left", min_width=least)
    for region, row in zip(forecast.regions, rows, strict=True):
        table.add_row(*row, style="bold red" if region.overloaded else "")
    return table


def _region(region: Region, lang: Language, *, wide: bool) -> tuple[str, ...]:
    return (
        ("▲ " if region.overloaded else "") + _named(region.region, lang),
        count(region.leads),
        count(region.wins.value) + (f" ({_span(region.wins)})" if wide else ""),
        f"{percent(region.win_probability.value)} ({percent(region.probability_without)})",
        f"{_known(region.load_now, lang)} → {_known(region.load_reached, lang)}",
        _known(region.load_seen, lang),
    )


def _known(value: float | None, lang: Language) -> str:
    return str(texts(lang)["none"]) if value is None else count(value)


def _weeks(forecast: Forecast, lang: Language, width: int) -> Table:
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
        table.add_row(week.start.isoformat(), bar, count(week.wins.value), _span(week.wins), count(week.wins_without))
    return table
