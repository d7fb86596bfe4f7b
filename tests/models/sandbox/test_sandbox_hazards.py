"""Answers to scenarios are those that known hazards, days off and open leads give."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from models.sandbox.course.ground import Ground
from models.sandbox.plan.scenario import Scenario

TODAY = date(2026, 1, 5)


def test_the_chance_is_that_of_the_hazards(build):
    """
    With known hazards, no load effect and five days a week: the sum over the weeks, by hand.
    """
    answer = build(load_effect=-1e-9, sure=1e-7).forecast(Scenario(100, TODAY, horizon_weeks=8))
    share = 0.004 / 0.014 * (1 - np.exp(-0.014 * 56))

    for cell in answer.cells:
        assert share == pytest.approx(cell.win_probability.value, rel=1e-3)
        assert (0.0, 0.0) == pytest.approx((cell.load, cell.mix), abs=2e-6)
    assert 100 * share == pytest.approx(answer.wins.value, rel=1e-3)


def test_doubled_load_does_what_the_effect_says(build):
    """
    An effect of −0.5 on log load: 2^−0.5 − 1 when load doubles.
    """
    effect = build(load_effect=-0.5, sure=1e-6).forecast(Scenario(10, TODAY)).load_effect

    assert [2**-0.5 - 1] * 3 == pytest.approx([effect.value, effect.low, effect.high], abs=1e-4)


def test_the_effect_is_never_shown_as_a_help(build):
    """
    Where the data would have it that load helps, it is said to do nothing, and so it does.
    """
    answer = build(load_effect=1.0, sure=0.05).forecast(Scenario(2_000, TODAY))

    assert -0.05 < answer.load_effect.low <= answer.load_effect.high <= 0
    assert any("almost no association" in note.en for note in answer.notes)


def test_leads_that_are_never_lost_are_forecast(build):
    """
    Where nothing ends in a loss, a lead is won in the end or stays open.
    """
    sandbox = build(sure=1e-7, load_effect=-1e-9)
    ground = sandbox.ground
    never = replace(ground.lost, age=ground.lost.age * 1e-9)
    sandbox.ground = Ground(ground.standing, ground.won, never, ground.effect, ground.learned)
    answer = sandbox.forecast(Scenario(100, TODAY, horizon_weeks=26))

    assert 1 - np.exp(-0.004 * 182) == pytest.approx(answer.cells[0].win_probability.value, rel=1e-3)


def test_days_off_cost_wins(build):
    """
    A week without a working day brings a tenth of a usual one.
    """
    idle = np.full(80, 2 / 7)
    idle[2] = 1.0
    usual, holiday = (build(**change).forecast(Scenario(0, TODAY)).weeks for change in ({}, {"idle": idle}))

    assert holiday[2].wins.value == pytest.approx(0.1 * usual[2].wins.value, rel=0.1)


def test_open_leads_follow_their_own_curves(build):
    """
    Where a model tells their wins, those count; the load that the plan adds costs some of them.
    """
    open_wins = np.zeros((4, 80))
    open_wins[0, :10] = 3.0
    answer = build(open_wins=open_wins, load_effect=-0.5, sure=1e-6).forecast(
        Scenario(400, TODAY, regions={"东部": 1.0})
    )
    usual = build(open_wins=open_wins, load_effect=-1e-9, sure=1e-6).forecast(Scenario(400, TODAY))

    assert 30 == pytest.approx(usual.regions[0].open_wins.value, rel=1e-3)
    assert answer.regions[0].open_wins.value < 0.8 * answer.regions[0].open_wins_without
    assert 0 == answer.regions[1].open_wins.value


def test_extra_leads_of_the_first_week_already_cost_the_open_ones(build):
    """
    The change of load is counted from today's, not from that of a week in which the extra leads are there.
    """
    open_wins = np.zeros((4, 80))
    open_wins[0, 0] = 10.0
    plan = Scenario(400, TODAY, 1, {"东部": 1.0}, horizon_weeks=1)

    assert build(open_wins=open_wins).forecast(plan).regions[0].open_wins.value < 8
