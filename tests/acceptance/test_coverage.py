"""Against the known truth of simulated worlds: the load effect's sign, and how often 80 % intervals hold.

The worlds of these seeds were not looked at while the model was made.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from features.build import Rows
from features.spec import learn_spec
from history.simulator import ExtraLeads, World, WorldConfig, simulate
from models.artifact import Bundle
from models.calibration import Calibration
from models.intent import Intent
from models.sandbox.answer.forecast import Forecast
from models.sandbox.plan.scenario import Scenario
from models.sandbox.sandbox import Sandbox
from models.scorers.baselines import BaseRate
from models.win import Win

SEEDS = (101, 102, 103)
DAY = date(2026, 3, 2)
HORIZON_DAYS = 84
EXTRA = 20


def planned(seed: int) -> tuple[World, Forecast, Sandbox]:
    """A world in which extra leads do come from `DAY` on, and the forecast made of them on that day."""
    config = WorldConfig()
    extra = tuple(ExtraLeads(start=DAY, count=EXTRA, region=region) for region in config.regions)
    world = simulate(config.model_copy(update={"extra_leads": extra}), seed)
    as_of = pd.Timestamp(DAY, tz=config.time_zone).tz_convert("UTC")
    known = world.history.known_by(as_of)
    spec = learn_spec(known, as_of)
    scorer = BaseRate().fit(pd.DataFrame(index=range(1)), np.array([False]))
    intent = Intent(scorer, Calibration(), (0.1, 0.2, 0.3))
    bundle = Bundle(Rows("account", "all"), timedelta(days=7), spec, intent, Win.fit(known, spec, as_of), {})
    sandbox = Sandbox.open(known, bundle, as_of)
    shares = dict.fromkeys(config.regions, 1 / len(config.regions))
    return world, sandbox.forecast(Scenario(EXTRA * len(shares), DAY, 7, shares)), sandbox


@pytest.fixture(scope="module")
def plans() -> list[tuple[World, Forecast, Sandbox]]:
    return [planned(seed) for seed in SEEDS]


def held(world: World, forecast: Forecast) -> Iterator[bool]:
    """For each region × industry: does the interval hold the true chance of a new lead at the load that came?"""
    first = (DAY - world.config.start).days
    for cell in forecast.cells:
        if cell.industry not in world.config.industries:
            continue
        load = world.truth.load[cell.region].to_numpy()[first + 3 : first + 3 + HORIZON_DAYS]
        start = DAY + timedelta(days=2)
        truth = world.truth.win_curve(cell.region, cell.industry, None, load, start, HORIZON_DAYS)[-1]
        yield cell.win_probability.low <= truth <= cell.win_probability.high


@pytest.mark.slow
def test_load_is_found_to_lower_the_chance_to_win(plans: list[tuple[World, Forecast, Sandbox]]) -> None:
    """In every world the whole 80 % interval of the load effect lies below 0."""
    for _, forecast, _ in plans:
        assert forecast.load_effect is not None
        assert forecast.load_effect.high < 0


@pytest.mark.slow
def test_intervals_of_win_probability_hold_the_truth_as_often_as_they_say(
    plans: list[tuple[World, Forecast, Sandbox]],
) -> None:
    """80 % intervals of region × industry cells cover 70 to 90 % of the true probabilities."""
    covered = [hit for world, forecast, _ in plans for hit in held(world, forecast)]
    assert 0.7 <= np.mean(covered) <= 0.9


@pytest.mark.slow
def test_intervals_of_weekly_wins_hold_what_came(plans: list[tuple[World, Forecast, Sandbox]]) -> None:
    """80 % intervals of the wins of a week cover at least 70 % of the weeks that came, extra leads included."""
    hits = []
    for world, forecast, _ in plans:
        first = (DAY - world.config.start).days
        leads = world.truth.leads
        ends = leads.loc[(leads["outcome"] == "won") & (leads["ended"] >= first), "ended"]
        came = np.bincount((ends.to_numpy(dtype=np.int64) - first) // 7, minlength=len(forecast.weeks))
        hits += [week.wins.low <= wins <= week.wins.high for week, wins in zip(forecast.weeks, came, strict=False)]
    assert 0.7 <= np.mean(hits)
