"""The leads' way through the stages, day by day, under the load of the reps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from history.simulator.chance import Chance, Floats, Ints
from history.simulator.days import Days
from history.simulator.effects import SKIPS, Effects, Standing
from history.simulator.leads import Leads
from history.simulator.market import Market
from history.simulator.staff import Staff

NO_CHANGE, WON, LOST = -1, -2, -3


@dataclass(frozen=True)
class Funnel:
    """One row per open lead and working day after its creation: the stage it began the day in and what became of it.

    `change` is the stage entered that day, or NO_CHANGE, WON or LOST. `open_leads` and `active_reps` are (days,
    regions): leads open as the day begins, reps at work on it.
    """

    lead: NDArray[np.int32]
    day: NDArray[np.int16]
    stage: NDArray[np.int8]
    change: NDArray[np.int8]
    open_leads: Ints
    active_reps: Ints

    @property
    def load(self) -> Floats:
        """Open leads per active rep, (days, regions)."""
        return self.open_leads / np.maximum(self.active_reps, 1)

    def standing(self, leads: Leads, market: Market, days: Days, effects: Effects) -> Standing:
        """Where the lead of each row stands on its day."""
        lead, day = self.lead, self.day.astype(np.int64)
        region = leads.region[lead]
        return Standing(
            win=effects.constant_win(leads.region, leads.industry, leads.source)[lead],
            loss=effects.constant_loss(leads.region, leads.industry)[lead],
            age=day - leads.day[lead],
            stage=self.stage.astype(np.int64),
            state=market.states[day, leads.account[lead]].astype(np.int64),
            month=days.month[day],
            load=self.load[day, region],
        )


class _Walk:
    """The leads still open, and the rows they have left behind."""

    def __init__(self, leads: Leads, market: Market, days: Days, effects: Effects, chance: Chance) -> None:
        self.leads, self.market, self.days, self.effects, self.chance = leads, market, days, effects, chance
        self.open = np.empty(0, dtype=np.int64)
        self.stage = np.zeros(len(leads.account), dtype=np.int64)
        self.win = effects.constant_win(leads.region, leads.industry, leads.source)
        self.loss = effects.constant_loss(leads.region, leads.industry)
        self.rows: list[tuple[Ints, Ints, Ints, Ints]] = []

    def work(self, day: int, load: Floats) -> None:
        """One working day for all open leads, at that load in each region."""
        lead, stage = self.open, self.stage[self.open]
        state = self.market.states[day, self.leads.account[lead]].astype(np.int64)
        age = day - self.leads.day[lead]
        month = np.broadcast_to(self.days.month[day], lead.shape)
        at = Standing(self.win[lead], self.loss[lead], age, stage, state, month, load[self.leads.region[lead]])
        win, loss = self.effects.hazards(at)
        fate = self.chance.uniform("fate", day, lead)
        change = np.where(fate < win, WON, np.where(fate > 1 - loss, LOST, self._entered(day, stage, state)))
        self.rows.append((lead, np.full(len(lead), day), stage, change))
        self.stage[lead] = np.where(change >= 0, change, stage)
        self.open = lead[change >= NO_CHANGE]

    def _entered(self, day: int, stage: Ints, state: Ints) -> Ints:
        moves = self.chance.uniform("advance", day, self.open) < self.effects.advance(stage, state)
        skips = self.chance.uniform("skip", day, self.open) < SKIPS
        last = len(self.effects.stage_win) - 1
        return np.where(moves, np.minimum(stage + 1 + skips, last), NO_CHANGE)


def walked(leads: Leads, market: Market, staff: Staff, days: Days, effects: Effects, chance: Chance) -> Funnel:
    """The whole funnel. A lead is at risk from the day after its creation on."""
    walk = _Walk(leads, market, days, effects, chance)
    regions, count = len(effects.region), len(market.states)
    open_leads, active_reps = np.zeros((2, count, regions), dtype=np.int64)
    by_day = np.argsort(leads.day, kind="stable")
    bounds = np.searchsorted(leads.day[by_day], np.arange(count + 1))
    for day in range(count):
        open_leads[day] = np.bincount(leads.region[walk.open], minlength=regions)
        active_reps[day] = np.bincount(staff.region[staff.active(day)], minlength=regions)
        if days.working[day] and len(walk.open):
            walk.work(day, open_leads[day] / np.maximum(active_reps[day], 1))
        walk.open = np.concatenate([walk.open, by_day[bounds[day] : bounds[day + 1]]])
    lead, on, stage, change = _joined(walk.rows)
    return Funnel(
        lead.astype(np.int32),
        on.astype(np.int16),
        stage.astype(np.int8),
        change.astype(np.int8),
        open_leads,
        active_reps,
    )


def _joined(rows: list[tuple[Ints, Ints, Ints, Ints]]) -> tuple[Ints, ...]:
    empty = np.empty(0, dtype=np.int64)
    return tuple(np.concatenate([empty, *column]) for column in zip(*rows, strict=True)) if rows else (empty,) * 4
