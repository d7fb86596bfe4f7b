"""The sandbox on past weeks, in a small simulated world."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from history.errors import UserError
from history.record import History
from history.settings import Business
from history.simulator import World, WorldConfig, simulate
from training.backtest.sandbox.play import SANDBOX, Depth, Played, play
from training.backtest.sandbox.rates import CONSTANT
from training.backtest.sandbox.verdict import judge
from training.backtest.sandbox.weeks import Window, moments_of

WINDOW = Window(28, date(2025, 7, 7), date(2025, 8, 10))


@pytest.fixture(scope="module")
def world() -> World:
    return simulate(WorldConfig(accounts=500, days=300), seed=5)


@pytest.fixture(scope="module")
def played(world) -> Played:
    return play(world.history, WINDOW, Depth(refit_weeks=2))


def test_weeks_are_whole_and_their_outcomes_known(world):
    """
    From the first day to the last, seven days apart, in the time zone of the business.
    """
    local = [moment.tz_convert("Asia/Shanghai") for moment in moments_of(world.history, WINDOW)]
    late = moments_of(world.history, Window(28))

    assert [date(2025, 7, 7 + 7 * step) for step in range(4)] == [each.date() for each in local[:4]]
    assert date(2025, 8, 4) == local[-1].date()
    assert all(each == each.normalize() for each in local)
    assert late[-1] + pd.Timedelta(days=7 + 28) <= world.history.last_recorded


@pytest.mark.parametrize(
    ("window", "history"),
    [(Window(28, date(2030, 1, 1)), None), (Window(28), History.of(Business()))],
    ids=["too late", "no leads"],
)
def test_no_week_to_play_is_told_so(window, history, world):
    """
    With what to do about it.
    """
    with pytest.raises(UserError) as error:
        moments_of(history or world.history, window)
    assert error.value.hint


def test_leads_and_wins_are_those_that_the_world_saw(world, played):
    """
    Each week's new leads, and those of them won within the days, by the world's own record.
    """
    first = (WINDOW.first - world.config.start).days
    leads = world.truth.leads
    came = leads[(leads["created"] >= first) & (leads["created"] < first + 35)]
    took = came["ended"] - came["created"]

    assert len(came) == played.rows["leads"].sum()
    won = came["outcome"] == "won"
    # Days alone are known of the world's ends: the last day lies within the 28 or just beyond.
    assert (won & (took < 28)).sum() <= played.rows["won"].sum() <= (won & (took <= 28)).sum()


def test_what_came_later_changes_nothing_that_was_said(world, played):
    """
    With every stage changed that came after the last week began, its forecasts are the same.
    """
    last = played.rows["as_of"].max()
    tables = dict(world.history.tables)
    stages = tables["stage_changes"]
    tables["stage_changes"] = stages.assign(stage=stages["stage"].where(stages["recorded_at"] <= last, "lost"))
    other = play(History(tables, world.history.business), WINDOW, Depth(refit_weeks=2))

    for name in played.said:
        assert played.said[name].tolist() == other.said[name].tolist()
        assert np.array_equal(played.drawn[name], other.drawn[name])


def test_the_total_is_as_may_be(played):
    """
    All wins together lie where the draws of the sandbox, taken together, put nearly all of them.
    """
    total = played.drawn[SANDBOX].sum(axis=1)
    low, high = np.quantile(total, (0.005, 0.995))

    assert low <= played.rows["won"].sum() <= high < 4 * total.mean()


def test_a_verdict_says_figures_and_words(played):
    """
    JSON-able, in both languages; the error is that of the definition, and lies within its interval.
    """
    verdict = judge(played, 28)
    rows = played.rows
    off = abs(played.said[CONSTANT] - rows["won"] / rows["leads"])
    constant = next(each for each in verdict.models if each.name == CONSTANT)
    report = json.loads(json.dumps(verdict.to_json(), allow_nan=False))

    assert np.average(off, weights=rows["leads"]) == pytest.approx(constant.mae.value)
    assert constant.mae.low < constant.mae.value < constant.mae.high
    assert 5 == report["weeks"]
    assert {"50%", "80%", "95%"} == set(report["models"][0]["held"])
    assert "off by" in report["said"]["en"]
    assert "误差" in report["said"]["zh"]


def test_a_median_is_judged_as_the_count_that_is_said(played):
    """
    Draws of which all are the same count err as that count does, whatever the expected rate.
    """
    rows = played.rows
    threes = {name: np.full_like(drawn, 3) for name, drawn in played.drawn.items()}
    verdict = judge(replace(played, drawn=threes), 28)

    expected = abs(3 - rows["won"]).sum() / rows["leads"].sum()
    assert [expected] * len(verdict.models) == pytest.approx([each.mae_median.value for each in verdict.models])


def test_one_week_alone_has_no_interval(world):
    """
    Other weeks cannot be drawn from one; the figures stand without intervals, which are None in JSON.
    """
    alone = judge(play(world.history, Window(28, date(2025, 7, 7), date(2025, 7, 13))), 28)

    assert np.isnan(alone.models[0].mae.low)
    assert alone.to_json()["models"][0]["mae"]["low"] is None
    assert "no sure difference" in alone.said.en
