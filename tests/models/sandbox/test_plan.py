"""What a plan says beyond a number of leads: when they come, from where, and who works on them."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.spec import Spec
from history.errors import UserError
from history.names import Names
from history.settings import Business
from models.hazard.parameters import Extras, layout_for
from models.sandbox.plan.plan import timing_of
from models.sandbox.plan.scenario import RepChange, Scenario
from models.sandbox.sandbox import Sandbox
from models.win import Win

TODAY = date(2026, 1, 5)
MIDNIGHT = pd.Timestamp("2026-01-05", tz="Asia/Shanghai")


def region(answer, name="东部"):
    """One region of an answer."""
    return next(each for each in answer.regions if each.region == name)


@given(st.integers(0, 60), st.integers(1, 120))
def test_a_ramp_rises_from_day_to_day(ahead, days):
    """
    The n-th day brings n times what the first one does, summed by week.
    """
    plan = Scenario(1, TODAY + timedelta(days=ahead), days, arrival="ramp")
    weeks = timing_of(plan, MIDNIGHT).weeks
    expected = np.zeros(len(weeks))
    for day in range(days):
        expected[(ahead + day) // 7] += (day + 1) / (days * (days + 1) / 2)

    assert expected == pytest.approx(weeks)


def test_reps_that_join_take_load_off(build):
    """
    Twice the reps from the third week on: load halves then, and more is won there, nowhere else.
    """
    joining = RepChange("东部", 4, TODAY + timedelta(weeks=2))
    answer = build(sure=1e-6).forecast(Scenario(0, TODAY, reps=(joining,)))
    loads = [week.load for week in answer.region_weeks if week.region == "东部"]

    assert loads[3] < 0.55 * loads[1]
    assert (4.0, 8.0) == (region(answer).reps_now, region(answer).reps_planned)
    assert region(answer).net_wins.value > 0.3
    assert 0.0 == region(answer, "北部").net_wins.value


def test_a_move_is_one_fewer_here_and_one_more_there(build):
    """
    What one region gains in people the other loses.
    """
    moved = (RepChange("东部", -1), RepChange("北部", 1))
    answer = build().forecast(Scenario(0, TODAY, reps=moved))

    assert (3.0, 5.0) == (region(answer).reps_planned, region(answer, "北部").reps_planned)
    assert region(answer).net_wins.value < 0 < region(answer, "北部").net_wins.value


def test_a_region_keeps_one_rep_at_the_least(build):
    """
    Nobody left is no plan for a region; each language has its name.
    """
    box = build(business=Business().naming(Names(also={"东部": ("East",)})))

    with pytest.raises(UserError, match=r"东部就没有销售了.*leaves East without a rep"):
        box.forecast(Scenario(0, TODAY, reps=(RepChange("东部", -4),)))


def test_without_reps_in_the_history_they_cannot_change(build):
    """
    Neither their number nor what each takes on.
    """
    unknown = np.full(4, np.nan)
    blind = build(reps=unknown, load_now=unknown, load_seen=unknown)
    for change in ({"reps": (RepChange("东部", 1),)}, {"quota": 20.0}):
        with pytest.raises(UserError, match="names no reps"):
            blind.forecast(Scenario(0, TODAY, **change))


@pytest.mark.parametrize(("weeks", "is_late"), [(4, False), (30, True)])
def test_reps_that_change_after_the_weeks_shown_are_told(build, weeks, is_late):
    """
    They do nothing to the forecast, which a planner would not expect.
    """
    change = RepChange("东部", 1, TODAY + timedelta(weeks=weeks))

    notes = build().forecast(Scenario(50, TODAY, reps=(change,))).notes

    assert is_late == any("after the last week shown" in note.en and "最后一周之后" in note.zh for note in notes)


def test_a_quota_above_every_load_changes_nothing(build):
    """
    Below it, leads wait and fewer are won; a note says what is assumed.
    """
    usual, wide, tight = (build().forecast(Scenario(50, TODAY, quota=quota)) for quota in (None, 1_000.0, 4.0))

    assert [cell.win_probability for cell in usual.cells] == [cell.win_probability for cell in wide.cells]
    assert region(tight).win_probability.value < 0.8 * region(usual).win_probability.value
    assert any("wait" in note.en and "等待" in note.zh for note in tight.notes)


@pytest.fixture
def varied(make_hazard, make_standing) -> Sandbox:
    """Leads of the first source are won at twice, those of the first product at half the pace of others; answered
    within the hour at one and a half times the pace of later ones, as half of them were of late."""

    def told(daily: float, *, differing: bool):
        hazard = make_hazard(1, 1, daily, -0.5 if differing else 0.0)
        layout = layout_for(2, 2, 2, 40, Extras(products=2, months=12, responses=4))
        mean = np.zeros(layout.total)
        mean[: hazard.layout.total] = hazard.mean
        if differing:
            mean[layout.part("source")] = [np.log(2), 0]
            mean[layout.part("product")] = [np.log(0.5), 0]
            mean[layout.part("response")] = [np.log(1.5), 0, 0, 0]
        covariance = np.eye(layout.total) * 1e-12
        answered = np.array([0.5, 0.0, 0.0, 0.5])
        return replace(hazard, layout=layout, mean=mean, covariance=covariance, products=("标准版",), answered=answered)

    standing = replace(make_standing(1, 1), products=np.full((2, 2), 0.5))
    win = Win(told(0.002, differing=True), told(0.01, differing=False), None)
    spec = Spec(regions=("东部",), industries=("制造业",), sources=("官网",))
    return Sandbox(standing, win, spec, pd.Timestamp("2026-01-04T16:00Z"), Business())


def chance(sandbox: Sandbox, **said) -> float:
    """The chance of the one cell under a plan of few leads."""
    return sandbox.forecast(Scenario(1, TODAY, horizon_weeks=4, **said)).cells[0].win_probability.value


def test_sources_and_products_of_the_extra_leads_count(varied):
    """
    All from the better source against the usual half: four thirds of the pace; all of the worse product: two thirds.
    """
    usual = chance(varied)

    assert 4 / 3 == pytest.approx(chance(varied, sources={"官网": 1.0}) / usual, rel=0.02)
    assert 2 / 3 == pytest.approx(chance(varied, products={"标准版": 1.0}) / usual, rel=0.02)


def test_a_cell_of_a_source_is_that_of_a_plan_with_this_source_alone(varied):
    """
    Asked in either way, but for the less than a hundredth by which sources are lifted to sum to their region.
    """
    cells = {cell.source: cell for cell in varied.forecast(Scenario(1, TODAY, horizon_weeks=4)).sources}

    assert chance(varied, sources={"官网": 1.0}) == pytest.approx(cells["官网"].win_probability.value, rel=1e-2)


def test_a_faster_response_wins_more(varied):
    """
    All within half an hour against half of them: 1.5 over 1.25 of the pace; and a note calls it an association.
    """
    usual, fast, slow = chance(varied), chance(varied, response_hours=0.5), chance(varied, response_hours=48.0)
    notes = varied.forecast(Scenario(1, TODAY, response_hours=0.5)).notes

    assert 1.5 / 1.25 == pytest.approx(fast / usual, rel=0.03)
    assert 1 / 1.25 == pytest.approx(slow / usual, rel=0.03)
    assert any("+20%" in note.en and "association" in note.en and "关联" in note.zh for note in notes)


def test_a_history_without_touches_knows_nothing_of_responses(build):
    """
    It is said, not guessed.
    """
    with pytest.raises(UserError, match="knows no first touch"):
        build().forecast(Scenario(1, TODAY, response_hours=4.0))


def test_unknown_products_are_refused(varied):
    """
    With those that are known.
    """
    with pytest.raises(UserError, match="no products called 旗舰版") as refused:
        varied.forecast(Scenario(1, TODAY, products={"旗舰版": 1.0}))

    assert "标准版" in refused.value.hint
