"""What a plan does week by week, beside what it does to each lead."""

from datetime import date

import numpy as np
import pytest

from history.names import Names
from models.sandbox.outcome.outcome import Outcome
from models.sandbox.plan.plan import Plan
from models.sandbox.plan.scenario import Scenario


@pytest.fixture
def outcome(build) -> Outcome:
    """Of leads in the first week, followed for half a year, under hazards of which little is sure."""
    sandbox = build(sure=0.8)
    scenario = Scenario(300, date(2026, 1, 5), horizon_weeks=26)
    return Outcome.of(sandbox.ground, Plan.of(scenario, sandbox.spec, sandbox.ground, sandbox.today, Names()), 0.0)


def test_the_extra_wins_of_all_weeks_are_those_of_the_extra_leads(outcome):
    """
    But for the last half week of their life, which lies behind the weeks shown.
    """
    by_lead = outcome.plan.arriving.sum(axis=0) * outcome.chances.by_region.mean(axis=1)

    assert by_lead[:3] == pytest.approx(outcome.extra_wins.sum(axis=0).mean(axis=1)[:3], rel=0.01)


def test_leads_of_the_week_of_the_plan_have_the_chance_of_its_leads(outcome):
    """
    On average over the draws, region by region.
    """
    assert outcome.chances.by_region.mean(axis=1) == pytest.approx(outcome.by_arrival[0].mean(axis=1), rel=1e-5)


def test_open_leads_are_won_no_more_often_beside_extra_ones(outcome):
    """
    The load that a plan adds never helps them.
    """
    without = outcome.ground.open_wins[: outcome.plan.timing.shown]

    assert (outcome.open_wins <= np.float32(1 + 1e-6) * without).all()
