"""What must hold of every answer to a scenario, on a sandbox whose hazards are known."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from history.errors import UserError
from history.names import Names
from history.settings import Business
from models.sandbox.course.ground import DRAWS
from models.sandbox.plan.scenario import RepChange, Scenario
from models.sandbox.sandbox import Sandbox
from models.sandbox.state.fluctuation import Fluctuation

TODAY = date(2026, 1, 5)
STRAYING = {"load_strays": Fluctuation(0.8, np.full(4, 0.1)), "inflow_strays": Fluctuation(0.4, np.array([0.2]))}


@pytest.fixture(scope="module")
def sandbox(build: Callable[..., Sandbox]) -> Sandbox:
    return build(**STRAYING)


plans = st.builds(
    Scenario,
    leads=st.integers(0, 3_000),
    start=st.integers(0, 40).map(lambda days: TODAY + timedelta(days=days)),
    days=st.integers(1, 60),
    regions=st.dictionaries(st.sampled_from(("东部", "北部")), st.floats(0, 0.5), max_size=2),
    industries=st.dictionaries(st.just("零售"), st.floats(0, 1)),
    horizon_weeks=st.integers(1, 14),
)


@settings(deadline=None, max_examples=25)
@given(plans)
def test_an_answer_is_consistent(sandbox, plan):
    """
    Cells' leads sum to the plan's, base + mix + season + load to the probability; intervals lie within each other.
    """
    answer = sandbox.forecast(plan)

    for cells in (answer.cells, answer.sources, answer.regions):
        assert plan.leads == pytest.approx(sum(cell.leads for cell in cells), abs=1e-4)
        assert answer.wins.value == pytest.approx(sum(cell.wins.value for cell in cells), rel=1e-4, abs=1e-4)
    for cell in answer.cells + answer.sources:
        probability, wins = cell.win_probability, cell.wins
        assert probability.value == pytest.approx(cell.base + cell.mix + cell.season + cell.load, abs=1e-5)
        assert cell.standard == pytest.approx(cell.base + cell.mix + cell.season, abs=1e-5)
        assert 0 <= probability.low <= probability.value <= probability.high <= 1
        assert probability.low_95 <= probability.low <= probability.low_50 <= probability.high_50
        assert probability.high_50 <= probability.high <= probability.high_95
        assert 0 <= wins.low_95 <= wins.low <= wins.low_50 <= wins.high_50 <= wins.high <= wins.high_95


def test_weeks_of_regions_bring_what_their_weeks_bring(build):
    """
    Revenue sums over regions, and has intervals within each other; it is unknown where values are.
    """
    answer = build().forecast(Scenario(200, TODAY))

    for week in answer.weeks:
        here = [each.revenue for each in answer.region_weeks if each.start == week.start]
        assert week.revenue.value == pytest.approx(sum(each.value for each in here), rel=1e-6)
        for each in here:
            assert 0 <= each.low_95 <= each.low <= each.low_50 <= each.high_50 <= each.high <= each.high_95
    assert all(each.revenue is None for each in build(values=None).forecast(Scenario(200, TODAY)).region_weeks)


@settings(deadline=None, max_examples=25)
@given(plans, st.integers(1, 5_000))
def test_more_leads_never_help_the_others(sandbox, plan, more):
    """
    No chance to win, no win of the leads open now goes up when more leads come in; loads do not go down.
    """
    few, many = (sandbox.forecast(each) for each in (plan, replace(plan, leads=plan.leads + more)))

    for one, other in zip(few.cells, many.cells, strict=True):
        assert other.win_probability.value <= one.win_probability.value + 2e-6
    for one, other in zip(few.regions, many.regions, strict=True):
        assert other.open_wins_without == pytest.approx(one.open_wins_without)
        assert other.open_wins.value <= one.open_wins.value + 2e-6
        assert other.load_reached >= one.load_reached - 2e-6


@settings(deadline=None, max_examples=15)
@given(plans)
def test_no_leads_change_nothing(sandbox, plan):
    """
    With 0 leads everything is as it is without the plan.
    """
    answer = sandbox.forecast(replace(plan, leads=0))

    assert (0.0, 0.0, 0.0) == (answer.net_wins.value, answer.net_wins.low, answer.net_wins.high)
    assert (0.0, 0.0, 0.0) == (answer.wins.value, answer.wins.low, answer.wins.high)
    for region in answer.regions:
        assert region.probability_without == region.win_probability.value
        assert region.open_wins_without == pytest.approx(region.open_wins.value)
    for week in answer.weeks:
        assert week.wins_without == week.wins.value


@settings(deadline=None, max_examples=15)
@given(plans)
def test_equal_questions_have_equal_answers(sandbox, plan):
    """
    Asking changes nothing in the sandbox.
    """
    assert sandbox.forecast(plan) == sandbox.forecast(plan)


def test_a_sandbox_opened_again_answers_the_same(build):
    """
    All chance comes from fixed seeds.
    """
    plan = Scenario(200, TODAY)

    assert build(**STRAYING).forecast(plan) == build(**STRAYING).forecast(plan)


def test_a_region_that_gets_none_is_as_it_would_be_without(sandbox):
    """
    Leads to one region leave all others alone.
    """
    for region in sandbox.forecast(Scenario(500, TODAY, regions={"东部": 1.0})).regions:
        if region.region == "东部":
            assert region.win_probability.value < region.probability_without
        else:
            assert (0.0, region.probability_without) == (region.leads, region.win_probability.value)
            assert region.open_wins_without == region.open_wins.value


def test_a_million_leads_are_answered_with_warnings(sandbox):
    """
    All numbers are finite, and the notes say in both languages that this was never seen.
    """
    answer = sandbox.forecast(Scenario(1_000_000, TODAY))
    numbers = json.dumps(answer.to_json(), allow_nan=False)

    assert all(region.overloaded for region in answer.regions)
    assert any("extrapolated" in note.en and "外推" in note.zh for note in answer.notes)
    assert any(
        "busiest week of the history brought 40 leads; this plan brings 1000000 a week" in n.en for n in answer.notes
    )
    assert 0 < answer.wins.value < 1_000_000
    assert "2026-01-05" in numbers


def test_a_history_without_industries_is_answered_by_region(build):
    """
    One column, called unknown.
    """
    answer = build(industries=()).forecast(Scenario(90, TODAY))

    assert {"(unknown)"} == {cell.industry for cell in answer.cells}
    assert 90 == pytest.approx(sum(cell.leads for cell in answer.cells))


@pytest.mark.parametrize(("join", "said"), [(2, []), (500, ["东部"])])
def test_a_note_says_where_reps_join_beyond_what_the_history_can_tell(build, join, said):
    """
    Where load falls below what was seen nothing more is gained, which the planner is told.
    """
    answer = build().forecast(Scenario(10, TODAY, reps=(RepChange("东部", join, TODAY),)))

    assert said == [note.zh.split("，")[1][:2] for note in answer.notes if "reps that join" in note.en]


def test_notes_call_regions_as_readers_know_them(build):
    """
    In English what the settings know an English name of; rows keep the history's own.
    """
    business = Business().naming(Names(also={"东部": ("East",), "北部": ("Norden", "南部")}))
    late = (RepChange("北部", 1, TODAY + timedelta(weeks=100)),)
    answer = build(business=business).forecast(Scenario(5_000_000, TODAY, regions={"东部": 1.0}, reps=late))
    (over,) = (note for note in answer.notes if "extrapolated" in note.en)
    (change,) = (note for note in answer.notes if "does nothing here" in note.en)

    assert " in East: " in over.en
    assert over.zh.startswith("东部的人均")
    assert change.en.startswith("The reps of Norden change")
    assert "东部" == answer.regions[0].region


def test_unknown_regions_and_industries_show_where_they_have_leads(build):
    """
    A row and a column for the leads of no known region or industry.
    """
    past = np.full((4, 3), 100.0)
    answer = build(past=past, inflow=past / 50).forecast(Scenario(100, TODAY))

    assert 12 == len(answer.cells)
    assert "(unknown)" == answer.regions[-1].region


def test_weeks_begin_today_and_last_to_the_horizon(sandbox):
    """
    One a week, up to the horizon of the last leads to arrive.
    """
    weeks = sandbox.forecast(Scenario(10, TODAY + timedelta(days=9), 7, horizon_weeks=5)).weeks

    assert [TODAY + timedelta(weeks=number) for number in range(7)] == [week.start for week in weeks]


def test_a_start_in_the_past_is_refused(sandbox):
    """
    With the day of the forecast.
    """
    with pytest.raises(UserError, match="before 2026-01-05"):
        sandbox.forecast(Scenario(10, TODAY - timedelta(days=1)))


def test_unknown_names_are_refused(sandbox):
    """
    With those that the history knows.
    """
    with pytest.raises(UserError, match="西部") as refused:
        sandbox.forecast(Scenario(10, TODAY, regions={"西部": 1.0}))

    assert "东部, 北部, 南部" in refused.value.hint


def test_what_strays_widens_the_intervals(build):
    """
    Loads and inflow that strayed in the past make chances and weekly wins less sure, not different.
    """
    inflow = np.pad(np.full((3, 2), 40.0), ((0, 1), (0, 1)))
    still, straying = (
        build(sure=1e-6, inflow=inflow, **change).forecast(Scenario(200, TODAY)) for change in ({}, STRAYING)
    )
    width = [answer.cells[0].win_probability.high - answer.cells[0].win_probability.low for answer in (still, straying)]
    weekly = [sum(week.wins.high - week.wins.low for week in answer.weeks) for answer in (still, straying)]

    assert width[0] < 1e-3 < width[1]
    assert weekly[0] < weekly[1]
    assert still.wins.value == pytest.approx(straying.wins.value, rel=0.03)


def test_a_large_business_is_answered_cell_by_cell(build):
    """
    31 regions × 12 industries over 26 weeks.
    """
    sandbox = build(tuple(f"R{number}" for number in range(31)), tuple(f"I{number}" for number in range(12)))
    answer = sandbox.forecast(Scenario(200, TODAY, horizon_weeks=26))

    assert (31 * 12, 26) == (len(answer.cells), len(answer.weeks))
    assert DRAWS >= 400
