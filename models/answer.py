"""From draws to the rows that people read: cells, regions, weeks, notes."""

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from features.spec import Spec
from models.forecast import Cell, Note, Region, Week
from models.outcome import Outcome, counted, poisson, ranged
from models.scenario import Scenario
from models.standing import Standing

UNKNOWN = "(unknown)"
# Cells with fewer past leads say more about their region and industry than about themselves.
THIN = 10
# A cell gets leads if it gets at least so many.
SOME = 0.5
# An association this weak (a doubled load costs less than 3 %) is as good as none.
FAINT = 0.03


def _names(known: tuple[str, ...], counts: npt.NDArray[np.float64]) -> list[tuple[int, str]]:
    """Codes and names to show: all that are known, and "unknown" where some leads are."""
    named = list(enumerate(known))
    return [*named, (len(known), UNKNOWN)] if counts[-1] > 0 or not known else named


def cells_of(outcome: Outcome, spec: Spec, standing: Standing) -> tuple[Cell, ...]:
    """Every region × industry, whether the scenario sends leads there or not."""
    recent = standing.inflow if standing.inflow.sum() else standing.past
    overall = float((outcome.standard * recent).sum() / recent.sum())
    probability = ranged(outcome.probability)
    wins = counted(outcome.won_extra, outcome.plan.leads, outcome.steady_noise)
    regions = _names(spec.regions, standing.past.sum(axis=1))
    industries = _names(spec.industries, standing.past.sum(axis=0))
    return tuple(
        Cell(
            region=region,
            industry=industry,
            leads=float(outcome.plan.leads * outcome.plan.mix[r, i]),
            win_probability=probability[r, i],
            wins=wins[r, i],
            base=overall,
            mix=float(outcome.standard[r, i]) - overall,
            load=float(probability.value[r, i] - outcome.standard[r, i]),
            evidence=float(standing.past[r, i]),
        )
        for r, region in regions
        for i, industry in industries
    )


def region_rows(outcome: Outcome, spec: Spec, standing: Standing) -> tuple[Region, ...]:
    """Every region, its cells weighted by the scenario's leads, or by the recent mix where it gets none."""
    weights = _weights(outcome, standing)
    probability, without = (ranged((each * weights).sum(axis=2)) for each in (outcome.probability, outcome.without))
    wins = counted(outcome.won_extra.sum(axis=2), outcome.plan.leads, outcome.steady_noise)
    open_wins = poisson(outcome.open_with, outcome.steady_noise)
    open_without = outcome.open_without.mean(axis=0)
    reached = outcome.loads.max(axis=1)
    return tuple(
        Region(
            region=name,
            leads=float(outcome.plan.leads * outcome.plan.mix[r].sum()),
            win_probability=probability[r],
            probability_without=float(without.value[r]),
            wins=wins[r],
            open_leads=float(standing.open[r].sum()),
            open_wins=open_wins[r],
            open_wins_without=float(open_without[r]),
            load_now=_known(float(standing.load_now[r])),
            load_reached=_known(float(reached[r])),
            load_seen=_known(float(standing.load_seen[r])),
            overloaded=bool(reached[r] > standing.load_seen[r]),
        )
        for r, name in _names(spec.regions, standing.past.sum(axis=1))
    )


def _weights(outcome: Outcome, standing: Standing) -> npt.NDArray[np.float64]:
    """Shares of the industries within each region (R, I)."""
    mix, inflow = outcome.plan.mix, standing.inflow
    chosen = np.where(inflow.sum(axis=1, keepdims=True) > 0, inflow, standing.past + 1)
    chosen = np.where(mix.sum(axis=1, keepdims=True) > 0, mix, chosen)
    return np.asarray(chosen / chosen.sum(axis=1, keepdims=True))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def weeks_of(outcome: Outcome, today: date) -> tuple[Week, ...]:
    """The coming weeks from `today` on, with the wins of all leads."""
    wins, without = poisson(outcome.weekly, outcome.noise), outcome.weekly_without.mean(axis=0)
    return tuple(
        Week(today + timedelta(weeks=week), wins[week], float(without[week])) for week in range(outcome.weekly.shape[1])
    )


def notes_of(outcome: Outcome, scenario: Scenario, spec: Spec, standing: Standing, effect: float) -> tuple[Note, ...]:
    """What a planner should know before acting on the numbers. `effect` is what a doubled load does to the hazard."""
    over = [
        name
        for r, name in _names(spec.regions, standing.past.sum(axis=1))
        if np.max(outcome.loads[r]) > standing.load_seen[r]
    ]
    said = [_overload(over)] if over else []
    if not np.isfinite(standing.reps).any():
        said.append(NO_REPS)
    elif effect > -FAINT:
        said.append(NO_EFFECT)
    weekly = scenario.leads / max(scenario.days / 7, 1)
    if weekly > max(standing.busiest, 1):
        said.append(_unheard(weekly, standing.busiest))
    thin = (standing.past < THIN) & (outcome.plan.leads * outcome.plan.mix >= SOME)
    if thin[:-1, :-1].any():
        said.append(_thin(int(thin[:-1, :-1].sum())))
    return tuple(said)


NO_REPS = Note(
    "The history names no reps, so how load changes the chance to win is unknown and left out.",
    "历史数据中没有销售代表，因此无法得知工作量如何影响赢单概率，预测未计入这一影响。",
)
NO_EFFECT = Note(
    "In this history, load shows almost no association with winning.",
    "在这份历史数据中，工作量与赢单几乎没有关联。",
)


def _overload(regions: list[str]) -> Note:
    return Note(
        f"Load goes beyond anything seen in the history in {', '.join(regions)}: what happens there is extrapolated.",
        f"{'、'.join(regions)}的人均在跟线索超过历史上的最高水平：那里的结果属于外推。",
    )


def _unheard(weekly: float, busiest: float) -> Note:
    return Note(
        f"The busiest week of the history brought {busiest:.0f} leads; this plan brings {weekly:.0f} a week.",
        f"历史上最忙的一周有{busiest:.0f}条线索，而本方案每周新增{weekly:.0f}条。",
    )


def _thin(cells: int) -> Note:
    return Note(
        f"{cells} cells that get leads have fewer than {THIN} past leads and lean on their region and industry.",
        f"有{cells}个会分到线索的单元格历史线索不足{THIN}条，其数值主要借自所在区域和行业。",
    )
