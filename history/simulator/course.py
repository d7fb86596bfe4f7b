"""The course of a simulated world, as arrays by number: what the tables are written from, and the truth behind them."""

from dataclasses import dataclass

from history.simulator.chance import Chance
from history.simulator.days import Days
from history.simulator.effects import Effects
from history.simulator.funnel import Funnel, walked
from history.simulator.leads import Leads, incoming
from history.simulator.market import Market, Surge, surges
from history.simulator.settings import WorldConfig
from history.simulator.staff import Staff


@dataclass(frozen=True)
class Course:
    """All that happened and why; days, accounts, reps and leads by number."""

    config: WorldConfig
    chance: Chance
    days: Days
    effects: Effects
    surges: list[Surge]
    market: Market
    staff: Staff
    leads: Leads
    funnel: Funnel

    @property
    def end(self) -> int:
        """The midnight at which the world ends, in UTC seconds."""
        return int(self.days.midnight[self.config.days])


def lived(config: WorldConfig, seed: int) -> Course:
    """Let the world of this seed take its course."""
    chance = Chance(seed)
    days = Days.of(config)
    effects = Effects.drawn(config, chance)
    campaigns = surges(config, days, chance)
    market = Market.drawn(config, chance)
    staff = Staff.drawn(config, market, days, chance)
    leads = incoming(config, market, days, campaigns, chance)
    funnel = walked(leads, market, staff, days, effects, chance)
    return Course(config, chance, days, effects, campaigns, market, staff, leads, funnel)
