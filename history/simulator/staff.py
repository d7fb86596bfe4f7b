"""The reps of the simulated world: who works where and when, and whose leads are whose."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from history.simulator.chance import Chance, Ints
from history.simulator.days import Days
from history.simulator.market import Market
from history.simulator.settings import WorldConfig

STAYS = 100_000


@dataclass(frozen=True)
class Staff:
    """Reps by number: `region`, first and last working day (`left` is beyond all days for those who stay)."""

    region: Ints
    joined: Ints
    left: Ints

    @classmethod
    def drawn(cls, config: WorldConfig, market: Market, days: Days, chance: Chance) -> "Staff":
        """Desks per region; two in three are taken at the start, one rep in five leaves in a year and is replaced."""
        desks = np.repeat(np.arange(len(config.regions)), _desks(config, market))
        place = np.arange(len(desks)) - np.searchsorted(desks, desks)
        at_start = (chance.uniform("desk at start", np.arange(len(desks))) < 0.65) | (place == 0)
        opened = chance.uniform("desk opened", np.arange(len(desks)))
        joined = np.where(at_start, -20 - 700 * opened, 1 + opened * config.days / 3).astype(np.int64)
        joined = np.where(at_start, joined, days.worked_from(np.maximum(joined, 0)))
        # The first desk of a region is never empty, so that its leads always have someone to go to.
        leaves = place > 0
        return _manned(desks, joined, leaves, config.days, days, chance)

    def active(self, day: int) -> NDArray[np.bool_]:
        """Who works on that day."""
        return (self.joined <= day) & (day <= self.left)

    def assigned(self, purpose: str, region: Ints, day: Ints, who: Ints, chance: Chance) -> Ints:
        """A rep active in `region` on `day` for each lead `who`, all of them alike."""
        rep = np.empty(len(who), dtype=np.int64)
        for place in np.unique(region):
            mine, reps = np.flatnonzero(region == place), np.flatnonzero(self.region == place)
            there = (self.joined[reps, None] <= day[mine]) & (day[mine] <= self.left[reps, None])
            ranks = np.cumsum(there, axis=0)
            pick = chance.below(ranks[-1], purpose, day[mine], who[mine])
            rep[mine] = reps[np.argmax(ranks > pick, axis=0)]
        return rep


def _desks(config: WorldConfig, market: Market) -> Ints:
    if config.reps_per_region is not None:
        return np.asarray(config.reps_per_region, dtype=np.int64)
    accounts = np.bincount(market.region, minlength=len(config.regions))
    return np.maximum(np.round(accounts / 33), 2).astype(np.int64)


def _manned(desks: Ints, joined: Ints, leaves: NDArray[np.bool_], end: int, days: Days, chance: Chance) -> Staff:
    rows: list[tuple[Ints, Ints, Ints]] = []
    desk = np.arange(len(desks))
    turn = 0
    while len(desk):
        worked = -np.log(chance.uniform("rep stays", desk, turn)) * 365 / 0.2
        left = np.where(leaves[desk], np.maximum(joined, 0) + 20 + worked, STAYS)
        left = np.where(left < end - 5, days.worked_from(np.minimum(left, end).astype(np.int64)), STAYS)
        rows.append((desks[desk], joined, left))
        gone = left < STAYS
        gap = 7 + 28 * chance.uniform("rep gap", desk[gone], turn)
        joined = days.worked_from((left[gone] + gap).astype(np.int64))
        desk, joined = desk[gone][joined < end], joined[joined < end]
        turn += 1
    region, first, last = (np.concatenate(part) for part in zip(*rows, strict=True))
    order = np.argsort(first, kind="stable")
    return Staff(region[order], first[order], last[order])
