"""The numbers of a scenario, draw by draw: what probabilities, wins and loads come out."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.course import Course, stock_wins
from models.forecast import Range
from models.scenario import Scenario
from models.standing import Standing

Array = npt.NDArray[np.float64]

LOW, HIGH = 0.1, 0.9
# Counts drawn for each draw of the posterior, so that the interval's ends are steady.
REPEATS = 5


def ranged(draws: Array) -> Range:
    """Mean and 80 % interval of draws."""
    return Range(float(draws.mean()), *(float(value) for value in np.quantile(draws, [LOW, HIGH])))


def _shaken(draws: Array, noise: float, generator: np.random.Generator) -> Array:
    repeated = np.repeat(np.maximum(draws, 0), REPEATS)
    return repeated * generator.gamma(1 / noise, noise, len(repeated)) if noise > 0 else repeated


def _seen(counts: npt.NDArray[np.int64], mean: float) -> Range:
    low, high = np.quantile(counts, [LOW, HIGH])
    return Range(mean, float(low), float(high))


def counted(probability: Array, leads: float, noise: float) -> Range:
    """How many of `leads` are won, when each is with `probability` (draws) and `noise` is a share's relative variance.

    The interval is of the count that will be seen: it holds the chance of the draw as well as what is not known.
    """
    generator = np.random.default_rng(5)
    shares = np.clip(_shaken(probability, noise, generator), 0, 1)
    return _seen(generator.binomial(round(leads), shares), float(probability.mean() * leads))


def poisson(expected: Array, noise: float) -> Range:
    """A count around `expected` (draws): its mean, and the 80 % interval of what will be seen."""
    generator = np.random.default_rng(6)
    return _seen(generator.poisson(_shaken(expected, noise, generator)), float(expected.mean()))


@dataclass(frozen=True)
class Outcome:
    """Draws (D) of a scenario. `probability` and `without` (D, R, I): P(new lead won within the horizon) with and
    without the extra leads; `standard` (R, I) the same at each region's usual load; `weekly` and `weekly_without`
    (D, weeks) wins of all leads; `open_with` and `open_without` (D, R) wins of the leads open now; `loads` (R,
    weeks) leads per rep; `noise` the relative variance of a region's weekly wins beyond chance."""

    leads: int
    mix: Array
    probability: Array
    without: Array
    standard: Array
    weekly: Array
    weekly_without: Array
    open_with: Array
    open_without: Array
    loads: Array
    noise: float

    def extra_probability(self) -> Array:
        """P(won) of an extra lead drawn from the scenario's mix, shape (D,)."""
        return np.asarray((self.probability * self.mix).sum(axis=(1, 2)))

    @classmethod
    def of(
        cls,
        staffed: tuple[Course, Array],
        without: tuple[Course, Array],
        standing: Standing,
        mix: Array,
        arrival: Array,
        asked: tuple[Scenario, float],
    ) -> "Outcome":
        """Play the scenario's course and the one without its leads.

        `arrival` is the share arriving each week; `asked` the scenario and the relative variance of a week's wins.
        """
        scenario, noise = asked
        course, loads = staffed
        plain, _ = without
        usual = Course(course.won, course.lost, np.zeros_like(course.relative))
        weeks = len(arrival) - 1
        extra = scenario.leads * mix
        open_with, open_without = _open_wins(course, standing, weeks), _open_wins(plain, standing, weeks)
        weekly = _weekly(course, standing.inflow, extra, arrival) + open_with.sum(axis=1)
        weekly_without = _weekly(plain, standing.inflow, extra * 0, arrival) + open_without.sum(axis=1)
        return cls(
            leads=scenario.leads,
            mix=mix,
            probability=_on_arrival(course, arrival, scenario.horizon_weeks),
            without=_on_arrival(plain, arrival, scenario.horizon_weeks),
            standard=_on_arrival(usual, arrival, scenario.horizon_weeks).mean(axis=0),
            weekly=weekly,
            weekly_without=weekly_without,
            open_with=open_with.sum(axis=2),
            open_without=open_without.sum(axis=2),
            loads=loads,
            noise=noise,
        )


def _on_arrival(course: Course, arrival: Array, horizon: int) -> Array:
    """P(won within `horizon` weeks of arrival), averaged over the weeks of arrival; shape (D, R, I)."""
    total = np.zeros(course.won.cell.shape)
    for week in np.flatnonzero(arrival):
        total += arrival[week] * course.cumulative(int(week), horizon)[horizon]
    return total


def _weekly(course: Course, inflow: Array, extra: Array, arrival: Array) -> Array:
    """Wins by week (D, weeks) of all leads to come. Leads arrive all through a week, so that in the week they come
    they have lived half of it on average: the mean of the curve at its edges."""
    weeks = len(arrival) - 1
    wins = np.zeros((len(course.won.load), weeks))
    for week in range(weeks):
        curve = course.cumulative(week, weeks - week)
        middle = np.concatenate([np.zeros((1, *curve.shape[1:])), (curve[:-1] + curve[1:]) / 2])
        wins[:, week:] += np.einsum("kdri,ri->dk", np.diff(middle, axis=0), inflow + extra * arrival[week])
    return wins


def _open_wins(course: Course, standing: Standing, weeks: int) -> Array:
    """Wins (D, R, weeks) of the leads open now: their own curves, bent by the change of load from today's."""
    if standing.open_wins is not None:
        own = standing.open_wins[None, :, :weeks] * course.won.change[:, None, :weeks]
    else:
        own = stock_wins(course, standing)[None, :, :weeks]
    change = course.relative[:, :weeks] - course.relative[:, :1]
    wins: Array = own * np.exp(course.won.load[:, None, None] * change)
    return wins
