"""The most likely buyers in the terminal."""

from typing import Literal

from rich.table import Table
from rich.text import Text

from history.names import Names
from history.settings import Business
from models.phrases import day
from serving.scores.live import ScoreBook
from serving.scores.ranking import Chosen, Ranking
from serving.wording import Language, percent, texts

_COLOURS = {"A": "bold green", "B": "green", "C": "", "D": "dim"}
_ARROWS = {"improving": "↗", "steady": "→", "declining": "↘"}


def top(book: ScoreBook, lang: Language, business: Business, limit: int = 10) -> Table:
    """The `limit` highest scores as a table: rank, id, name, region, industry, chance with interval, grade, trend."""
    text = texts(lang)
    places = Ranking(book).page(Chosen(), limit).places.tolist()
    as_of = day(book.as_of.tz_convert(business.time_zone).date(), lang)
    table = Table(title=text["listing"].format(count=len(places), as_of=as_of), title_justify="left", box=None)
    for key in ("rank", "id", "name", "region", "industry", "chance", "grade", "trend"):
        # An id that is cut short finds nobody: on a narrow screen other columns give way, and what is too long goes on.
        room = max((len(str(book.ids[place])) for place in places), default=0) if key == "id" else None
        justify: Literal["left", "right"] = "right" if key in ("rank", "chance") else "left"
        table.add_column(text[key], justify=justify, min_width=room, overflow="fold")
    for rank, place in enumerate(places, start=1):
        table.add_row(str(rank), *_row(book, place, lang, business.names))
    return table


def _row(book: ScoreBook, place: int, lang: Language, names: Names) -> tuple[str | Text, ...]:
    text, grade, trend = texts(lang), str(book.grade[place]), book.trend[place]
    low, high = percent(float(book.scores.low[place])), percent(float(book.scores.high[place]))
    return (
        str(book.ids[place]),
        book.name[place] or text["none"],
        names.shown(book.region[place] or text["none"], lang),
        names.shown(book.industry[place] or text["none"], lang),
        f"{percent(float(book.scores.probability[place]))} ({low} – {high})",
        Text(grade, style=_COLOURS[grade]),
        f"{_ARROWS[trend]} {text[trend]}" if trend else text["none"],
    )
