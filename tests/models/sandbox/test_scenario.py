"""What a scenario may say, and when its leads arrive."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.errors import UserError
from models.sandbox.plan.plan import timing_of
from models.sandbox.plan.scenario import MOST_LEADS, RepChange, Scenario, check_names
from models.sandbox.state.standing import MOST_WEEKS

DAY = date(2026, 1, 7)
TODAY = pd.Timestamp("2026-01-07", tz="Asia/Shanghai")


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ({"leads": -1}, "out of range"),
        ({"leads": MOST_LEADS + 1}, "out of range"),
        ({"horizon_weeks": 0}, "horizon in weeks is out of range: 0"),
        ({"horizon_weeks": 27}, "预测周数超出范围：27"),
        ({"quota": 0.0}, "quota of open leads"),
        ({"response_hours": -4.0}, "hours to the first response"),
        ({"reps": (RepChange("a", 1_001),)}, "change of reps"),
        ({"days": 0}, "days of arrival"),
        ({"days": 185}, "days of arrival"),
        ({"regions": {"a": 60.0}}, "share in regions"),
        ({"industries": {"a": -0.1}}, "share in industries"),
        ({"regions": {"a": float("nan")}}, "share in regions"),
        ({"regions": {"a": 0.6, "b": 0.6}}, "sum to 1.200"),
        ({"leads": 5, "days": 14, "weekly": (2, 2)}, "14 days and 4 leads, not 14 and 5"),
        ({"leads": 4, "weekly": (2, 2)}, "不是7天4条"),
        ({"leads": 4, "days": 14, "weekly": (5, -1)}, "out of range: -1"),
        ({"leads": 4, "days": 14, "weekly": (2, 2), "arrival": "ramp"}, "cannot rise"),
    ],
)
def test_a_scenario_out_of_range_is_refused(said, about):
    """
    Numbers that make no sense are answered with those that do.
    """
    with pytest.raises(UserError, match=about):
        Scenario(**{"leads": 1, "start": DAY, **said})


@pytest.mark.parametrize(
    "said",
    [
        {"leads": 0},
        {"leads": MOST_LEADS},
        {"horizon_weeks": 1},
        {"horizon_weeks": 26},
        {"days": 184},
        {"days": 182, "weekly": (1, *[0] * 25)},
        {"regions": {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}},
    ],
)
def test_a_scenario_at_its_bounds_is_taken(said):
    """
    The bounds themselves are fine.
    """
    scenario = Scenario(**{"leads": 1, "start": DAY, **said})

    assert said == {name: getattr(scenario, name) for name in said}


def test_names_unknown_to_the_history_are_refused_with_those_it_knows():
    """
    A dozen of them, and a sign that there are more.
    """
    known = {"regions": tuple(f"R{number}" for number in range(20)), "industries": ()}
    check_names(Scenario(1, DAY, regions={"R3": 1.0}), known)
    with pytest.raises(UserError, match="no regions called 西部") as refused:
        check_names(Scenario(1, DAY, regions={"西部": 0.5, "R3": 0.5}), known)

    assert "R0" in refused.value.hint
    assert "R11 …" in refused.value.hint
    assert "R12" not in refused.value.hint


@given(st.integers(0, 100), st.integers(1, 182), st.integers(1, 26))
def test_arrival_falls_on_weeks_counted_from_today(ahead, days, horizon):
    """
    The share of each week is the share of its days, counted one by one, and all weeks up to the horizon are shown.
    """
    timing = timing_of(Scenario(1, DAY + timedelta(days=ahead), days, horizon_weeks=horizon), TODAY)
    expected = np.zeros(timing.shown)
    for day in range(ahead, ahead + days):
        expected[day // 7] += 1 / days

    assert expected == pytest.approx(timing.weeks)
    assert (ahead + days - 1) // 7 + horizon == timing.shown


@given(st.integers(0, 100), st.lists(st.integers(0, 50), min_size=1, max_size=26))
def test_leads_given_by_week_arrive_in_these_weeks(ahead, weekly):
    """
    Day by day a seventh of its week's; weeks of none at all are as all others.
    """
    plan = Scenario(sum(weekly), DAY + timedelta(days=ahead), 7 * len(weekly), weekly=tuple(weekly))
    timing = timing_of(plan, TODAY)
    expected = np.zeros(timing.shown)
    for day in range(7 * len(weekly)):
        expected[(ahead + day) // 7] += weekly[day // 7] / 7 if any(weekly) else 1

    assert expected / expected.sum() == pytest.approx(timing.weeks)


def test_leads_cannot_arrive_in_the_past():
    """
    Yesterday is over; today is not.
    """
    assert 1.0 == timing_of(Scenario(1, DAY, 1), TODAY).weeks[0]
    with pytest.raises(UserError, match="before 2026-01-07"):
        timing_of(Scenario(1, DAY - timedelta(days=1)), TODAY)


def test_leads_cannot_arrive_beyond_the_sandbox():
    """
    The last week that can be shown is the last one that can be asked for.
    """
    last = DAY + timedelta(weeks=MOST_WEEKS - 12)
    assert MOST_WEEKS == timing_of(Scenario(1, last, 1), TODAY).shown
    with pytest.raises(UserError, match="ends 69 weeks from now"):
        timing_of(Scenario(1, last + timedelta(days=7), 1), TODAY)


def test_a_scenario_is_json():
    """
    Dates are ISO 8601, mappings plain.
    """
    joining = RepChange("a", 2, DAY + timedelta(days=2))
    said = Scenario(5, DAY, 3, {"a": 0.5}, {}, 8, reps=(joining,)).to_json()

    assert {
        "leads": 5,
        "start": "2026-01-07",
        "days": 3,
        "regions": {"a": 0.5},
        "industries": {},
        "horizon_weeks": 8,
        "sources": {},
        "products": {},
        "arrival": "even",
        "reps": [{"region": "a", "change": 2, "start": "2026-01-09"}],
        "quota": None,
        "response_hours": None,
        "weekly": [],
    } == said
