"""The chance of a lead that arrives, against the competing hazards written out day by day."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from features.exposure import AGE_EDGES
from features.spec import Spec
from models.arrivals import AGE_WEEKS, Surroundings, weeks_met, won_within
from models.scenario import Scenario
from models.win import Hazards


def met(weeks: int, regions: int = 2, reps: float = np.nan, open_leads: float = 0.0) -> Surroundings:
    """Everything alike in all regions, five days worked a week, no mix of products."""
    even = np.ones((regions, 2)) / 2
    return Surroundings(
        industries=even,
        sources=even,
        products=np.ones((regions, 1)),
        usual=np.full(regions, 5.0),
        idle=np.full(weeks, 2 / 7),
        month=np.zeros(weeks, dtype=np.int64),
        open=np.full((regions, AGE_WEEKS), open_leads),
        reps=np.full(regions, reps),
    )


@pytest.fixture
def hazards(make_hazard):
    """Wins at 0.4 % a day, losses at 1 %, in one region and one industry, and the unknown ones."""
    return Hazards(Spec(("a",), ("b",), ("c",)), make_hazard(1, 1, 0.004, -0.5), make_hazard(1, 1, 0.01, 0.0))


@pytest.mark.parametrize("days", [1, 7, 31, 100])
def test_a_chance_is_that_of_two_competing_hazards(hazards, days):
    """
    Wins among ends, times the chance that it ended: constant hazards have a closed form.
    """
    found = won_within(hazards, met(weeks_met(days)), np.array([3.0, 0.0]), days, 50)

    assert 0.004 / 0.014 * (1 - np.exp(-0.014 * days)) == pytest.approx(found.mean(), rel=1e-3)


def test_beyond_the_longest_age_nothing_more_is_won(hazards):
    """
    Half a year and a day are as much as half a year.
    """
    longest = int(AGE_EDGES[-1])
    one, other = (won_within(hazards, met(weeks_met(days)), np.ones(2), days, 5) for days in (longest, longest + 40))

    assert one == pytest.approx(other, rel=1e-4)


def test_more_leads_are_less_likely_won_each(hazards):
    """
    Where load weighs, a week with many leads lowers the chance in its region and in no other.
    """
    around = met(weeks_met(31), reps=4.0, open_leads=1.5)
    few, many = (won_within(hazards, around, np.array([leads, 5.0]), 31, 50).mean(axis=0) for leads in (5.0, 80.0))

    assert many[0] < 0.8 * few[0]
    assert many[1] == pytest.approx(few[1])


def test_without_reps_nobody_knows_the_load(hazards):
    """
    Then the number of leads changes nothing.
    """
    one, other = (won_within(hazards, met(weeks_met(31)), np.full(2, leads), 31, 20) for leads in (1.0, 500.0))

    assert one.tolist() == other.tolist()


def test_fewer_days_worked_bring_fewer_wins(hazards):
    """
    A first week with a single day worked.
    """
    around = met(weeks_met(7))
    around.idle[0] = 6 / 7
    usual, holiday = (won_within(hazards, each, np.ones(2), 7, 20).mean() for each in (met(weeks_met(7)), around))

    assert holiday < 0.7 * usual


def test_the_sandbox_says_the_same(build, make_hazard, make_standing):
    """
    Over whole weeks, what is judged day by day on past weeks is what the sandbox answers, within a fiftieth.
    """
    sandbox = build(regions=("a",), industries=("b",), load_effect=-0.5, sure=1e-4)
    said = sandbox.forecast(Scenario(20, date(2026, 1, 5), horizon_weeks=6)).regions[0].win_probability.value
    standing = make_standing(1, 1)
    around = replace(
        met(weeks_met(42), reps=4.0),
        open=standing.open.sum(axis=1),
        usual=standing.inflow.sum(axis=1),
        reps=standing.reps,
    )
    hazards = Hazards(Spec(("a",), ("b",), ("c",)), make_hazard(1, 1, 0.004, -0.5), make_hazard(1, 1, 0.01, 0.0))
    # The sandbox's extra leads come on top of the usual ones of their week.
    found = won_within(hazards, around, np.array([22.0, 0.0]), 42, 50)[:, 0].mean()

    assert said == pytest.approx(found, rel=0.02)
