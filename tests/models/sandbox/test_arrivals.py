"""The chance of the leads that arrive in the coming week, against closed forms and the sandbox's own answers."""

from datetime import date

import numpy as np
import pytest

from models.sandbox.outcome.arrivals import won_within
from models.sandbox.plan.scenario import Scenario


def one_region(build, **changed):
    """A sandbox of one region and one industry: wins at 0.4 % a day, losses at 1 %."""
    return build(regions=("a",), industries=("b",), sure=1e-6, **changed)


@pytest.mark.parametrize("days", [1, 7, 31, 100])
def test_a_chance_is_that_of_two_competing_hazards(build, days):
    """
    Wins among ends, times the chance that it ended: constant hazards have a closed form. Between whole weeks the chance
    rises evenly, within a hundredth of it.
    """
    sandbox = one_region(build, load_effect=-1e-9)
    found = won_within(sandbox.ground, np.array([3.0, 0.0]), days)[0].mean()

    assert 0.004 / 0.014 * (1 - np.exp(-0.014 * days)) == pytest.approx(found, rel=1e-3 if days % 7 == 0 else 0.05)


def test_beyond_the_longest_age_nothing_more_is_won(build):
    """
    Half a year and forty days are as much as half a year.
    """
    ground = one_region(build).ground
    one, other = (won_within(ground, np.ones(2), days)[0] for days in (182, 222))

    assert one.tolist() == other.tolist()


def test_more_leads_are_less_likely_won_each(build):
    """
    Where load weighs, a week with many leads lowers the chance in its region and in no other.
    """
    ground = build(load_effect=-0.5, sure=1e-6).ground
    few, many = (won_within(ground, np.array([leads, 4.0, 4.0, 0.0]), 31).mean(axis=1) for leads in (4.0, 400.0))

    assert many[0] < 0.8 * few[0]
    assert many[1:].tolist() == few[1:].tolist()


def test_without_reps_nobody_knows_the_load(build):
    """
    Then the number of leads changes nothing.
    """
    unknown = np.full(2, np.nan)
    ground = one_region(build, reps=unknown, load_now=unknown, load_seen=unknown).ground
    one, other = (won_within(ground, np.full(2, leads), 31) for leads in (1.0, 500.0))

    assert one.tolist() == other.tolist()


def test_the_sandbox_says_the_same(build):
    """
    Over whole weeks, what is judged on past weeks is what the sandbox answers for leads on top of the usual ones.
    """
    sandbox = one_region(build, load_effect=-0.5)
    said = sandbox.forecast(Scenario(20, date(2026, 1, 5), horizon_weeks=6)).regions[0].win_probability.value
    found = won_within(sandbox.ground, np.array([22.0, 0.0]), 42)[0].mean()

    assert said == pytest.approx(found, rel=1e-3)
