"""Playing past weeks: what the sandbox's hazards and past rates say of each region's wins, and what came."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.exposure import measure_exposure
from features.spec import Spec, learn_spec
from history.errors import UserError
from history.record import History
from models.sandbox.course.ground import Ground
from models.sandbox.outcome.arrivals import won_within
from models.sandbox.state.standing import take_standing
from models.win import Hazards, Win
from training.backtest.sandbox.rates import beta_of
from training.backtest.sandbox.weeks import WEEK, Arrivals, Window, moments_of

Array = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Progress = Callable[[str, int, int], None]

SANDBOX = "sandbox"
COUNTS = 2_000
LOOK_BACK_DAYS = 90


@dataclass(frozen=True)
class Depth:
    """How thoroughly to play: the win model is learned anew every `refit_weeks` weeks; rates are those of the leads
    of the last `look_back_days` days as far as their outcome was known."""

    refit_weeks: int = 1
    look_back_days: int = LOOK_BACK_DAYS


@dataclass(frozen=True)
class Played:
    """A row a week and region with leads: `as_of`, `region`, `leads`, `won` and, by the name of each forecaster,
    `said` (expected win rates) and `drawn` (counts, shape (draws, rows))."""

    rows: pd.DataFrame
    said: dict[str, Array]
    drawn: dict[str, Counts]


def play(history: History, window: Window, depth: Depth | None = None, progress: Progress | None = None) -> Played:
    """Forecast each past week's leads from what was known as it began, and their number.

    Raises:
        UserError: there is no such week, or too little to learn from at one of them.
    """
    moments, depth = moments_of(history, window), depth or Depth()
    came = Arrivals.of(history, learn_spec(history, moments[-1] + WEEK))
    parts = []
    for number, week in enumerate(_weeks(history, moments, depth, window.days)):
        parts.append(week.play(came.between(week.as_of, week.as_of + WEEK, window.days), number))
        if progress:
            progress("playing past weeks", number + 1, len(moments))
    return _joined(parts)


@dataclass(frozen=True)
class _Week:
    """A past week as it begins: what was learned by then, and what is known."""

    as_of: pd.Timestamp
    known: History
    hazards: Hazards
    window: Window
    look_back: int

    def play(self, came: pd.DataFrame, seed: int) -> Played:
        """What is said of the leads of `came` (`region`, `leads`, `won`)."""
        draw = np.random.default_rng(seed)
        leads, regions = came["leads"].to_numpy(), came["region"].to_numpy(dtype=object)
        chances = {SANDBOX: self._chances(regions, leads)}
        rates = beta_of(self._past(), regions)
        chances |= {name: draw.beta(*ends, (COUNTS, len(leads))) for name, ends in rates.items()}
        said = {SANDBOX: chances[SANDBOX].mean(axis=0)} | {name: a / (a + b) for name, (a, b) in rates.items()}
        drawn = {name: draw.binomial(leads, np.resize(each, (COUNTS, len(leads)))) for name, each in chances.items()}
        return Played(came.assign(as_of=self.as_of), said, drawn)

    def _chances(self, regions: npt.NDArray[np.object_], leads: Counts) -> Array:
        spec, win = self.hazards.spec, Win(self.hazards.won, self.hazards.lost, None)
        place = np.array([_place(spec, name) for name in regions], dtype=np.int64)
        arriving = np.bincount(place, leads, len(spec.regions) + 1).astype(np.float64)
        ground = Ground.of(win, take_standing(self.known, spec, self.as_of, win))
        return won_within(ground, arriving, self.window.days)[place].T

    def _past(self) -> pd.DataFrame:
        days = self.window.days
        first, end = (self.as_of - pd.Timedelta(days=back) for back in (self.look_back, days))
        past = Arrivals.of(self.known, self.hazards.spec).between(first, end, days)
        if not past["leads"].sum():
            raise UserError(
                f"By {self.as_of.date()} no outcome of the leads of the last {self.look_back} days was known.",
                "Look further back with --look-back, or count fewer days.",
            )
        return past


def _place(spec: Spec, region: str) -> int:
    return spec.regions.index(region) if region in spec.regions else len(spec.regions)


def _weeks(history: History, moments: Sequence[pd.Timestamp], depth: Depth, days: int) -> Iterator[_Week]:
    hazards = None
    for number, as_of in enumerate(moments):
        known = history.known_by(as_of)
        if hazards is None or number % depth.refit_weeks == 0:
            spec = learn_spec(known, as_of)
            hazards = Hazards.fit(measure_exposure(known, spec, as_of), spec)
        yield _Week(as_of, known, hazards, Window(days), depth.look_back_days)


def _joined(parts: Sequence[Played]) -> Played:
    names = parts[0].said
    return Played(
        rows=pd.concat([part.rows for part in parts], ignore_index=True),
        said={name: np.concatenate([part.said[name] for part in parts]) for name in names},
        drawn={name: np.concatenate([part.drawn[name] for part in parts], axis=1) for name in names},
    )
