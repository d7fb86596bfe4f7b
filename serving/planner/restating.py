"""A scenario as a sentence, in words that `models.question` reads, so that it can be changed and asked again."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from history.names import Names
from models.phrases import day
from models.question import quoted
from models.sandbox.answer.forecast import Note
from models.sandbox.plan.scenario import MIXES, RepChange, Scenario
from serving.wording import TEXTS, Language

_NO_MINUTE = 0.01


def restated(scenario: Scenario, names: Names) -> Note:
    """Everything that the scenario holds as a sentence, in both languages; shares have tenths of a percent."""
    return Note(en=_restate(_named(scenario, names, "en"), "en"), zh=_restate(_named(scenario, names, "zh"), "zh"))


def _named(scenario: Scenario, names: Names, lang: Language) -> Scenario:
    """The scenario with what readers are shown in place of the history's names; no two are shown the same."""
    mixes: dict[str, Any] = {
        kind: {names.shown(name, lang): share for name, share in getattr(scenario, kind).items()} for kind in MIXES
    }
    reps = tuple(replace(change, region=names.shown(change.region, lang)) for change in scenario.reps)
    return replace(scenario, **mixes, reps=reps)


@cache
def phrases(lang: Language) -> dict[str, Any]:
    """What the sentence is made of, by key."""
    found: dict[str, Any] = json.loads((TEXTS / f"sentence_{lang}.json").read_text(encoding="utf-8"))
    return found


def _restate(scenario: Scenario, lang: Language) -> str:
    say = phrases(lang)
    parts = [*_mixes(scenario, lang), *_reps(scenario.reps, lang), *_terms(scenario, lang)]
    joined = say["part" if parts else "only_part"]
    return str(
        _counted("sentence", scenario.days, lang).format(
            leads=f"{scenario.leads:,}",
            days=scenario.days,
            start=day(scenario.start, lang),
            arrival=_arrival(scenario, lang),
            parts="".join(
                joined.format(text=part) for part in (*parts, say["horizon"].format(weeks=scenario.horizon_weeks))
            ),
        )
    )


def _arrival(scenario: Scenario, lang: Language) -> str:
    say = phrases(lang)
    if len(scenario.weekly) > 1:
        return str(say["arrival_weekly"]).format(weeks=" / ".join(f"{leads:,}" for leads in scenario.weekly))
    return str(say["arrival_ramp"]) if scenario.arrival == "ramp" else ""


def _mixes(scenario: Scenario, lang: Language) -> Iterator[str]:
    say = phrases(lang)
    for kind in MIXES:
        if shares := _tenths(getattr(scenario, kind)):
            named = [say["share"].format(name=quoted(name), share=share) for name, share in shares.items()]
            yield say[kind].format(shares=say["comma"].join(named))


def _tenths(shares: Mapping[str, float]) -> dict[str, str]:
    """Shares in tenths of a percent, rounded so that their sum is right (by largest remainders)."""
    exact = {name: share * 1000 for name, share in shares.items()}
    down = {name: int(tenths + 1e-6) for name, tenths in exact.items()}
    missing = round(sum(exact.values())) - sum(down.values())
    for name in sorted(exact, key=lambda name: down[name] - exact[name])[: max(missing, 0)]:
        down[name] += 1
    return {name: f"{tenths / 10:.10g}%" for name, tenths in down.items()}


def _reps(changes: tuple[RepChange, ...], lang: Language) -> Iterator[str]:
    """The changes of reps; one that leaves and one that comes, one after the other, is a move."""
    left = list(changes)
    while left:
        change = left.pop(0)
        move = left.pop(0) if left and _is_move(change, left[0]) else None
        kind = "moves" if move else "joins" if change.change >= 0 else "leaves"
        yield _counted(kind, abs(change.change), lang).format(
            count=f"{abs(change.change):,}",
            region=quoted(change.region),
            to=quoted(move.region) if move else "",
            since=phrases(lang)["since"].format(start=day(change.start, lang)) if change.start else "",
        )


def _is_move(gone: RepChange, come: RepChange) -> bool:
    return gone.change < 0 and gone.change == -come.change and gone.start == come.start and gone.region != come.region


def _terms(scenario: Scenario, lang: Language) -> Iterator[str]:
    if scenario.quota is not None:
        yield _counted("quota", scenario.quota, lang).format(quota=_number(scenario.quota))
    if scenario.response_hours is not None:
        yield _response(scenario.response_hours, lang)


def _response(hours: float, lang: Language) -> str:
    """In minutes below an hour, where they are whole; a form holds four digits of the hours."""
    minutes = round(hours * 60)
    if hours < 1 and abs(hours * 60 - minutes) < _NO_MINUTE:
        return _counted("response_minutes", minutes, lang).format(minutes=minutes)
    return _counted("response", hours, lang).format(hours=_number(hours))


def _counted(key: str, many: float, lang: Language) -> str:
    say = phrases(lang)
    return str(say.get(f"{key}_one", say[key]) if many == 1 else say[key])


def _number(value: float) -> str:
    return f"{value:,.10g}"
