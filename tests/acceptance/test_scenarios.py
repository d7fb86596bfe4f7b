"""The sandbox's promises: what every answer to a scenario must hold."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from history.errors import UserError
from history.record import History
from models.artifact import Bundle
from models.sandbox.plan.mix import mix_of
from models.sandbox.plan.scenario import Scenario
from models.sandbox.sandbox import Sandbox
from models.win import Win

# What the fixture `made` gives: its class stands in conftest.py, which tests cannot import.
Made = Any


def ask(sandbox: Sandbox, leads: int, **options: object) -> Scenario:
    """A scenario that starts on the day after the forecast's."""
    return Scenario(leads, (sandbox.today + timedelta(days=1)).date(), **options)


def test_no_extra_leads_change_nothing(sandbox: Sandbox) -> None:
    """With 0 leads the forecast with and without the plan is the same."""
    forecast = sandbox.forecast(ask(sandbox, 0))
    assert (0.0, 0.0) == (forecast.wins.value, forecast.net_wins.value)
    for region in forecast.regions:
        assert region.probability_without == pytest.approx(region.win_probability.value, abs=1e-12)
        assert region.open_wins_without == pytest.approx(region.open_wins.value, abs=1e-12)


def test_each_cell_splits_into_base_mix_season_and_load(sandbox: Sandbox) -> None:
    """The four parts sum to the probability, and the cells' leads to the plan's."""
    forecast = sandbox.forecast(ask(sandbox, 500))
    for cell in forecast.cells:
        assert cell.win_probability.value == pytest.approx(cell.base + cell.mix + cell.season + cell.load, abs=4e-6)
        assert 0 <= cell.win_probability.low <= cell.win_probability.value <= cell.win_probability.high <= 1
    assert 500 == pytest.approx(sum(cell.leads for cell in forecast.cells))


def test_more_leads_never_raise_the_chance_of_one(sandbox: Sandbox) -> None:
    """Load lowers the hazard or leaves it alone."""
    few, many = (sandbox.forecast(ask(sandbox, leads)) for leads in (10, 2_000))
    for before, after in zip(few.regions, many.regions, strict=True):
        assert after.win_probability.value <= before.win_probability.value + 1e-12


def test_a_million_leads_are_answered_with_a_warning(sandbox: Sandbox) -> None:
    """Nothing breaks, every region is said to be beyond what was ever seen, in both languages."""
    forecast = sandbox.forecast(ask(sandbox, 1_000_000))
    assert all(region.overloaded for region in forecast.regions if region.leads > 0)
    assert np.isfinite(forecast.wins.value)
    assert any("extrapolated" in note.en and "外推" in note.zh for note in forecast.notes)


def test_a_region_without_leads_of_the_plan_is_left_alone(sandbox: Sandbox) -> None:
    """Leads sent to one region change no other region's forecast."""
    first = sandbox.regions[0]
    forecast = sandbox.forecast(ask(sandbox, 300, regions={first: 1.0}))
    for region in forecast.regions:
        if region.region != first:
            assert region.probability_without == pytest.approx(region.win_probability.value, abs=1e-12)


def test_the_same_question_has_the_same_answer(sandbox: Sandbox) -> None:
    """Chance is drawn from fixed seeds."""
    assert sandbox.forecast(ask(sandbox, 200)) == sandbox.forecast(ask(sandbox, 200))


def test_an_unknown_region_is_answered_with_the_known_ones(sandbox: Sandbox) -> None:
    """The error names what the history knows."""
    with pytest.raises(UserError, match="Atlantis") as refused:
        sandbox.forecast(ask(sandbox, 10, regions={"Atlantis": 1.0}))
    assert sandbox.regions[0] in refused.value.hint


def test_leads_cannot_arrive_in_the_past(sandbox: Sandbox) -> None:
    """A start before the day of the forecast is refused."""
    with pytest.raises(UserError, match="before"):
        sandbox.forecast(Scenario(10, (sandbox.today - timedelta(days=1)).date()))


@pytest.mark.parametrize(
    ("leads", "options"),
    [(-1, {}), (10, {"horizon_weeks": 0}), (10, {"horizon_weeks": 27}), (10, {"regions": {"x": 1.2}})],
)
def test_numbers_out_of_range_are_refused(sandbox: Sandbox, leads: int, options: dict[str, object]) -> None:
    """A scenario that makes no sense cannot be made."""
    with pytest.raises(UserError):
        ask(sandbox, leads, **options)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    north=st.floats(0, 0.6),
    south=st.floats(0, 0.4),
    industry=st.floats(0, 1),
)
def test_the_mix_holds_what_was_asked(sandbox: Sandbox, north: float, south: float, industry: float) -> None:
    """Shares sum to 1, and those given stand as given."""
    regions = {sandbox.regions[0]: north, sandbox.regions[1]: south}
    scenario = ask(sandbox, 10, regions=regions, industries={sandbox.industries[0]: industry})
    mix = mix_of(scenario, sandbox.spec, sandbox.standing)
    assert mix.sum() == pytest.approx(1)
    assert mix.sum(axis=1)[:2] == pytest.approx([north, south], abs=1e-6)
    assert mix.sum(axis=0)[0] == pytest.approx(industry, abs=1e-6)


def without(made: Made, *tables: str, **changed: object) -> Sandbox:
    """A sandbox on the same world without some tables."""
    kept = {name: rows for name, rows in made.history.tables.items() if name not in tables} | changed
    history = History.of(made.history.business, **kept)
    win = Win.fit(history, made.spec, made.as_of)
    bundle = Bundle(made.bundle.rows, made.bundle.horizon, made.spec, made.bundle.intent, win, {})
    return Sandbox.open(history, bundle, made.as_of)


def test_without_reps_the_load_is_unknown_and_said_to_be(made: Made) -> None:
    """No rep: no load, no effect of it, and a note."""
    box = without(made, "reps")
    forecast = box.forecast(ask(box, 200))
    assert forecast.load_effect is None
    assert {None} == {region.load_reached for region in forecast.regions}
    assert any("no reps" in note.en for note in forecast.notes)


def test_leads_that_are_never_lost_are_forecast(made: Made) -> None:
    """A CRM that records wins only (as many do) still gets a forecast."""
    changes = made.history["stage_changes"]
    box = without(made, stage_changes=changes[changes["stage"] != "lost"])
    assert 0 < box.forecast(ask(box, 200)).wins.value < 200


def test_a_history_without_a_win_is_refused(made: Made) -> None:
    """Nothing was ever won: the error says what to check."""
    changes = made.history["stage_changes"]
    with pytest.raises(UserError, match="won"):
        without(made, stage_changes=changes[changes["stage"] != "won"])
