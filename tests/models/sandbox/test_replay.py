"""The sandbox as it would have stood in the past, in a small simulated world."""

import numpy as np
import pandas as pd
import pytest

from history.errors import UserError
from history.record import History
from history.settings import Business
from history.simulator import World, WorldConfig, simulate
from models.sandbox.replay import ENOUGH_WINS, past_moments, replay, sandbox_as_of, unchanged
from models.sandbox.truth import against_truth, doubled_load


@pytest.fixture(scope="module")
def world() -> World:
    return simulate(WorldConfig(accounts=250, days=300), seed=3)


def test_moments_lie_apart_and_leave_time_to_see_what_came(world):
    """
    Oldest first, midnights of the business, `weeks` apart, the last one that long before leads end.
    """
    found = past_moments(world.history, count=3, weeks=4)
    local = [each.tz_convert("Asia/Shanghai") for each in found]

    assert [pd.Timedelta(weeks=4)] * 2 == [found[1] - found[0], found[2] - found[1]]
    assert all(each == each.normalize() for each in local)
    assert found[-1] + pd.Timedelta(weeks=4) <= world.history["leads"]["created_at"].max()


def test_no_moment_comes_before_something_can_be_learned(world):
    """
    However many are asked for, at each of them thirty wins were known.
    """
    first = past_moments(world.history, count=99, weeks=2)[0]
    won = world.history.known_by(first)["stage_changes"].query("stage == 'won'")
    assert ENOUGH_WINS <= won["lead_id"].nunique()


@pytest.mark.parametrize("history", [History.of(Business()), None])
def test_a_short_history_is_told_so(history, world):
    """
    Without leads, or with fewer weeks than are looked ahead, there is nothing to look back on.
    """
    with pytest.raises(UserError, match="too short to look back"):
        past_moments(history or world.history, count=1, weeks=60)


def test_a_past_sandbox_knows_nothing_of_later(world):
    """
    It says the same with and without what was recorded after its moment.
    """
    moment = past_moments(world.history, count=1, weeks=8)[0]
    whole, known = (sandbox_as_of(each, moment) for each in (world.history, world.history.known_by(moment)))
    assert unchanged(known, 4) == unchanged(whole, 4)


def test_what_came_is_counted_by_the_weeks_that_were_forecast(world):
    """
    The wins of all weeks are those of the world's own record, and `inside` follows from the numbers beside it.
    """
    moment = past_moments(world.history, count=1, weeks=4)[0]
    said = replay(world.history, [moment], weeks=4)
    first = (moment.tz_convert("Asia/Shanghai").date() - world.config.start).days
    leads = world.truth.leads
    ended = leads.loc[leads["outcome"] == "won", "ended"]

    assert [moment] * 4 == said["as_of"].tolist()
    assert int(((ended >= first) & (ended < first + 28)).sum()) == said["happened"].sum()
    assert said["inside"].tolist() == said["happened"].between(said["low"], said["high"]).tolist()


def test_every_cell_is_held_against_its_true_chance(world):
    """
    A row a region × industry; the truth of one of them is that of the world's own curve at the load that came.
    """
    then = unchanged(sandbox_as_of(world.history, past_moments(world.history, count=1, weeks=9)[0]), weeks=8)
    found = against_truth(then, world)
    row = found.iloc[0]
    start = then.scenario.start + pd.Timedelta(days=2)
    first = (start - world.config.start).days + 1
    load = world.truth.load[row["region"]].to_numpy()[first : first + 56]

    assert len(world.config.regions) * len(world.config.industries) == len(found)
    assert world.truth.win_curve(row["region"], row["industry"], None, load, start, 56)[-1] == row["truth"]
    assert found["inside"].tolist() == found["truth"].between(found["low"], found["high"]).tolist()


def test_a_doubled_load_costs_what_the_world_was_made_with(world):
    """
    The hazard goes with the load to the power of minus the effect.
    """
    assert np.expm1(-world.truth.load_effect * np.log(2)) == pytest.approx(doubled_load(world))
