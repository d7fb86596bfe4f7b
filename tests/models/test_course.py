"""The course of leads, against loops that go day by day."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.exposure import AGE_EDGES
from models.course import Course, project_load, relative_load, split, stock_wins
from models.hazard import AGES
from models.pace import Pace, pace_of
from models.standing import AGE_WEEKS, MOST_WEEKS

AGE_WON = np.exp(np.linspace(-6.5, -4.5, AGES))
AGE_LOST = np.exp(np.linspace(-5.0, -4.0, AGES))


def pace(by_age: np.ndarray, shape: tuple[int, int, int], load: float = 0.0, seed: int = 0) -> Pace:
    """A pace with daily hazards by age bracket, cells and weeks that differ."""
    draws = shape[0]
    draw = np.random.default_rng(seed)
    starts = 7.0 * np.arange(AGE_WEEKS)[:, None]
    days = np.clip(np.minimum(starts + 7, AGE_EDGES[1:]) - np.maximum(starts, AGE_EDGES[:-1]), 0, None)
    return Pace(
        age=np.tile(days @ by_age, (draws, 1)),
        cell=draw.uniform(0.5, 1.5, shape),
        load=np.full(draws, load),
        worked=draw.uniform(0.2, 1.2, (1, MOST_WEEKS)),
        moves=draw.uniform(0.8, 1.2, (draws, MOST_WEEKS)),
        risen=np.ones(draws),
    )


def course(draws: int = 3, regions: int = 2, industries: int = 2, load: float = -0.5) -> Course:
    """A course under a load that changes."""
    shape = draws, regions, industries
    relative = np.random.default_rng(9).normal(0, 0.5, (draws, regions, MOST_WEEKS))
    return Course(pace(AGE_WON, shape, load, 1), pace(AGE_LOST, shape, 0.0, 2), relative)


def hazards(of: Course, week: int, at: tuple[int, int, int]) -> tuple[float, float]:
    """Factors of both hazards in a calendar week, of one draw and cell, multiplied out."""
    d, r, i = at
    won = of.won.cell[d, r, i] * of.won.worked[0, week] * of.won.moves[d, week]
    lost = of.lost.cell[d, r, i] * of.lost.worked[0, week] * of.lost.moves[d, week]
    return won * np.exp(of.won.load[d] * of.relative[d, r, week]), lost


def followed(of: Course, arrival: int, weeks: int, at: tuple[int, int, int]) -> tuple[list[float], list[float], float]:
    """Won and lost by the end of each calendar week, and still open, of leads that arrive evenly through a week."""
    alive, won, lost = 1.0, [0.0], [0.0]
    weeks = min(weeks, AGE_WEEKS)
    for since in range(weeks + 1):
        factors = hazards(of, arrival + since, at)
        halves = [age for age in (since - 1, since) if 0 <= age < weeks]
        now = [
            factor * sum(pace.age[at[0], age] / 2 for age in halves)
            for factor, pace in zip(factors, (of.won, of.lost), strict=True)
        ]
        ends = alive * (1 - np.exp(-sum(now)))
        won.append(won[-1] + ends * now[0] / sum(now))
        lost.append(lost[-1] + ends * now[1] / sum(now))
        alive -= ends
    return won, lost, alive


def by_days(of: Course, arrival: int, weeks: int, at: tuple[int, int, int]) -> float:
    """Share won within `weeks` weeks of life, of leads that arrive in the middle of each of a week's seven days."""
    total = 0.0
    for offset in range(7):
        alive = 1.0
        for step in range(14 * weeks):
            week = arrival + (2 * offset + 1 + step) // 14
            won, lost = hazards(of, week, at)
            won *= of.won.age[at[0], step // 14] / 14
            lost *= of.lost.age[at[0], step // 14] / 14
            ends = alive * (1 - np.exp(-won - lost))
            total += ends * won / (won + lost) / 7
            alive -= ends
    return total


@pytest.mark.parametrize(("arrival", "weeks"), [(0, 1), (0, 12), (3, 12), (10, 26)])
def test_the_chance_to_be_won_is_that_of_a_loop_over_weeks(arrival, weeks):
    """
    For every draw and cell.
    """
    of = course()
    found = of.won_within(arrival, weeks)
    for at in np.ndindex(found.shape):
        assert followed(of, arrival, weeks, at)[0][-1] == pytest.approx(found[at], rel=1e-9)


@pytest.mark.parametrize(("arrival", "weeks"), [(0, 4), (3, 12), (10, 26)])
def test_the_chance_to_be_won_is_that_of_leads_arriving_day_by_day(arrival, weeks):
    """
    Half a week lies between arriving on Monday and on Sunday: counting by weeks is within 2 % of it.
    """
    of = course()
    for at in ((0, 0, 0), (1, 1, 0), (2, 0, 1)):
        assert by_days(of, arrival, weeks, at) == pytest.approx(of.won_within(arrival, weeks)[at], rel=0.02)


def test_won_lost_and_open_are_everything():
    """
    Swapping the causes gives the chance to be lost; with those still open they sum to 1.
    """
    of = course(load=0.0)
    swapped = Course(of.lost, of.won, np.zeros_like(of.relative))
    for at in ((0, 0, 0), (2, 1, 1)):
        alive = followed(of, 2, 9, at)[2]
        assert 1.0 == pytest.approx(of.won_within(2, 9)[at] + swapped.won_within(2, 9)[at] + alive, rel=1e-9)


@given(st.floats(0, 50), st.floats(0, 50))
def test_a_step_splits_what_there_is(won, lost):
    """
    Won, lost and left are shares of 1, whatever the hazards.
    """
    chance, left = split(np.array([won]), np.array([lost]))
    other, same = split(np.array([lost]), np.array([won]))

    assert left.tolist() == same.tolist()
    assert 1.0 == pytest.approx((chance + other + left)[0])
    assert min(chance[0], other[0], left[0]) >= 0


def test_leads_older_than_half_a_year_are_given_up():
    """
    A longer horizon brings nothing more.
    """
    of = course()

    assert of.won_within(0, AGE_WEEKS).tolist() == of.won_within(0, 60).tolist()


def test_more_load_never_raises_the_chance():
    """
    The chance to be won falls, or stays, in every cell as the load goes up.
    """
    of = course()
    loaded = replace(of, relative=of.relative + np.linspace(0, 1, MOST_WEEKS))

    assert (loaded.won_within(1, 12) <= of.won_within(1, 12)).all()


def test_weekly_wins_are_those_of_a_loop_over_the_weeks_of_arrival():
    """
    Each week's arrivals are followed through the calendar weeks, one by one.
    """
    of, weeks = course(), 30
    draw = np.random.default_rng(3)
    usual, extra = draw.uniform(0, 5, (2, weeks, 2, 2))
    flow = draw.uniform(0.5, 1.5, (3, weeks))
    found = of.weekly_wins(usual, flow, extra)
    expected = np.zeros((3, weeks + 30))
    for at in np.ndindex(3, 2, 2):
        for arrival in range(weeks):
            leads = usual[arrival, at[1], at[2]] * flow[at[0], arrival] + extra[arrival, at[1], at[2]]
            for since, chance in enumerate(np.diff(followed(of, arrival, AGE_WEEKS, at)[0])):
                expected[at[0], arrival + since] += leads * chance

    assert expected[:, :weeks] == pytest.approx(found, rel=2e-5)


def test_load_is_that_of_a_simulation_by_the_day(make_standing):
    """
    Leads move on day by day at the load of their week: the projected load differs by less than 4 % in twenty weeks.
    """
    standing = replace(make_standing(2, 2), reps=np.array([4.0, 7.0, 0.0]))
    won, lost = pace(AGE_WON, (1, 3, 3), -0.5, 1), pace(AGE_LOST, (1, 3, 3), 0.0, 2)
    usual = np.array([np.log(10.0), np.log(8.0), np.nan])
    arrivals = np.repeat(standing.inflow[None], 20, axis=0)
    arrivals[3, 0] *= 10
    loads = project_load(won, lost, standing, usual, arrivals)
    for region in (0, 1):
        assert by_the_day(won, lost, standing, usual, arrivals, region) == pytest.approx(
            loads[region].tolist(), rel=0.04
        )
    assert np.isnan(loads[2]).all()


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
            hazard = lost.age[0, bracket] * lost.cell[0, region, industry] * lost.worked[0, week] * lost.moves[0, week]
            factor = won.worked[0, week] * won.moves[0, week] * np.exp(won.load[0] * (np.log(load) - usual[region]))
            hazard += won.age[0, bracket] * won.cell[0, region, industry] * factor
            cohort[1] *= np.exp(-hazard / 7)
            cohort[0] += 1
    return loads


def test_unknown_loads_are_usual_ones():
    """
    Without reps, without leads, or where the usual load is unknown, the load counts as usual.
    """
    loads = np.array([[20.0, np.nan, 0.0], [5.0, 5.0, 5.0]])

    assert [[np.log(2), 0, 0], [0, 0, 0]] == pytest.approx(
        relative_load(loads, np.array([np.log(10.0), np.nan]), np.full(2, np.nan))
    )


def test_a_load_counts_as_no_lower_than_any_that_was_usual():
    """
    Below what was rarely undercut the effect of the load stays what it is there.
    """
    loads, usual = np.array([[10.0, 4.0, 1e-9]]), np.array([np.log(10.0)])

    assert [[0, np.log(0.5), np.log(0.5)]] == pytest.approx(relative_load(loads, usual, np.array([5.0])))


def test_wins_of_the_stock_are_those_of_its_ages(make_standing):
    """
    Without a model of open leads each is followed from the middle of its week of age, at today's level and load.
    """
    standing = make_standing(1, 1)
    of = course(1, 2, 2)
    wins = stock_wins(of, standing)
    today = of.relative[0, 0, 0]
    expected = 0.0
    for age in range(26):
        alive = 1.0
        for week in range(26 - age):
            first, then = age + week, age + week + 1
            won = (of.won.age[0, first] + (of.won.age[0, then] if then < 26 else 0)) / 2
            won *= of.won.cell[0, 0, 0] * of.won.worked[0, week] * np.exp(-0.5 * today)
            lost = (of.lost.age[0, first] + (of.lost.age[0, then] if then < 26 else 0)) / 2
            lost *= of.lost.cell[0, 0, 0] * of.lost.worked[0, week]
            expected += alive * won / (won + lost) * (1 - np.exp(-won - lost))
            alive *= np.exp(-won - lost)

    assert expected == pytest.approx(wins[0].sum())
    assert (0.0, (2, MOST_WEEKS)) == (wins[1].sum(), wins.shape)


def test_a_pace_multiplies_the_effects(make_hazard, make_standing):
    """
    Hazards of a draw are products of its effects: ages in days, region, industry, pair, mixed sources, level, work.
    """
    hazard, standing = make_hazard(1, 1, 0.01, -0.5), make_standing(1, 1)
    draw = np.random.default_rng(0).normal(0, 0.3, (1, hazard.layout.total))
    part = {name: draw[0, hazard.layout.part(name)] for name in hazard.layout.sizes}
    made = pace_of(hazard, draw, replace(standing, idle=np.full(MOST_WEEKS, 4 / 7)), seed=1)
    source = np.log(0.5 * np.exp(part["source"][0]) + 0.5 * np.exp(part["source"][1]))
    cell = part["region"][0] + part["industry"][0] + part["pair"][0] + source + part["level"][-1]

    assert np.exp(cell) == pytest.approx(made.cell[0, 0, 0])
    assert np.exp(part["age"][:4]) @ [1, 1, 2, 3] == pytest.approx(made.age[0, 0])
    assert (3 / 5) ** (1 + part["work"][0]) == pytest.approx(made.worked[0, 5] * made.moves[0, 5], rel=1e-4)
    assert np.exp(part["level"][-1]) / np.exp(part["level"]).mean() == pytest.approx(made.risen[0])


def test_a_level_counts_as_the_leads_that_met_it(make_hazard, make_standing):
    """
    Where leads stood open in the last period alone, today's level is what they met, and nothing has risen.
    """
    hazard = make_hazard(1, 1, 0.01, -0.5)
    draw = np.random.default_rng(1).normal(0, 0.3, (1, hazard.layout.total))
    late = replace(make_standing(1, 1), stock=np.append(np.zeros(40), [7.0]))

    assert 1 == pytest.approx(pace_of(hazard, draw, late, seed=1).risen[0])


def test_the_level_may_move(make_hazard, make_standing):
    """
    In the first four weeks by a swing and a step of the walk, in a quarter by four steps, and later by no more.
    """
    hazard = replace(make_hazard(1, 1, 0.01, 0.0), spread={"level": 0.1, "swing": 0.2})
    made = pace_of(hazard, hazard.draws(8_000, seed=1), make_standing(1, 1), seed=2)
    deviations = np.log(made.moves).std(axis=0)

    assert np.sqrt(0.2**2 + 0.1**2) == pytest.approx(deviations[0], rel=0.03)
    assert np.sqrt(0.2**2 + 4 * 0.1**2) == pytest.approx(deviations[12], rel=0.03)
    assert deviations[12] == pytest.approx(deviations[70], rel=0.03)
