"""Which regions and industries the extra leads of a scenario come to."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from features.spec import Spec
from history.errors import UserError
from models.sandbox.plan.scenario import Scenario
from models.sandbox.state.standing import Standing

Array = npt.NDArray[np.float64]

FITTING_ROUNDS = 1_000
FITTED = 1e-10
# How much of each cell's mix comes from its region and industry alone.
LEAN = 0.05
# What a name without any lead of late weighs against all others, so that leads can be sent to it.
HARDLY = 1e-6


def mix_of(scenario: Scenario, spec: Spec, standing: Standing) -> Array:
    """Share of the extra leads in each region × industry (R, I), summing to 1: the recent mix, bent to what is asked.

    Regions keep their own recent mix of industries where only regions are given, and the other way round; where both
    are, the mix is scaled to both in turn (iterative proportional fitting, Deming and Stephan, 1940).

    Raises:
        UserError: a share is left over, but every name has been given one.
    """
    mix = _recent_mix(standing)
    rows = _shares(spec.regions, scenario.regions, mix.sum(axis=1), "regions")
    columns = _shares(spec.industries, scenario.industries, mix.sum(axis=0), "industries")
    for _ in range(FITTING_ROUNDS):
        # What is not asked for is free to follow what is.
        if scenario.industries:
            mix = mix * (columns / np.maximum(mix.sum(axis=0), 1e-300))
        if scenario.regions:
            mix = mix * (rows / np.maximum(mix.sum(axis=1), 1e-300))[:, None]
        if not scenario.industries or np.abs(mix.sum(axis=0) - columns).max() < FITTED:
            break
    return np.asarray(mix / mix.sum())


def shares_by_region(kind: str, names: tuple[str, ...], asked: Mapping[str, float], recent: Array) -> Array:
    """Share of each of `names` (and of "unknown") among the extra leads of each region, rows summing to 1: as `asked`,
    what is left by the `recent` shares (R, names + 1).

    Raises:
        UserError: a share is left over, but every name has been given one.
    """
    mix = _shares(names, asked, recent, kind)
    return np.asarray(mix / mix.sum(axis=1, keepdims=True))


def _recent_mix(standing: Standing) -> Array:
    """The shares of late; every known region and industry has a little, those with more leads ever a little more."""
    recent = standing.inflow if standing.inflow.sum() else standing.past
    recent = recent / recent.sum()
    ever = standing.past / standing.past.sum()
    rows, columns = (recent.sum(axis=axis) + HARDLY * ever.sum(axis=axis) for axis in (1, 0))
    for margin in (rows, columns):
        margin[:-1] += HARDLY
    mix = recent + LEAN * np.outer(rows, columns)
    return np.asarray(mix / mix.sum())


def _shares(names: tuple[str, ...], asked: Mapping[str, float], recent: Array, kind: str) -> Array:
    """The share of every name (and of "unknown") as asked, the rest of 1 by the `recent` shares of the others
    (..., names + 1)."""
    given = np.array([asked.get(name, 0.0) for name in names] + [0.0])
    others = np.where([name in asked for name in names] + [bool(asked)], 0.0, recent)
    left, rest = others.sum(axis=-1, keepdims=True), 1.0 - given.sum()
    if rest <= 1e-9:
        return np.broadcast_to(given, recent.shape)
    if (left <= 0).any():
        raise UserError(
            f"{kind} 的占比还有 {rest:.0%} 没有着落。 The {kind} leave {rest:.0%} of the leads without a place.",
            "请让占比之和为 100%。 Let the shares sum to 1.",
        )
    return np.asarray(given + others * rest / left)
