"""What a planner should know before acting on a forecast, in both languages."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np

from history.names import Names
from models.sandbox.answer.forecast import Note
from models.sandbox.outcome.outcome import Outcome
from models.sandbox.plan.scenario import Scenario

# Cells with fewer past leads say more about their region and industry than about themselves.
THIN = 10
# A cell gets leads if it gets at least so many.
SOME = 0.5
# An association this weak (a doubled load costs less than 3 %) is as good as none.
FAINT = 0.03

NO_REPS = Note(
    "The history names no reps, so how load changes the chance to win is unknown and left out.",
    "历史数据中没有销售代表，因此无法得知工作量如何影响赢单概率，预测未计入这一影响。",
)
NO_EFFECT = Note(
    "In this history, load shows almost no association with winning.",
    "在这份历史数据中，工作量与赢单几乎没有关联。",
)
NO_VALUES = Note(
    "Too few won leads have a value, so that no amounts are forecast.",
    "有金额的赢单太少，因此不预测金额。",
)


def notes_of(
    outcome: Outcome, scenario: Scenario, regions: list[tuple[int, str]], effect: float, names: Names
) -> tuple[Note, ...]:
    """The notes for `outcome`; `regions` are codes and names, `effect` is what a doubled load does to the hazard."""
    standing = outcome.ground.standing
    over = [name for r, name in regions if np.max(outcome.loads[:, r]) > standing.load_seen[r]]
    said = [_overload(_listed(over, names))] if over else []
    if not np.isfinite(standing.reps).any():
        said.append(NO_REPS)
    elif effect > -FAINT:
        said.append(NO_EFFECT)
    weekly = max(scenario.weekly, default=scenario.leads / max(scenario.days / 7, 1))
    if weekly > max(standing.busiest, 1):
        said.append(_unheard(weekly, standing.busiest))
    thin = (standing.past < THIN) & (outcome.plan.leads * outcome.plan.mix >= SOME)
    if thin[:-1, :-1].any():
        said.append(_thin(int(thin[:-1, :-1].sum())))
    said.extend(_of_staff(outcome, scenario, regions, names))
    if outcome.plan.origins.answered is not None:
        said.append(_response(scenario.response_hours or 0.0, float(outcome.plan.origins.answered.mean()) - 1))
    if standing.values is None:
        said.append(NO_VALUES)
    return tuple(said)


def _of_staff(outcome: Outcome, scenario: Scenario, regions: list[tuple[int, str]], names: Names) -> Iterator[Note]:
    joined = {change.region for change in scenario.reps if change.change > 0}
    least = outcome.ground.standing.load_least
    if idle := [name for r, name in regions if name in joined and np.min(outcome.loads[:, r]) < least[r]]:
        yield _idle(_listed(idle, names))
    seen = scenario.start + timedelta(days=scenario.days + 7 * scenario.horizon_weeks)
    if late := [change.region for change in scenario.reps if change.start is not None and change.start > seen]:
        yield _late(_listed(late, names))
    if scenario.quota is not None:
        yield _quota(scenario.quota)


def _listed(regions: Sequence[str], names: Names) -> Note:
    said = {language: [names.shown(region, language) for region in regions] for language in ("en", "zh")}
    return Note(", ".join(said["en"]), "、".join(said["zh"]))


def _overload(regions: Note) -> Note:
    return Note(
        f"Load goes beyond anything seen in the history in {regions.en}: what happens there is extrapolated.",
        f"{regions.zh}的人均在跟线索超过历史上的最高水平：那里的结果属于外推。",
    )


def _idle(regions: Note) -> Note:
    return Note(
        f"With the reps that join, load falls below nearly anything seen in the history in {regions.en}: what still "
        "less does is unknown, and not counted as a gain.",
        f"加人后，{regions.zh}的人均在跟线索低于历史上几乎所有时候：再低有何作用无从得知，预测未计入好处。",
    )


def _unheard(weekly: float, busiest: float) -> Note:
    return Note(
        f"The busiest week of the history brought {busiest:.0f} leads; this plan brings {weekly:.0f} a week.",
        f"历史上最忙的一周有{busiest:.0f}条线索，而本方案每周新增{weekly:.0f}条。",
    )


def _thin(cells: int) -> Note:
    return Note(
        f"{cells} of the cells that get leads have fewer than {THIN} past leads and lean on their region and industry.",
        f"有{cells}个会分到线索的单元格历史线索不足{THIN}条，其数值主要借自所在区域和行业。",
    )


def _response(hours: float, change: float) -> Note:
    return Note(
        f"Leads first touched within {hours:g} hours were won at a pace {change:+.0%} from that of late; this is an "
        "association, not proof of a cause, and leads open today are left out of it.",
        f"在约{hours:g}小时内首次跟进的线索，赢单速度与近期相比变化{change:+.0%}；这只是关联，并非因果，且未计入目前在跟的线索。",
    )


def _late(regions: Note) -> Note:
    return Note(
        f"The reps of {regions.en} change after the last week shown, so that the change does nothing here.",
        f"{regions.zh}的销售变化发生在所展示的最后一周之后，因此对这里的结果没有影响。",
    )


def _quota(quota: float) -> Note:
    return Note(
        f"Leads beyond {quota:g} per rep are taken to wait, untouched, until there is room; that is an assumption.",
        f"每位销售超过{quota:g}条的线索按“等待、无人跟进”计算，直到有空位为止；这是一项假设。",
    )
