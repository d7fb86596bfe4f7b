"""What a simulated world knows of itself and no model may see: true hazards, states, load effect and win curves."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from history.errors import UserError
from history.simulator.chance import Floats, Ints
from history.simulator.course import Course
from history.simulator.curve import Cell, curve
from history.simulator.effects import Effects
from history.simulator.funnel import LOST, WON
from history.simulator.market import LEVELS, shares
from history.simulator.names import ids


@dataclass(frozen=True)
class Truth:
    """The truth of a simulated world. Days are numbered from the configured start, in business time."""

    course: Course

    @property
    def load_effect(self) -> float:
        """The win hazard goes with (load / reference_load)^-load_effect, all else equal."""
        return self.course.effects.load_effect

    @property
    def reference_load(self) -> float:
        """Open leads per active rep at which load changes nothing."""
        return self.course.effects.reference_load

    @property
    def effects(self) -> Effects:
        """The true effects on the log-odds."""
        return self.course.effects

    @property
    def states(self) -> NDArray[np.int8]:
        """(days, accounts): the latent state of each account on each day, as a position in `effects.STATES`."""
        return self.course.market.states

    @property
    def load(self) -> pd.DataFrame:
        """Open leads per active rep as each day begins: one row a day (its date), one column a region."""
        index = pd.Index([self.course.days.date(day) for day in range(self.course.config.days)], name="day")
        return pd.DataFrame(self.course.funnel.load, index=index, columns=list(self.course.config.regions))

    @property
    def surges(self) -> pd.DataFrame:
        """The campaigns: `start` (date), `region`, `factor` on the usual leads over seven days."""
        rows = [
            (self.course.days.date(s.day), self.course.config.regions[s.region], s.factor) for s in self.course.surges
        ]
        return pd.DataFrame(rows, columns=["start", "region", "factor"])

    @property
    def leads(self) -> pd.DataFrame:
        """One row a lead: `lead_id`, `account_id`, `region`, `industry`, `source`, `created` (day), `outcome`
        (`won`, `lost` or `open`), `ended` (day, NaN while open), `extra` (is it one of the extra leads?).
        """
        leads, funnel, config = self.course.leads, self.course.funnel, self.course.config
        outcome = np.full(len(leads.account), "open", dtype=object)
        ended = np.full(len(leads.account), np.nan)
        for code, name in ((WON, "won"), (LOST, "lost")):
            rows = funnel.change == code
            outcome[funnel.lead[rows]] = name
            ended[funnel.lead[rows]] = funnel.day[rows]
        columns = {
            "lead_id": ids("L", leads.number),
            "account_id": ids("A", leads.account),
            "region": _named(config.regions, leads.region),
            "industry": _named(config.industries, leads.industry),
            "source": _named(config.sources, leads.source),
            "created": leads.day,
            "outcome": outcome,
            "ended": ended,
            "extra": leads.number >= leads.usual,
        }
        return pd.DataFrame(columns)

    def hazards(self) -> pd.DataFrame:
        """One row per lead open as a working day after its creation begins.

        `lead` (position in `leads`), `day`, `age` (days), `stage` and `state` (positions), `load` (of its region that
        day), `win` and `loss` (the true probabilities that it is won or lost that day), `won` and `lost` (was it?).
        On all other days both hazards are 0.
        """
        course = self.course
        at = course.funnel.standing(course.leads, course.market, course.days, course.effects)
        win, loss = course.effects.hazards(at)
        columns = {
            "lead": course.funnel.lead,
            "day": course.funnel.day,
            "age": at.age,
            "stage": at.stage,
            "state": at.state,
            "load": at.load,
            "win": win,
            "loss": loss,
            "won": course.funnel.change == WON,
            "lost": course.funnel.change == LOST,
        }
        return pd.DataFrame(columns)

    def win_curve(
        self,
        region: str,
        industry: str,
        source: str | None = None,
        load: float | Floats | None = None,
        start_day: date | None = None,
        days: int = 180,
    ) -> Floats:
        """P(won by day d), d = 1 … `days`, of a lead created in that cell on `start_day` (None: the world's first).

        `load` in open leads per active rep, one number or one a day; None is the reference. Averaged exactly over
        the accounts of the cell as leads come from them, their latent states at rest and on their way, the stages,
        and, with `source` None, the usual sources. Products do not matter.
        Raises UserError for a name that this world does not have, or days that go beyond its calendar.
        """
        config, market = self.course.config, self.course.market
        at = _position("region", config.regions, region), _position("industry", config.industries, industry)
        sources = (
            np.arange(len(config.sources))
            if source is None
            else np.array([_position("source", config.sources, source)])
        )
        levels = market.level[(market.region == at[0]) & (market.industry == at[1])]
        counts = np.bincount(levels, minlength=len(LEVELS)).astype(np.float64) if len(levels) else np.ones(len(LEVELS))
        weights = shares(len(config.sources), 0.5)[sources]
        cell = Cell(at[0], at[1], sources, weights / weights.sum(), counts, float(market.pace[at[1]]))
        loads = np.broadcast_to(self.reference_load if load is None else load, (days,)).astype(np.float64)
        return curve(cell, self.course.effects, self.course.days, self._span(start_day, days), loads)

    def _span(self, start_day: date | None, days: int) -> Ints:
        first = 0 if start_day is None else self.course.days.number(start_day)
        if not 0 <= first < len(self.course.days.working) - days:
            raise UserError(f"{days} days from {start_day} do not lie within the calendar of this world.")
        return np.arange(first + 1, first + days + 1)


def _named(names: tuple[str, ...], positions: Ints) -> NDArray[np.object_]:
    return np.array(names, dtype=object)[positions]


def _position(what: str, names: tuple[str, ...], name: str) -> int:
    if name not in names:
        raise UserError(f"This world has no {what} {name!r}.", f"It has {', '.join(names)}.")
    return names.index(name)
