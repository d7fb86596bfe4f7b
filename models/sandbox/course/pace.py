"""From parameter draws to the hazards of the weeks to come."""

from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from features.exposure import AGE_EDGES
from models.hazard.parameters import PERIOD_WEEKS, Hazard, working
from models.sandbox.state.standing import AGE_WEEKS, MOST_WEEKS, Standing

Array = npt.NDArray[np.float64]

LOOK_BACK_PERIODS = 26


def _days_in_weeks() -> Array:
    """Days that each week of age (26) spends in each age bracket."""
    starts = 7.0 * np.arange(AGE_WEEKS)[:, None]
    overlap = np.minimum(starts + 7, AGE_EDGES[1:]) - np.maximum(starts, AGE_EDGES[:-1])
    return np.asarray(np.maximum(overlap, 0.0))


@dataclass(frozen=True)
class Pace:
    """Hazards of one cause for draws of the posterior (D): their product is the hazard of a week of life.

    `age` (26, D) is summed over each week of age, for leads that are answered as soon as of late; `cell` (R, I, D),
    `source` (S, D) and `product` (P, D) are factors and `load` (D) the effect of one unit of log load. `worked` (weeks,
    1) are the working days of the weeks to come over the usual five, `moves` (weeks, D) how the level may move with
    time and season, and what working days change beyond their number. `risen` (D) is today's level over that which
    open leads met in the past two years.
    """

    age: Array
    cell: Array
    source: Array
    product: Array
    load: Array
    worked: Array
    moves: Array
    risen: Array

    def lived(self, weeks: int) -> Array:
        """Hazards (weeks + 1, D) in the calendar week of arrival and those after it, of leads that arrive evenly all
        through a week and are followed for `weeks` weeks: each week of life lies half in one, half in the next.
        """
        until = self._halves[: weeks + 1].copy()
        until[weeks] = self.age[weeks - 1] / 2
        return until

    @cached_property
    def _halves(self) -> Array:
        """Half of each week of age beside half of the one before (27, D): what a calendar week holds of both."""
        return np.asarray((np.pad(self.age, ((0, 1), (0, 0))) + np.pad(self.age, ((1, 0), (0, 0)))) / 2)

    def weekly(self, weeks: int) -> Array:
        """What each of the coming weeks does to the hazard (weeks, D); the last one that is known goes on."""
        at = np.minimum(np.arange(weeks), MOST_WEEKS - 1)
        return np.asarray(self.moves[at] * self.worked[at])

    @cached_property
    def mean(self) -> "Pace":
        """The one pace of the averages, as a posterior of a single draw."""
        return Pace(**{part.name: getattr(self, part.name).mean(axis=-1, keepdims=True) for part in fields(self)})

    def first(self, number: int) -> "Pace":
        """The first draws alone."""
        return Pace(**{part.name: getattr(self, part.name)[..., :number] for part in fields(self)})

    def repeated(self, number: int) -> "Pace":
        """The one draw so many times."""
        return Pace(**{part.name: np.repeat(getattr(self, part.name), number, axis=-1) for part in fields(self)})

    @property
    def steady(self) -> "Pace":
        """The same if the level stayed as it is."""
        return replace(self, moves=np.ones_like(self.moves))

    @property
    def unseasonal(self) -> "Pace":
        """The same if all weeks had the usual working days and the level that they begin with."""
        return replace(self, worked=np.ones_like(self.worked), moves=np.ones_like(self.moves))


def pace_of(hazard: Hazard, draws: Array, standing: Standing, seed: int) -> Pace:
    """Turn parameter vectors (D, P) into hazards for the weeks to come; `seed` draws how the level moves."""
    layout = hazard.layout
    part = {name: np.ascontiguousarray(draws[:, layout.part(name)].T) for name in layout.sizes}
    shape = (layout.sizes["region"], layout.sizes["industry"], len(draws))
    cell = part["region"][:, None] + part["industry"] + part["pair"].reshape(shape)
    level = part["level"]
    work = working(standing.idle)
    moves = hazard.moves(len(draws), MOST_WEEKS, seed).T + part["work"] * work[:, None]
    if layout.sizes["season"]:
        moves = moves + part["season"][standing.month]
    return Pace(
        age=_days_in_weeks() @ _by_age(hazard, part),
        cell=np.exp(cell + level[-1]),
        source=np.exp(part["source"]),
        product=np.exp(part["product"]) if layout.sizes["product"] else np.ones((1, len(draws))),
        load=part["load"][0],
        worked=np.exp(work)[:, None],
        moves=np.exp(moves),
        risen=np.exp(level[-1]) / _met_level(level[-LOOK_BACK_PERIODS:], standing.stock),
    )


def _by_age(hazard: Hazard, part: dict[str, Array]) -> Array:
    """Daily hazards by age bracket (brackets, D), averaged over how soon leads were answered of late."""
    found = np.exp(part["age"])
    if hazard.layout.sizes["response"]:
        # Of its first day nothing is known of a lead's response.
        found[1:] *= hazard.answered @ np.exp(part["response"])
    return np.asarray(found)


def _met_level(level: Array, stock: Array) -> Array:
    """The level (D) that open leads met on average: of each period by the leads that stood open in it.

    `level` (periods, D) are logs, `stock` (weeks) the open leads; both end now. What was learned from all open leads is
    about that level: one of months with few leads, or in which a history records no win yet, weighs as little there.
    """
    recent = stock[::-1][: len(level) * PERIOD_WEEKS]
    met = np.bincount(np.arange(len(recent)) // PERIOD_WEEKS, recent, len(level))[::-1]
    weights = np.asarray(met if met.any() else np.ones(len(level)), dtype=np.float64)
    return np.asarray(weights @ np.exp(level) / weights.sum())
