"""The leads of the simulated world as they come in: the usual ones first, then the extra ones."""

from dataclasses import dataclass

import numpy as np

from history.errors import UserError
from history.simulator.chance import Chance, Floats, Ints
from history.simulator.days import HOUR, Days
from history.simulator.market import Market, Surge, happenings, lead_rates, lead_weights, shares
from history.simulator.settings import ExtraLeads, WorldConfig


@dataclass(frozen=True)
class Leads:
    """Leads by number, as they come in; `usual` is how many of them, the first, are not extra leads.

    They come in on `day` at `second` of the day, in office hours.
    `region`, `industry` and `source` are positions in the configured names.
    """

    account: Ints
    day: Ints
    second: Ints
    region: Ints
    industry: Ints
    source: Ints
    usual: int

    @property
    def number(self) -> Ints:
        """The numbers themselves."""
        return np.arange(len(self.account))


def incoming(config: WorldConfig, market: Market, days: Days, campaigns: list[Surge], chance: Chance) -> Leads:
    """All leads of the world. The usual ones depend on no other lead, so extra ones leave them as they are."""
    rates = lead_rates(market, days, len(config.regions), campaigns)
    day, account = happenings("lead", config.days, rates, chance)
    source = chance.choice(shares(len(config.sources), 0.5), "lead source", day, account)
    second = _office_hour(chance.uniform("lead time", day, account))
    order = np.lexsort((account, second, day))
    parts = [(account[order], day[order], second[order], source[order])]
    parts += [_extra(number, extra, config, market, days, chance) for number, extra in enumerate(config.extra_leads)]
    accounts, on, at, sources = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Leads(accounts, on, at, market.region[accounts], market.industry[accounts], sources, len(day))


def _extra(
    number: int, extra: ExtraLeads, config: WorldConfig, market: Market, days: Days, chance: Chance
) -> tuple[Ints, Ints, Ints, Ints]:
    first = days.number(extra.start)
    worked = first + np.flatnonzero(days.working[first : first + extra.days])
    if not len(worked):
        raise UserError(f"There is no working day within {extra.days} days from {extra.start}.", "Give more days.")
    which = np.arange(extra.count)
    day = worked[which * len(worked) // max(extra.count, 1)]
    account = np.empty(extra.count, dtype=np.int64)
    for each in np.unique(day):
        mine = which[day == each]
        account[mine] = chance.choice(_weights(extra, config, market, int(each)), "extra account", number, mine)
    second = _office_hour(chance.uniform("extra time", number, which))
    if extra.source is not None:
        return account, day, second, np.full(extra.count, config.sources.index(extra.source))
    return account, day, second, chance.choice(shares(len(config.sources), 0.5), "extra source", number, which)


def _office_hour(uniform: Floats) -> Ints:
    return np.asarray((8.5 + 9.5 * uniform) * HOUR, dtype=np.int64)


def _weights(extra: ExtraLeads, config: WorldConfig, market: Market, day: int) -> Floats:
    weights = lead_weights(market, day)
    if extra.region is not None:
        weights = weights * (market.region == config.regions.index(extra.region))
    if extra.industry is not None:
        weights = weights * (market.industry == config.industries.index(extra.industry))
    if not weights.any():
        raise UserError(
            f"No account of this world is in region {extra.region or 'any'} and industry {extra.industry or 'any'}.",
            "Simulate more accounts, or leave the industry open.",
        )
    return weights
