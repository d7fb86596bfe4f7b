"""What the gate, the registry and the monitor say, as tables in the terminal."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rich.table import Column, Table

from history.console import Language, out
from training.gate.rule import OUTCOMES, Verdict
from training.monitoring.advice import NAMES
from training.monitoring.drift import Shift
from training.monitoring.monitor import Monitored
from training.remember import SCORES

MOST_FEATURES, MOST_WEEKS = 8, 12
VERSIONS = ("version", "serves", "model", "trained until (UTC)", "log loss", "gate")


def verdicts_table(verdicts: Sequence[Verdict]) -> Table:
    """A row a rule of the gate, in both languages."""
    table = Table("rule", "outcome", Column("found", overflow="fold"), show_lines=True)
    for each in verdicts:
        outcome = OUTCOMES[each.outcome]
        titles, found = (f"{note.en}\n{note.zh}" for note in (each.title, each.said))
        table.add_row(titles, f"{outcome.en}\n{outcome.zh}", found)
    return table


def versions_table(listed: Sequence[dict[str, Any]]) -> Table:
    """A row a registered version, with what the gate said of it (see `training.promote.listed`)."""
    table = Table(*(Column(name, overflow="fold") for name in VERSIONS))
    for each in listed:
        loss = "–" if each["log_loss"] is None else f"{each['log_loss']:.4f}"
        serves = "yes" if each["serves"] else ""
        table.add_row(each["version"], serves, each["model"], _minute(each["trained_until"]), loss, _gate(each))
    return table


def _minute(written: str | None) -> str:
    return "–" if written is None else f"{datetime.fromisoformat(written).astimezone(UTC):%Y-%m-%d %H:%M}"


def _gate(listed: dict[str, Any]) -> str:
    if listed["gate"] is None:
        return "not asked yet"
    failed = [verdict["rule"] for verdict in listed["gate"] if verdict["outcome"] == "failed"]
    if not failed:
        return "passed"
    return f"failed: {', '.join(failed)}{' (forced)' if listed['forced'] else ''}"


def show_monitored(found: Monitored, lang: Language) -> None:
    """Print promises and outcomes by week, the largest shifts, every reason, and what to do."""
    if found.realised is not None:
        out.print(_weeks(found.realised.weeks.to_dict("records")[-MOST_WEEKS:], lang))
    if found.drift is not None:
        out.print(_shifts((found.drift.scores, *found.drift.features[:MOST_FEATURES]), lang))
    for reason in found.reasons:
        out.print(f"[{getattr(NAMES[reason.action], lang)}] {getattr(reason.said, lang)}", soft_wrap=True)
    said = NAMES[found.action]
    out.print(f"建议：{said.zh}。" if lang == "zh" else f"Recommendation: {said.en}.", soft_wrap=True)


def _shifts(shifts: Sequence[Shift], lang: Language) -> Table:
    english, chinese = ("feature", "PSI", "by chance up to", "within training"), ("特征", "PSI", "偶然可达", "训练期内")
    table = Table(*(chinese if lang == "zh" else english))
    for each in shifts:
        name = "分数" if lang == "zh" and each.name == SCORES else each.name
        table.add_row(name, f"{each.index:.3f}", f"{each.chance:.3f}", f"{each.usual:.3f}")
    return table


def _weeks(weeks: list[dict[Any, Any]], lang: Language) -> Table:
    english, chinese = ("week from", "promised", "happened", "95 %", "rows"), ("周起始", "预测", "实际", "95%", "行数")
    table = Table(*(chinese if lang == "zh" else english))
    for week in weeks:
        spread = f"{week['low']:.2%} – {week['high']:.2%}"
        row = f"{week['predicted']:.2%}", f"{week['observed']:.2%}", spread, f"{week['rows']:,}"
        table.add_row(week["start"][:10], *row)
    return table
