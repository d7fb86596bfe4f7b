"""The exact win curve of a lead that does not exist yet: the hazards, averaged over all that chance may do to it."""

from dataclasses import dataclass

import numpy as np

from history.simulator.chance import Floats, Ints
from history.simulator.days import Days
from history.simulator.effects import SKIPS, STATES, Effects, Standing
from history.simulator.market import LEAD_BY_STATE, LEVELS, OFF, ON, at_rest, waking


@dataclass(frozen=True)
class Cell:
    """Who the lead may come from: `sources` with their `weights`, accounts by `level_counts`, the industry's `pace`."""

    region: int
    industry: int
    sources: Ints
    weights: Floats
    level_counts: Floats
    pace: float


def curve(cell: Cell, effects: Effects, days: Days, span: Ints, load: Floats) -> Floats:
    """P(won by the end of each day in `span`), the days after the lead's creation, at that day's `load`.

    Carries the joint distribution (source, level, state, stage) forward day by day, as the funnel moves one lead.
    """
    mass = np.zeros((len(cell.sources), len(LEVELS), len(STATES), len(effects.stage_win)))
    mass[..., 0] = cell.weights[:, None, None] * _begun(cell)
    moving, moved_on = _transitions(cell), _stages(effects)
    won = np.zeros(len(span))
    for passed, day in enumerate(span):
        mass = np.einsum("slxk,lxy->slyk", mass, moving)
        if days.working[day]:
            win, loss = effects.hazards(_standing(cell, effects, passed + 1, int(days.month[day]), load[passed]))
            won[passed] = (mass * win).sum()
            mass = np.einsum("slxk,xkj->slxj", mass * (1 - win - loss), moved_on)
    return np.cumsum(won)


def _begun(cell: Cell) -> Floats:
    rest = at_rest(waking(np.arange(len(LEVELS)), np.array(cell.pace)))
    heard = np.exp(0.5 * LEVELS) * cell.level_counts
    weights = heard[:, None] * rest * LEAD_BY_STATE
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _transitions(cell: Cell) -> Floats:
    moving = np.zeros((len(LEVELS), len(STATES), len(STATES)))
    wakes = waking(np.arange(len(LEVELS)), np.array(cell.pace))
    for state in range(len(STATES)):
        on = wakes if state == 0 else ON[state]
        moving[:, state, (state + 1) % len(STATES)] += on
        moving[:, state, 0] += OFF[state]
        moving[:, state, state] += 1 - on - OFF[state]
    return moving


def _stages(effects: Effects) -> Floats:
    count = len(effects.stage_win)
    moved_on = np.zeros((len(STATES), count, count))
    for stage in range(count):
        advance = effects.advance(np.array(stage), np.arange(len(STATES)))
        moved_on[:, stage, stage] += 1 - advance
        moved_on[:, stage, min(stage + 1, count - 1)] += advance * (1 - SKIPS)
        moved_on[:, stage, min(stage + 2, count - 1)] += advance * SKIPS
    return moved_on


def _standing(cell: Cell, effects: Effects, age: int, month: int, load: float) -> Standing:
    region, industry = np.array(cell.region), np.array(cell.industry)
    return Standing(
        win=effects.constant_win(region, industry, cell.sources)[:, None, None, None],
        loss=effects.constant_loss(region, industry),
        age=np.array(age),
        stage=np.arange(len(effects.stage_win)),
        state=np.arange(len(STATES))[:, None],
        month=np.array(month),
        load=np.array(load),
    )
