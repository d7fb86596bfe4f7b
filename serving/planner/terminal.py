"""A forecast in the terminal: the same numbers as the page's, in colour where there is colour."""

from collections.abc import Iterator
from datetime import timedelta

from msgspec.structs import replace
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from history.names import Names
from history.settings import Business
from models.phrases import day
from models.sandbox.answer.forecast import Forecast, Range
from serving.planner.restating import restated
from serving.planner.terminal_tables import heat, regions, split, weeks
from serving.wording import Language, count, money, signed, texts


def render(forecast: Forecast, lang: Language, console: Console, business: Business) -> None:
    """Print `forecast` on `console`: totals, the heatmap, regions with their load, the best split, weeks, notes.

    Nothing depends on colour: thin cells are marked with `~`, overload is said in words.
    """
    text, sentence = texts(lang), restated(forecast.scenario, business.names)
    forecast = _named(forecast, business.names, lang)
    if business.simulated:
        console.print(Text(text["simulated"], style="yellow"))
    console.print(Text(text["understood"].format(sentence=getattr(sentence, lang)), style="bold"), "", sep="\n")
    for line in _totals(forecast, lang):
        console.print(line)
    tables = (heat, regions, split, weeks)
    for part in (part for table in tables for part in table(forecast, lang, console.width)):
        console.print("", part, sep="\n")
    # As a column of its own: else Chinese, which has no blanks to wrap at, would begin below its bullet.
    notes = Table.grid(Column(), Column(overflow="fold"), padding=(0, 1))
    for note in forecast.notes:
        notes.add_row("•", Text(getattr(note, lang)))
    console.print(notes)


def _named(forecast: Forecast, names: Names, lang: Language) -> Forecast:
    """The forecast with what readers are shown in place of the history's names."""

    def shown(name: str) -> str:
        return names.shown(name, lang)

    split = forecast.split
    if split is not None:
        split = replace(split, regions=tuple(replace(each, region=shown(each.region)) for each in split.regions))
    return replace(
        forecast,
        cells=tuple(replace(each, region=shown(each.region), industry=shown(each.industry)) for each in forecast.cells),
        regions=tuple(replace(each, region=shown(each.region)) for each in forecast.regions),
        split=split,
    )


def _interval(found: Range, lang: Language) -> str:
    return str(texts(lang)["interval"].format(low=count(found.low), high=count(found.high)))


def _totals(forecast: Forecast, lang: Language) -> Iterator[Text]:
    text = texts(lang)
    shown, net, revenue = forecast.weeks, forecast.net_wins, forecast.revenue
    yield Text.assemble(
        f"{text['extra_wins']}: ", (count(forecast.wins.value), "bold"), f"  {_interval(forecast.wins, lang)}"
    )
    if revenue:
        likely = text["interval"].format(low=money(revenue.low, lang), high=money(revenue.high, lang))
        yield Text.assemble(f"{text['revenue']}: ", (money(revenue.value, lang), "bold"), f"  {likely}")
    change = text["interval"].format(low=signed(net.low), high=signed(net.high))
    yield Text.assemble(f"{text['net_wins']}: ", (signed(net.value), "bold"), f"  {change}")
    more = text["net_wins_more"].format(
        all=count(sum(week.wins.value for week in shown)),
        without=count(sum(week.wins_without for week in shown)),
        day=day(shown[-1].start + timedelta(days=6), lang),
    )
    yield Text(f"  {more}", style="dim")
