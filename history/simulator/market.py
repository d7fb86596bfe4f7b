"""The accounts of the simulated world, their latent buying cycles, and when they make themselves heard."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from history.simulator.chance import Chance, Floats, Ints
from history.simulator.days import Days
from history.simulator.settings import WorldConfig

LEVELS = np.array((-0.8, -0.4, 0.0, 0.4, 0.8))
# Daily chances of going on from a state to the next one, and of giving up; a bought account goes idle again.
WAKING = 1 / 115
ON = np.array((0.0, 0.04, 0.04, 0.045))
OFF = np.array((0.0, 0.02, 0.02, 0.0))
LEAD_RATE = 0.0057
LEAD_BY_STATE = np.array((1.0, 2.5, 5.0, 6.0))
LEAD_BY_MONTH = np.array((0.95, 0.85, 1.15, 1.0, 1.0, 1.1, 0.9, 0.9, 1.1, 1.0, 1.15, 1.0))
LEAD_BY_WEEKDAY = np.array((1.15, 1.05, 1.0, 0.95, 0.9, 0.8, 0.8))


@dataclass(frozen=True)
class Market:
    """Accounts by number, and what is latent in them.

    `region` and `industry` are positions in the configured names, `level` is one in `LEVELS`: how readily the account
    takes up a purchase. `pace[industry]` is how much sooner than the average the accounts of an industry do, as a log.
    `known_from` is the day from which the CRM has it (negative: before the first).
    `states[day, account]` is the position in `STATES`.
    """

    region: Ints
    industry: Ints
    level: Ints
    pace: Floats
    known_from: Ints
    states: NDArray[np.int8]

    @classmethod
    def drawn(cls, config: WorldConfig, chance: Chance) -> "Market":
        """The accounts of this seed and their cycles over the world's days."""
        who = np.arange(config.accounts)
        industry = chance.choice(shares(len(config.industries), 0.5), "account industry", who)
        level = chance.below(len(LEVELS), "account level", who)
        pace = 0.2 * chance.normal("industry pace", np.arange(len(config.industries)))
        rate = waking(level, pace[industry])
        late = chance.uniform("account late", who) < 0.15
        since = chance.uniform("account since", who)
        known_from = np.where(late, since * config.days * 0.8, -30 - since * 900).astype(np.int64)
        region = chance.choice(shares(len(config.regions), 0.7), "account region", who)
        return cls(region, industry, level, pace, known_from, cycles(config.days, rate, chance))


class Surge(NamedTuple):
    """A campaign: seven days from `day` on in which `region` gets `factor` times its usual leads."""

    day: int
    region: int
    factor: float


def shares(count: int, fall: float) -> Floats:
    """Falling shares of `count` names: the k-th goes with k^-fall."""
    weights = np.arange(1, count + 1, dtype=np.float64) ** -fall
    return np.asarray(weights / weights.sum())


def waking(level: Ints, pace: Floats) -> Floats:
    """The daily chance that an idle account starts to look around."""
    return np.minimum(WAKING * np.exp(LEVELS[level] + pace), 0.2)


def at_rest(rate: Floats) -> Floats:
    """The long-run share of days in each state, for idle accounts that wake at `rate`: shape (..., states)."""
    shares = [np.ones_like(rate)]
    for state in range(1, len(ON)):
        inflow = rate if state == 1 else ON[state - 1]
        shares.append(shares[-1] * inflow / (ON[state] + OFF[state]))
    stacked = np.stack(shares, axis=-1)
    return np.asarray(stacked / stacked.sum(axis=-1, keepdims=True))


def cycles(days: int, rate: Floats, chance: Chance) -> NDArray[np.int8]:
    """The states of all accounts on all days, (days, accounts): a Markov chain, begun at rest."""
    who = np.arange(len(rate))
    first = np.cumsum(at_rest(rate), axis=1)[:, :-1]
    states = np.empty((days, len(rate)), dtype=np.int8)
    states[0] = (chance.uniform("first state", who)[:, None] > first).sum(axis=1)
    for day in range(1, days):
        states[day] = step(states[day - 1], rate, chance.uniform("state", day, who))
    return states


def step(state: NDArray[np.int8], rate: Floats, uniform: Floats) -> NDArray[np.int8]:
    """The states one day later."""
    goes_on = uniform < np.where(state == 0, rate, ON[state])
    gives_up = uniform > 1 - OFF[state]
    return np.where(goes_on, (state + 1) % len(ON), np.where(gives_up, 0, state)).astype(np.int8)


def surges(config: WorldConfig, days: Days, chance: Chance) -> list[Surge]:
    """The campaign weeks, in one or two regions each, spread over the time but for its very beginning."""
    count = config.days // 45 if config.surges is None else config.surges
    regions = len(config.regions)
    which = np.arange(count)
    begin = (0.08 + 0.9 * (which + chance.uniform("surge day", which)) / max(count, 1)) * config.days
    monday = _busy_week(days, begin.astype(np.int64))
    factor = 4 + 4 * chance.uniform("surge factor", which)
    region = chance.below(regions, "surge region", which)
    other = (region + 1 + chance.below(max(regions - 1, 1), "surge other", which)) % regions
    both = (chance.uniform("surge both", which) < 0.4) & (other != region)
    columns = (np.append(monday, monday[both]), np.append(region, other[both]), np.append(factor, factor[both]))
    return sorted(Surge(int(d), int(r), float(f)) for d, r, f in zip(*columns, strict=True) if d < config.days)


def _busy_week(days: Days, day: Ints) -> Ints:
    """The Monday of the week of `day`, or of the first one after it with four working days: no campaign in holidays."""
    mondays = np.flatnonzero(days.weekday[:-7] == 0)
    busy = mondays[[bool(days.working[monday : monday + 7].sum() >= 4) for monday in mondays]]
    return np.asarray(busy[np.searchsorted(busy, day - days.weekday[day])])


def lead_weights(market: Market, day: int) -> Floats:
    """How likely each account is to be the one behind a lead of that day, before campaigns."""
    heard = np.exp(0.5 * LEVELS[market.level]) * LEAD_BY_STATE[market.states[day]]
    return np.where(market.known_from <= day, heard, 0.0)


def lead_rates(market: Market, days: Days, regions: int, campaigns: list[Surge]) -> Callable[[int], Floats]:
    """The leads to be expected from each account on a day."""
    factor = np.ones((len(market.states), regions))
    for surge in campaigns:
        factor[surge.day : surge.day + 7, surge.region] = surge.factor

    def rates(day: int) -> Floats:
        usual = LEAD_RATE * LEAD_BY_MONTH[days.month[day]] * LEAD_BY_WEEKDAY[days.weekday[day]] * days.working[day]
        return np.asarray(usual * factor[day, market.region] * lead_weights(market, day))

    return rates


def happenings(purpose: str, count: int, rates: Callable[[int], Floats], chance: Chance) -> tuple[Ints, Ints]:
    """(days, accounts) on which something happens that comes at `rates(day)` per account; at most one a day each."""
    found = list(_happenings(purpose, count, rates, chance))
    return np.concatenate([day for day, _ in found]), np.concatenate([account for _, account in found])


def _happenings(
    purpose: str, count: int, rates: Callable[[int], Floats], chance: Chance
) -> Iterator[tuple[Ints, Ints]]:
    for day in range(count):
        rate = rates(day)
        who = np.flatnonzero(rate > 0)
        hit = who[chance.uniform(purpose, day, who) < -np.expm1(-rate[who])] if len(who) else who
        yield np.full(len(hit), day, dtype=np.int64), hit
