"""The sandbox: from a scenario to win probabilities by region and industry, wins by week, and the load they meet."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.spec import Spec
from history.errors import UserError
from history.record import History
from models.answer import cells_of, notes_of, region_rows, weeks_of
from models.artifact import Bundle
from models.course import Course, Pace, pace_of, project_load
from models.forecast import Forecast, Range
from models.outcome import Outcome, counted, ranged
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
    return Timing(np.pad(share, (0, last + scenario.horizon_weeks - len(share) + 1)), last + scenario.horizon_weeks)


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
        check_names(scenario, {"regions": self.regions, "industries": self.industries, "sources": self.sources})
        timing = timing_of(scenario, self.today)
        outcome = self._outcome(scenario, timing)
        effect = np.expm1(self._won.load * np.log(2))
        return Forecast(
            scenario=scenario,
            as_of=self.as_of.to_pydatetime(),
            cells=cells_of(outcome, self.spec, self.standing, scenario.horizon_weeks),
            regions=region_rows(outcome, self.spec, self.standing, scenario.horizon_weeks),
            weeks=weeks_of(outcome, self.today.date(), timing.shown),
            wins=counted(outcome.extra_probability(), scenario.leads, outcome.noise / scenario.horizon_weeks),
            net_wins=ranged(outcome.weekly.sum(axis=1) - outcome.weekly_without.sum(axis=1)),
            load_effect=self._effect(effect),
            notes=notes_of(outcome, scenario, self.spec, self.standing, float(effect.mean())),
        )

    def _effect(self, effect: Array) -> Range | None:
        return ranged(effect) if np.isfinite(self.standing.reps).any() else None

    def _outcome(self, scenario: Scenario, timing: Timing) -> Outcome:
        mix = mix_of(scenario, self.spec, self.standing)
        usual = np.repeat(self.standing.inflow[None], timing.shown + 1, axis=0)
        extra = scenario.leads * timing.weeks[:, None, None] * mix
        return Outcome.of(
            self._course(usual + extra),
            self._course(usual),
            self.standing,
            mix,
            timing.weeks,
            (scenario, self._win.won.dispersion),
        )

    def _course(self, arrivals: Array) -> tuple[Course, Array]:
        loads, relative = project_load(self._won, self._lost, self.standing, self._win.won.usual_load, arrivals)
        return Course(self._won, self._lost, relative), loads


def mix_of(scenario: Scenario, spec: Spec, standing: Standing) -> Array:
    """Share of the extra leads in each region × industry (R, I), summing to 1: the recent mix, or what is asked.

    Where only regions are given, each keeps its own recent mix of industries, and the other way round.
    """
    recent = standing.inflow if standing.inflow.sum() else standing.past
    mix: Array = recent / recent.sum()
    for axis, names, shares in ((0, spec.regions, scenario.regions), (1, spec.industries, scenario.industries)):
        if shares:
            mix = _reweighed(mix, axis, np.array([shares.get(name, 0.0) for name in names] + [0.0]))
    if scenario.regions and scenario.industries:
        mix = _reweighed(mix, 0, np.array([scenario.regions.get(name, 0.0) for name in spec.regions] + [0.0]))
    return mix


def _reweighed(mix: Array, axis: int, shares: Array) -> Array:
    """`mix` with the given shares along `axis`; a row without a mix of its own takes the overall one."""
    mix = mix if axis == 0 else mix.T
    overall = mix.sum(axis=0) / mix.sum()
    within = np.where(mix.sum(axis=1, keepdims=True) > 0, mix, overall)
    within = within / within.sum(axis=1, keepdims=True)
    result: Array = within * shares[:, None]
    return result if axis == 0 else result.T


def next_monday(today: pd.Timestamp) -> pd.Timestamp:
    """The Monday after `today`, a local day."""
    return today + timedelta(days=7 - today.weekday())
