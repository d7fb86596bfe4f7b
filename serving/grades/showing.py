"""Grades and what they held, for a terminal."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from rich.table import Table

from models.artifact import Bundle
from models.phrases import Phrases
from serving.wording import Language, count, percent

PHRASES = Phrases(Path(__file__).parent)
COLUMNS = ("grade", "threshold", "per-week", "share", "precision", "within", "lift", "caught")


def notes(found: dict[str, Any], bundle: Bundle, version: str, lang: Language) -> Iterator[str]:
    """What is said above the table: of which model, on how many predictions, and what is out of the ordinary."""
    if bundle.card.get("simulated"):
        yield getattr(PHRASES("simulated"), lang)
    said = PHRASES(
        "edited" if found["edited"] else "trained",
        model=version,
        who=PHRASES(f"{bundle.rows.entity}-chance"),
        days=f"{bundle.horizon / timedelta(days=1):g}",
    )
    yield getattr(said, lang)
    if not found["grades"]:
        yield getattr(PHRASES("unjudged"), lang)
        return
    yield getattr(PHRASES("judged", rows=f"{found['rows']:,}", rate=percent(found["base_rate"])), lang)
    if empty := [each["grade"] for each in found["grades"] if not each["rows"]]:
        yield getattr(PHRASES("empty", grades="/".join(empty)), lang)


def table(grades: list[dict[str, Any]], lang: Language) -> Table:
    """A row a grade."""
    shown = Table(box=None)
    for key in COLUMNS:
        shown.add_column(getattr(PHRASES(key), lang), justify="left" if key == "grade" else "right")
    for each in grades:
        shown.add_row(*_row(each))
    return shown


def by_period(grades: list[dict[str, Any]], lang: Language, time_zone: str) -> Table:
    """The share that bought, a row a grade and a column each of up to four periods, the oldest first."""
    shown = Table(title=getattr(PHRASES("periods"), lang), title_justify="left", box=None)
    shown.add_column(getattr(PHRASES("grade"), lang))
    for period in grades[0]["periods"]:
        start, end = (pd.Timestamp(period[name]).tz_convert(time_zone).date() for name in ("from", "to"))
        shown.add_column(f"{start} – {end}", justify="right")
    for each in grades:
        shown.add_row(each["grade"], *(_percent(period["precision"]) for period in each["periods"]))
    return shown


def _row(each: dict[str, Any]) -> tuple[str, ...]:
    within = "–" if each["low"] is None else f"{percent(each['low'])} – {percent(each['high'])}"
    return (
        each["grade"],
        _percent(each["threshold"]),
        count(each["per_week"]),
        percent(each["share"]),
        _percent(each["precision"]),
        within,
        "–" if each["lift"] is None else f"{each['lift']:.1f}×",
        _percent(each["caught"]),
    )


def _percent(value: float | None) -> str:
    return "–" if value is None else percent(value)
