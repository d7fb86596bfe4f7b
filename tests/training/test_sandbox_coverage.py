"""On simulated worlds with campaigns, whose truth is known: load effects and intervals hold, over several seeds."""

import numpy as np
import pytest

from features.exposure import measure_exposure
from features.spec import learn_spec
from history.simulator import World, WorldConfig, simulate
from models.win import Hazards
from training.backtest.sandbox.counts import LEVELS, held
from training.backtest.sandbox.play import SANDBOX, Depth, Played, play
from training.backtest.sandbox.weeks import Window

SEEDS = (1, 2, 3, 4)


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    """Worlds with a campaign every three weeks, which floods one or two regions with leads."""
    return [simulate(WorldConfig(accounts=1_500, days=540, surges=24), seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def plays(worlds) -> list[Played]:
    """The last half year of each, learned anew every eight weeks."""
    return [play(world.history, Window(28), Depth(refit_weeks=8)) for world in worlds]


def flooded(world: World, played: Played) -> np.ndarray:
    """Which rows are of a region in a week that a campaign there touches."""
    days = played.rows["as_of"].dt.tz_convert(world.config.time_zone).dt.date
    surges = list(world.truth.surges.itertuples())
    touched = [
        any(region == surge.region and abs((surge.start - day).days) < 7 for surge in surges)
        for day, region in zip(days, played.rows["region"], strict=True)
    ]
    return np.array(touched)


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_intervals_hold_what_they_say(plays, level):
    """
    Of all regions and weeks, within five points of the level.
    """
    found = [held(each.drawn[SANDBOX], each.rows["won"].to_numpy(), level) for each in plays]

    assert level == pytest.approx(np.concatenate(found).mean(), abs=0.05)


@pytest.mark.slow
def test_campaign_weeks_are_forecast_as_well(worlds, plays):
    """
    In the weeks that campaigns flooded, the wins of all together lie within what their draws say.
    """
    totals, won = np.zeros(len(plays[0].drawn[SANDBOX])), 0
    for world, each in zip(worlds, plays, strict=True):
        rows = flooded(world, each)
        totals += each.drawn[SANDBOX][:, rows].sum(axis=1)
        won += each.rows["won"].to_numpy()[rows].sum()
    low, high = np.quantile(totals, (0.01, 0.99))

    assert low <= won <= high


@pytest.mark.slow
def test_the_load_effect_is_found_within_its_interval(worlds):
    """
    The true effect lies within two deviations of each world's, and of their mean.
    """
    found = []
    for world in worlds:
        as_of = world.history.last_recorded
        spec = learn_spec(world.history, as_of)
        won = Hazards.fit(measure_exposure(world.history, spec, as_of), spec).won
        place = won.layout.starts["load"]
        found.append((won.mean[place] + world.truth.load_effect, np.sqrt(won.covariance[place, place])))
    off, sure = np.array(found).T

    assert (np.abs(off) < 2 * sure).all()
    assert abs(off.mean()) < 2 * np.sqrt((sure**2).sum()) / len(sure)
