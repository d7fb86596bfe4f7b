"""The morning list in the terminal, within a hundred columns."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import pandas as pd
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from history.names import Names
from history.settings import Business
from models.reasons.words import stage_name
from models.today.result import AtRisk, NewSignal, Part, Person, Today, TopEntry
from models.today.texts import say
from serving.wording import Language, money, percent

_COLOURS = {"A": "bold green", "B": "green", "C": "", "D": "dim"}
_ARROWS = {"improving": "↗", "steady": "→", "declining": "↘"}
NONE = "–"


def render(today: Today, lang: Language, console: Console, business: Business) -> None:
    """Print `today` on `console`, times and names by `business`. Nothing depends on colour."""
    today, time_zone = _named(today, business.names, lang), business.time_zone
    if today.simulated:
        console.print(Text(_said("simulated", lang), style="yellow"))
    parts: tuple[tuple[Part, RenderableType | None], ...] = (
        ("top", _top(today, lang) if today.top else None),
        ("at_risk", _at_risk(today, lang) if today.at_risk else None),
        ("signals", _signals(today, lang, time_zone) if today.signals else None),
        ("regions", _regions(today, lang) if today.regions else None),
    )
    console.print(Text(_said("heading", lang, day=_local(today.as_of, time_zone)), style="bold"))
    for part, shown in parts:
        console.print("", Text(_heading(part, today, lang, time_zone), style="bold"), sep="\n")
        if shown is not None:
            console.print(shown)
        said = [getattr(remark.text, lang) for remark in today.remarks if remark.part == part]
        if said:
            console.print(_listed("•", said, "dim"))


def _named(today: Today, names: Names, lang: Language) -> Today:
    """The list with what readers are shown in place of the history's names of regions."""

    def shown(region: str | None) -> str | None:
        return None if region is None else names.shown(region, lang)

    return replace(
        today,
        top=tuple(replace(each, region=shown(each.region)) for each in today.top),
        at_risk=tuple(replace(each, region=shown(each.region)) for each in today.at_risk),
    )


def _said(key: str, lang: Language, **values: str | int | datetime) -> str:
    return str(getattr(say(key, **values), lang))


def _local(moment: datetime, time_zone: str) -> datetime:
    return pd.Timestamp(moment).tz_convert(time_zone).to_pydatetime()


def _heading(part: Part, today: Today, lang: Language, time_zone: str) -> str:
    if part == "signals":
        since = _local(today.signals_since, time_zone)
        return _said("heading-signals", lang, since=since, time=f"{since:%H:%M}")
    if part == "top":
        key = "heading-top" if today.currency_known else "heading-top-chance"
        return _said(key, lang, shown=len(today.top), total=today.total, days=round(today.horizon_days))
    return _said(f"heading-{part.replace('_', '-')}", lang)


def _listed(mark: str, texts: Sequence[str], style: str) -> Table:
    """A line each, and what is too long below it: Chinese has no blanks to break a line at."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column()
    table.add_column(overflow="fold")
    for text in texts:
        table.add_row(mark, Text(text), style=style)
    return table


def _table(*columns: tuple[str, bool], lang: Language) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for key, is_number in columns:
        title = _said(f"column-{key}", lang)
        # An id that is cut short finds nobody: what is too long goes on in the next line.
        table.add_column(title, justify="right" if is_number else "left", overflow="fold", no_wrap=is_number)
    return table


def _top(today: Today, lang: Language) -> RenderableType:
    stake = today.currency_known
    columns = [("rank", True), ("id", False), ("name", False), ("region", False), ("rep", False)]
    columns += [("chance", True), *([("value", True), ("stake", True)] if stake else []), ("grade", False)]
    table = _table(*columns, lang=lang)
    for rank, entry in enumerate(today.top, start=1):
        table.add_row(str(rank), *_entry(entry, lang, stake=stake))
    reasons = [(rank, entry.reason) for rank, entry in enumerate(today.top, start=1) if entry.reason is not None]
    why = Table.grid(padding=(0, 2, 0, 0))
    why.add_column(justify="right")
    why.add_column(overflow="fold")
    for rank, reason in reasons:
        why.add_row(str(rank), Text(getattr(reason.text, lang)), style="dim")
    return Group(table, Text(_said("heading-reasons", lang), style="dim"), why) if reasons else table


def _entry(entry: TopEntry, lang: Language, *, stake: bool) -> list[str | Text]:
    amounts = [_amount(entry.value, lang, told=entry.value_told), _amount(entry.at_stake, lang, told=True)]
    grade = Text(f"{entry.grade} {_ARROWS.get(entry.trend or '', '')}".rstrip(), style=_COLOURS[entry.grade])
    return [
        entry.id,
        entry.name or NONE,
        entry.region or NONE,
        _person(entry.rep),
        percent(entry.probability),
        *(amounts if stake else []),
        grade,
    ]


def _amount(value: float | None, lang: Language, *, told: bool) -> str:
    """`~` marks what was learned from other purchases."""
    return NONE if value is None else f"{'' if told else '~'}{money(value, lang)}"


def _person(rep: Person | None) -> str:
    return NONE if rep is None else rep.name or rep.id


def _at_risk(today: Today, lang: Language) -> RenderableType:
    return Group(*(line for lead in today.at_risk for line in _slipping(lead, lang)))


def _slipping(lead: AtRisk, lang: Language) -> Iterator[RenderableType]:
    stage = getattr(stage_name(lead.stage), lang) if lead.stage else None
    who = [lead.name, lead.region, lead.rep and _person(lead.rep), stage]
    told = _amount(lead.value, lang, told=lead.value_told) if lead.value is not None else None
    yield Text.assemble(
        (lead.lead_id, "bold"),
        "  ",
        (f"{percent(lead.before)} → {percent(lead.now)}", "bold red"),
        "  ",
        " · ".join(each for each in (*who, told) if each),
    )
    causes = [getattr(cause.text, lang) for cause in lead.causes]
    yield Padding(_listed("•", causes, ""), (0, 0, 0, 2), expand=False)


def _signals(today: Today, lang: Language, time_zone: str) -> RenderableType:
    table = _table(("account", False), ("signal", False), ("recorded", False), lang=lang)
    for signal in today.signals:
        table.add_row(signal.name or signal.account_id, *_signal(signal, lang, time_zone))
    return table


def _signal(signal: NewSignal, lang: Language, time_zone: str) -> tuple[Text, str]:
    found, recorded = signal.evidence, _local(signal.evidence.recorded_at, time_zone)
    more = f" {_said('copies', lang, copies=signal.copies)}" if signal.copies else ""
    return Text(f"{found.title or found.quote or found.url or found.kind}{more}"), f"{recorded:%m-%d %H:%M}"


def _regions(today: Today, lang: Language) -> RenderableType:
    return _listed("▼", [getattr(region.text, lang) for region in today.regions], "red")
