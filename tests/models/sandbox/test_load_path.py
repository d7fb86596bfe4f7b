"""The load that leads make, against a simulation by the day."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sandbox.course.kinds import Cells
from models.sandbox.course.load_path import Crowd, LoadEffect, Staff
from models.sandbox.course.pace import Pace

USUAL = np.array([np.log(10.0), np.log(8.0), np.nan])
NO_BOUND = np.full(3, np.nan)


def crowd(won: Pace, lost: Pace, stock: np.ndarray) -> Crowd:
    """Leads of the cells that the paces have."""
    return Crowd(won, lost, Cells(won.cell, lost.cell), stock)


def test_load_is_that_of_a_simulation_by_the_day(make_paces, make_standing):
    """
    Leads move on day by day at the load of their week: the projected load differs by less than 4 % in twenty weeks.
    """
    standing = replace(make_standing(2, 2), reps=np.array([4.0, 7.0, 0.0]))
    won, lost = make_paces((3, 3, 1))
    arrivals = np.repeat(standing.inflow[None], 20, axis=0)
    arrivals[3, 0] *= 10
    reps = np.repeat(standing.reps[None], 20, axis=0)
    staff = Staff(reps, LoadEffect(USUAL, NO_BOUND))
    loads = crowd(won, lost, standing.open).loads(arrivals[..., None], staff)[..., 0]
    for region in (0, 1):
        expected = by_the_day(won, lost, standing, USUAL, arrivals, region)
        assert expected == pytest.approx(loads[:, region].tolist(), rel=0.04)
    assert np.isnan(loads[:, 2]).all()


def by_the_day(won, lost, standing, usual, arrivals, region) -> list[float]:
    """The load in the middle of each week of one region: cohorts of a day, each with its own age in days."""
    cohorts = [
        [7.0 * age + day, standing.open[region, industry, age] / 7, industry]
        for industry in range(2)
        for age in range(26)
        for day in range(7)
    ]
    loads = []
    for day in range(7 * len(arrivals)):
        week = day // 7
        for industry in range(2):
            cohorts.append([0.0, arrivals[week, region, industry] / 7, industry])
        load = sum(count for age, count, _ in cohorts if age < 182) / standing.reps[region]
        if day % 7 == 3:
            loads.append(load)
        for cohort in cohorts:
            age, _, industry = cohort
            bracket = min(int(age // 7), 25)
            hazard = lost.age[bracket, 0] * lost.cell[region, industry, 0] * lost.worked[week, 0] * lost.moves[week, 0]
            factor = won.worked[week, 0] * won.moves[week, 0] * np.exp(won.load[0] * (np.log(load) - usual[region]))
            hazard += won.age[bracket, 0] * won.cell[region, industry, 0] * factor
            cohort[1] *= np.exp(-hazard / 7)
            cohort[0] += 1
    return loads


def test_unknown_loads_are_usual_ones():
    """
    Without reps, without leads, or where the usual load is unknown, the load counts as usual.
    """
    loads = np.array([[20.0, np.nan, 0.0], [5.0, 5.0, 5.0]])
    effect = LoadEffect(np.array([np.log(10.0), np.nan]), np.full(2, np.nan))

    assert np.array([[np.log(2), 0, 0], [0, 0, 0]]) == pytest.approx(effect.relative(loads))


def test_a_load_counts_as_no_lower_than_any_that_was_usual():
    """
    Below what was rarely undercut the effect of the load stays what it is there.
    """
    effect = LoadEffect(np.array([np.log(10.0)]), np.array([5.0]))

    assert np.array([0, np.log(0.5), np.log(0.5)]) == pytest.approx(effect.relative(np.array([[10.0, 4.0, 1e-9]]))[0])


@given(st.floats(0.5, 200), st.floats(1, 50))
def test_leads_beyond_the_quota_wait(load, quota):
    """
    Reps work as at their quota, on the share of the leads that it covers; below it nothing changes.
    """
    usual = np.array([np.log(10.0)])
    free, limited = (LoadEffect(usual, np.array([np.nan]), limit) for limit in (None, quota))
    found = limited.factor(np.array([[load]]), -0.5)[0, 0]
    worked = free.factor(np.array([[min(load, quota)]]), -0.5)[0, 0]

    assert worked * min(1.0, quota / load) == pytest.approx(found)


def test_wins_of_the_stock_are_those_of_its_ages(make_paces, make_standing):
    """
    Without a model of open leads each is followed from the middle of its week of age, at today's level and load.
    """
    standing = make_standing(1, 1)
    won, lost = make_paces((2, 2, 1))
    wins = crowd(won.steady, lost.steady, standing.open).stock_wins(np.array([0.8, 0.8]))
    expected = 0.0
    for age in range(26):
        alive = 1.0
        for week in range(26 - age):
            risk = [
                (pace.age[age + week, 0] + (pace.age[age + week + 1, 0] if age + week < 25 else 0))
                / 2
                * pace.cell[0, 0, 0]
                * pace.worked[week, 0]
                for pace in (won, lost)
            ]
            risk[0] *= 0.8
            expected += alive * risk[0] / sum(risk) * (1 - np.exp(-sum(risk)))
            alive *= np.exp(-sum(risk))

    assert expected == pytest.approx(wins[:, 0].sum(), rel=1e-5)
    assert 0.0 == wins[:, 1].sum()
