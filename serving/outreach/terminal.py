"""The plans of one account in the terminal."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from models.dossier import Dossier
from models.evidence import Evidence
from models.phrases import day
from models.plans import BestTime, Plan, Planned
from serving.wording import Language, texts

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "held_out": "This account is held out: it gets no plans, so that it can be told what plans are worth.",
        "nothing": "Nothing is known of it by then, so there is nothing to plan with.",
        "when": "When",
        "opening": "Opening",
        "points": "Points",
        "next": "Next step",
        "why": "Why this",
        "worked": "Worked",
        "as_of": "as of {day}",
        "gap": " ",
    },
    "zh": {
        "held_out": "该客户属于对照组，不出方案，以便衡量方案的效果。",
        "nothing": "截至该时刻对其一无所知，无从制定方案。",
        "when": "时间",
        "opening": "开场",
        "points": "要点",
        "next": "下一步",
        "why": "依据",
        "worked": "历史效果",
        "as_of": "截至{day}",
        "gap": "",
    },
}


def render(dossier: Dossier, planned: Planned, lang: Language, console: Console) -> None:
    """Print the plans, each in a box, with the rows that its points cite."""
    words, zone = _WORDS[lang], ZoneInfo(dossier.business.time_zone)
    if dossier.business.simulated:
        console.print(Text(texts(lang)["simulated"], style="yellow"))
    account = dossier.account
    moment = words["as_of"].format(day=day(dossier.as_of.astimezone(zone).date(), lang))
    console.print(Text.assemble(("" if account is None else f"{account['name']}  ", "bold"), f"{dossier.id}  {moment}"))
    if planned.held_out or not planned.plans:
        console.print(Text(words["held_out" if planned.held_out else "nothing"], style="yellow"))
    for number, plan in enumerate(planned.plans, start=1):
        console.print(_box(number, plan, lang, zone))


def _box(number: int, plan: Plan, lang: Language, zone: ZoneInfo) -> Panel:
    words = _WORDS[lang]
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(words["when"], Group(*_time(plan.best_time, lang)))
    table.add_row(words["opening"], Text(getattr(plan.opening, lang), style="bold"))
    table.add_row(words["points"], _points(plan, lang, zone))
    table.add_row(words["next"], getattr(plan.next_step, lang))
    table.add_row(words["why"], Text(getattr(plan.why, lang), style="dim"))
    if plan.worked is not None:
        table.add_row(words["worked"], Text(getattr(plan.worked.text, lang), style="dim"))
    role, channel, title = (getattr(text, lang) for text in (plan.role.name, plan.channel.name, plan.title))
    heading = Text(f" {number}. {title} · {role} · {channel} ", style="bold")
    return Panel(table, title=heading, title_align="left", border_style="cyan")


def _time(best: BestTime, lang: Language) -> Iterator[Text]:
    zone = ZoneInfo(best.time_zone)
    start, end = best.start.astimezone(zone), best.end.astimezone(zone)
    names: Any = {
        "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        "zh": tuple(f"周{c}" for c in "一二三四五六日"),
    }
    gap = _WORDS[lang]["gap"]
    weekday = names[lang][start.weekday()]
    shown = f"{day(start.date(), lang)}{gap}{weekday} {start:%H:%M}–{end:%H:%M}"
    yield Text(f"{shown} ({best.time_zone})")
    yield Text(getattr(best.because, lang), style="dim")


def _points(plan: Plan, lang: Language, zone: ZoneInfo) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for point in plan.points:
        table.add_row("•", Text(getattr(point.text, lang)))
        for each in point.evidence:
            table.add_row("", Text(f"↳ {_cited(each, lang, zone)}", style="dim"))
    return table


def _cited(evidence: Evidence, lang: Language, zone: ZoneInfo) -> str:
    at: datetime = evidence.at.astimezone(zone)
    kind = texts(lang).get(f"kind_{evidence.kind}", evidence.kind)
    parts = (day(at.date(), lang), kind, evidence.title, evidence.url, "/".join(evidence.key))
    return "  ".join(part for part in parts if part)
