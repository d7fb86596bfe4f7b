"""The course of leads, against loops that go week by week and day by day."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sandbox.course.course import Course, split
from models.sandbox.course.kinds import Cells
from models.sandbox.state.standing import AGE_WEEKS, MOST_WEEKS


@pytest.fixture
def of(make_paces) -> Course:
    """A course under a load that wanders: 2 regions, 2 kinds of leads, 3 draws."""
    factor = np.exp(np.random.default_rng(9).normal(0, 0.05, (MOST_WEEKS, 2, 3)).cumsum(axis=0))
    return Course(*make_paces((2, 2, 3)), factor.astype(np.float32))


def cells(of: Course) -> Cells:
    """Its cells."""
    return Cells.of(of.won.cell, of.lost.cell)


def hazards(of: Course, week: int, at: tuple[int, int, int]) -> tuple[float, float]:
    """Factors of both hazards in a calendar week, of one cell and draw, multiplied out."""
    r, i, d = at
    won = of.won.cell[r, i, d] * of.won.worked[week, 0] * of.won.moves[week, d]
    lost = of.lost.cell[r, i, d] * of.lost.worked[week, 0] * of.lost.moves[week, d]
    return won * of.factor[week, r, d], lost


def followed(of: Course, arrival: int, weeks: int, at: tuple[int, int, int]) -> tuple[list[float], float]:
    """Won by the end of each calendar week, and still open, of leads that arrive evenly through a week."""
    alive, won = 1.0, [0.0]
    weeks = min(weeks, AGE_WEEKS)
    for since in range(weeks + 1):
        factors = hazards(of, arrival + since, at)
        halves = [age for age in (since - 1, since) if 0 <= age < weeks]
        now = [
            factor * sum(pace.age[age, at[2]] / 2 for age in halves)
            for factor, pace in zip(factors, (of.won, of.lost), strict=True)
        ]
        ends = alive * (1 - np.exp(-sum(now)))
        won.append(won[-1] + ends * now[0] / sum(now))
        alive -= ends
    return won, alive


def by_days(of: Course, arrival: int, weeks: int, at: tuple[int, int, int]) -> float:
    """Share won within `weeks` weeks of life, of leads that arrive in the middle of each of a week's seven days."""
    total = 0.0
    for offset in range(7):
        alive = 1.0
        for step in range(14 * weeks):
            week = arrival + (2 * offset + 1 + step) // 14
            won, lost = hazards(of, week, at)
            won *= of.won.age[step // 14, at[2]] / 14
            lost *= of.lost.age[step // 14, at[2]] / 14
            ends = alive * (1 - np.exp(-won - lost))
            total += ends * won / (won + lost) / 7
            alive -= ends
    return total


@pytest.mark.parametrize("weeks", [1, 3, 12, 26])
def test_the_chance_to_be_won_is_that_of_a_loop_over_weeks(of, weeks):
    """
    For every cell, draw and week of arrival: to the last digits while weeks are taken one by one, else to a hundredth.
    """
    for arrival in (0, 3, 10):
        found = of.chances(cells(of), [(arrival, 1.0)], weeks)
        for at in np.ndindex(2, 2, 3):
            expected = followed(of, arrival, weeks, at)[0][-1]
            assert expected == pytest.approx(found[at], rel=1e-5 if weeks <= 3 else 0.01)


@pytest.mark.parametrize("weeks", [1, 12, 26])
def test_chances_by_week_of_arrival_are_those_of_a_loop_over_weeks(of, weeks):
    """
    To the last digits, for every cell, draw and week of arrival.
    """
    found = of.by_arrival(cells(of), 11, weeks)
    for at in np.ndindex(11, 2, 2, 3):
        assert followed(of, at[0], weeks, at[1:])[0][-1] == pytest.approx(found[at], rel=1e-5)


@pytest.mark.parametrize(("arrival", "weeks"), [(0, 4), (3, 12), (10, 26)])
def test_the_chance_to_be_won_is_that_of_leads_arriving_day_by_day(of, arrival, weeks):
    """
    Half a week lies between arriving on Monday and on Sunday: counting by weeks is within 2 % of it.
    """
    found = of.chances(cells(of), [(arrival, 1.0)], weeks)
    for at in ((0, 0, 0), (1, 0, 1), (0, 1, 2)):
        assert by_days(of, arrival, weeks, at) == pytest.approx(found[at], rel=0.02)


def test_won_lost_and_open_are_everything(of):
    """
    Swapping the causes gives the chance to be lost; with those still open they sum to 1.
    """
    calm = replace(of, factor=np.ones_like(of.factor))
    swapped = Course(calm.lost, calm.won, calm.factor)
    won, lost = (each.chances(cells(each), [(2, 1.0)], 9) for each in (calm, swapped))
    for at in ((0, 0, 0), (1, 1, 2)):
        assert 1.0 == pytest.approx(won[at] + lost[at] + followed(calm, 2, 9, at)[1], rel=1e-5)


@given(st.floats(0, 1e6), st.floats(1e-9, 50), st.floats(1e-9, 50))
def test_a_step_splits_what_there_is(there, won, lost):
    """
    Won, lost and left are all that is there, whatever the hazards.
    """
    wins, left = split(np.array([there]), np.array([-won]), np.array([-lost]))
    losses, same = split(np.array([there]), np.array([-lost]), np.array([-won]))

    assert left.tolist() == same.tolist()
    assert there == pytest.approx((wins + losses + left)[0])
    assert min(wins[0], losses[0], left[0]) >= 0


def test_leads_older_than_half_a_year_are_given_up(of):
    """
    A longer horizon brings nothing more.
    """
    half, year = (of.chances(cells(of), [(0, 1.0)], weeks) for weeks in (AGE_WEEKS, 60))

    assert half.tolist() == year.tolist()


def test_many_rows_are_worked_on_in_blocks(make_paces):
    """
    A large table of cells has the chances of its parts.
    """
    won, lost = make_paces((25, 20, 400))
    large = Course(won, lost, np.ones((30, 25, 400), dtype=np.float32))
    found = large.chances(cells(large), [(1, 1.0)], 12)
    few = large.first(3).chances(cells(large).first(3), [(1, 1.0)], 12)

    assert few == pytest.approx(found[..., :3], rel=1e-6)


def test_more_load_never_raises_the_chance(of):
    """
    The chance to be won falls, or stays, in every cell as the load goes up.
    """
    falling = np.linspace(1, 0.4, MOST_WEEKS, dtype=np.float32)[:, None, None]
    loaded = replace(of, factor=of.factor * falling)
    usual, less = (each.chances(cells(of), [(1, 1.0)], 12) for each in (of, loaded))

    assert (less <= usual).all()


def test_weekly_wins_are_those_of_a_loop_over_the_weeks_of_arrival(of):
    """
    Each week's arrivals are followed through the calendar weeks, one by one.
    """
    leads = np.random.default_rng(3).uniform(0, 5, (30, 2, 2, 3)).astype(np.float32)
    leads[[0, 1, 7, 28]] = 0.0
    found = of.weekly_wins(cells(of), leads)
    expected = np.zeros((60, 2, 2, 3))
    for at in np.ndindex(2, 2, 3):
        for arrival in range(30):
            for since, chance in enumerate(np.diff(followed(of, arrival, AGE_WEEKS, at)[0])):
                expected[(arrival + since, *at)] += leads[(arrival, *at)] * chance

    assert expected[:30] == pytest.approx(found, rel=1e-4)


def test_one_kind_of_lead_stands_for_many(of):
    """
    Its hazards are the weighted averages of theirs.
    """
    weights = np.array([[1.0, 3.0], [0.0, 5.0]])
    found = cells(of).mixed(weights)

    assert 0.25 * of.won.cell[0, 0, 1] + 0.75 * of.won.cell[0, 1, 1] == pytest.approx(found.won[0, 0, 1], rel=1e-6)
    assert of.lost.cell[1, 1, 2] == pytest.approx(found.lost[1, 0, 2], rel=1e-6)


@pytest.mark.parametrize("weeks", [3, 12])
def test_leads_of_several_weeks_have_the_chance_of_their_weeks_on_average(of, weeks):
    """
    Average hazards give average chances to a hundredth, even with holidays among the weeks.
    """
    parts = [(0, 0.2), (1, 0.5), (4, 0.3)]
    found = of.chances(cells(of), parts, weeks)
    by_week = of.by_arrival(cells(of), 5, weeks)
    expected = sum(share * by_week[week] for week, share in parts)

    assert expected == pytest.approx(found, rel=0.02)
