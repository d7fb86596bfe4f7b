"""The sandbox: from a scenario to win probabilities by region and industry, wins by week, and the load they meet."""

import numpy as np
import pandas as pd

from features.book import Book
from features.spec import Spec
from history.errors import UserError
from history.record import History
from history.settings import Business
from models.artifact import Bundle
from models.sandbox.answer.cells import Lots, ranges, revenue_of, won
from models.sandbox.answer.counts import counted, ranged
from models.sandbox.answer.forecast import Forecast, Range
from models.sandbox.answer.notes import notes_of
from models.sandbox.answer.regions import region_rows, region_week_rows, split_of, week_rows
from models.sandbox.course.ground import Ground
from models.sandbox.outcome.outcome import Outcome
from models.sandbox.outcome.split import gains_of
from models.sandbox.plan.plan import Plan
from models.sandbox.plan.scenario import Scenario, check_names
from models.sandbox.state.standing import Standing, take_standing
from models.win import Win


class Sandbox:
    """Opened once on a history and a fitted bundle as of a moment; then it answers scenarios, always the same way."""

    def __init__(self, standing: Standing, win: Win, spec: Spec, as_of: pd.Timestamp, business: Business) -> None:
        self.standing, self.spec, self.as_of = standing, spec, as_of
        self.regions, self.industries, self.sources = spec.regions, spec.industries, spec.sources
        self.today = as_of.tz_convert(business.time_zone).normalize()
        self.products = win.won.products
        self.business = spec.naming(business)
        self._noise = win.won.dispersion
        self.ground = Ground.of(win, standing)

    @classmethod
    def open(cls, history: History, bundle: Bundle, as_of: pd.Timestamp, book: Book | None = None) -> "Sandbox":
        """Take stock of `history` as of `as_of`; `book` as for `take_standing`.

        Raises:
            UserError: the bundle has no win model, because its history had no won leads.
        """
        if bundle.win is None:
            raise UserError(
                "The model has no win part: its history has too few won leads.",
                "Import leads and stage changes with the stage 'won', then run `leadcast train`.",
            )
        standing = take_standing(history, bundle.spec, as_of, bundle.win, book)
        return cls(standing, bundle.win, bundle.spec, as_of, history.business)

    def forecast(self, scenario: Scenario) -> Forecast:
        """Answer `scenario`; pure, and equal for equal questions.

        Raises:
            UserError: it names something that the history does not know, or times that cannot be forecast.
        """
        known = {name: getattr(self, name) for name in ("regions", "industries", "sources", "products")}
        check_names(scenario, known)
        plan = Plan.of(scenario, self.spec, self.ground, self.today, self.business.names)
        outcome = Outcome.of(self.ground, plan, self._noise)
        gains, lots, today = gains_of(outcome), Lots(outcome, self.spec), self.today.date()
        wins, revenue = self._totals(outcome)
        effect = np.expm1(self.ground.won.load * np.log(2))
        return Forecast(
            scenario=scenario,
            as_of=self.as_of.to_pydatetime(),
            cells=lots.cells(),
            sources=lots.source_cells(),
            region_weeks=region_week_rows(outcome, lots.regions, today),
            regions=region_rows(outcome, lots.regions, gains),
            weeks=week_rows(outcome, today),
            split=split_of(outcome, lots.regions, gains),
            wins=wins,
            revenue=revenue,
            net_wins=ranges(ranged(outcome.net_wins.sum(axis=0)))[0],
            load_effect=ranges(ranged(effect))[0] if np.isfinite(self.standing.reps).any() else None,
            notes=notes_of(outcome, scenario, lots.regions, float(effect.mean()), self.business.names),
        )

    def _totals(self, outcome: Outcome) -> tuple[Range, Range | None]:
        """Wins of all extra leads, and what they bring."""
        shares = outcome.plan.mix.sum(axis=1)
        chance = shares @ outcome.chances.by_region
        wins = won(chance[None], np.ones(1), outcome)
        expected = outcome.chances.by_region.mean(axis=1) * shares
        value = (expected * outcome.plan_value).sum() / max(expected.sum(), 1e-300)
        revenue = revenue_of(wins, np.array([value]), self.standing)
        return ranges(counted(*wins))[0], ranges(revenue)[0] if revenue else None
