"""The sandbox: from a scenario to win probabilities by region and industry, wins by week, and the load they meet."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.spec import Spec
from history.errors import UserError
from history.record import History
from models.answer import cells_of, notes_of, region_rows, weeks_of
from models.artifact import Bundle
from models.course import Course, project_load, relative_load
from models.forecast import Forecast, Range
from models.mix import mix_of
from models.outcome import Outcome, Plan, counted, ranged
from models.pace import Pace, pace_of
from models.scenario import Scenario, check_names
from models.standing import MOST_WEEKS, Standing, take_standing
from models.win import Win

Array = npt.NDArray[np.float64]

DRAWS = 400


@dataclass(frozen=True)
class Timing:
    """A scenario on the grid of weeks that starts at the forecast's moment: which weeks its leads arrive in, with
    the share of each, and how many weeks are shown."""

    weeks: Array
    shown: int


def timing_of(scenario: Scenario, today: pd.Timestamp) -> Timing:
    """Place the scenario's days on weeks counted from `today` (a local day).

    Raises:
        UserError: the leads would arrive before today, or later than the sandbox looks.
    """
    first = (pd.Timestamp(scenario.start) - today.tz_localize(None).normalize()).days
    if first < 0:
        raise UserError(
            f"The leads would arrive from {scenario.start} on, before {today.date()}, the day of the forecast.",
            "Give a start on or after that day, or forecast as of an earlier moment.",
        )
    last = (first + scenario.days - 1) // 7
    if last + scenario.horizon_weeks > MOST_WEEKS:
        raise UserError(f"The plan ends {last} weeks from now.", "Plan within the next year.")
    share = np.bincount((first + np.arange(scenario.days)) // 7) / scenario.days
    shown = last + scenario.horizon_weeks
    return Timing(np.pad(share, (0, shown - len(share))), shown)


class Sandbox:
    """Opened once on a history and a fitted bundle as of a moment; then it answers scenarios, always the same way."""

    def __init__(self, standing: Standing, win: Win, spec: Spec, as_of: pd.Timestamp, time_zone: str) -> None:
        self.standing, self.spec, self.as_of = standing, spec, as_of
        self.regions, self.industries, self.sources = spec.regions, spec.industries, spec.sources
        self.today = as_of.tz_convert(time_zone).normalize()
        self._win = win
        self._won: Pace = pace_of(win.won, win.won.draws(DRAWS, seed=1), standing, seed=2)
        self._lost: Pace = pace_of(win.lost, win.lost.draws(DRAWS, seed=3), standing, seed=4)

    @classmethod
    def open(cls, history: History, bundle: Bundle, as_of: pd.Timestamp) -> "Sandbox":
        """Take stock of `history` as of `as_of`.

        Raises:
            UserError: the bundle has no win model, because its history had no won leads.
        """
        if bundle.win is None:
            raise UserError(
                "The model has no win part: its history has too few won leads.",
                "Import leads and stage changes with the stage 'won', then run `leadcast train`.",
            )
        standing = take_standing(history, bundle.spec, as_of, bundle.win.open_leads)
        return cls(standing, bundle.win, bundle.spec, as_of, history.business.time_zone)

    def forecast(self, scenario: Scenario) -> Forecast:
        """Answer `scenario`; pure, and equal for equal questions.

        Raises:
            UserError: it names something that the history does not know, or times that cannot be forecast.
        """
        check_names(scenario, {"regions": self.regions, "industries": self.industries})
        timing = timing_of(scenario, self.today)
        outcome = self._outcome(scenario, timing)
        effect = np.expm1(self._won.load * np.log(2))
        return Forecast(
            scenario=scenario,
            as_of=self.as_of.to_pydatetime(),
            cells=cells_of(outcome, self.spec, self.standing),
            regions=region_rows(outcome, self.spec, self.standing),
            weeks=weeks_of(outcome, self.today.date()),
            wins=counted(outcome.won_extra.sum(axis=(1, 2)), scenario.leads, outcome.steady_noise)[()],
            net_wins=ranged(outcome.weekly.sum(axis=1) - outcome.weekly_without.sum(axis=1))[()],
            load_effect=self._effect(effect),
            notes=notes_of(outcome, scenario, self.spec, self.standing, float(effect.mean())),
        )

    def _effect(self, effect: Array) -> Range | None:
        return ranged(effect)[()] if np.isfinite(self.standing.reps).any() else None

    def _outcome(self, scenario: Scenario, timing: Timing) -> Outcome:
        weeks = len(timing.weeks)
        usual = np.repeat(self.standing.inflow[None], weeks, axis=0)
        flow = np.exp(self.standing.inflow_strays.paths(DRAWS, weeks, seed=7, known_now=False)[:, 0])
        mix = mix_of(scenario, self.spec, self.standing)
        plan = Plan(scenario.leads, mix, timing.weeks, scenario.horizon_weeks, usual, flow / flow.mean(axis=0))
        loads, plain = self._loads(usual + plan.extra), self._loads(usual)
        strayed = plain * np.exp(self.standing.load_strays.paths(DRAWS, weeks, seed=8, known_now=True))
        courses = self._course(strayed + (loads - plain)), self._course(strayed)
        return Outcome.of(plan, courses, self.standing, loads, self._win.won.dispersion)

    def _loads(self, arrivals: Array) -> Array:
        return project_load(self._won, self._lost, self.standing, self._win.won.usual_load, arrivals)

    def _course(self, loads: Array) -> Course:
        return Course(self._won, self._lost, relative_load(loads, self._win.won.usual_load, self.standing.load_least))
