from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from training.metrics import measure
from training.monitoring.realised import LEVEL, boundary, realise

WEEK = timedelta(days=7)
ZONE = "Asia/Shanghai"


def promised(data, times=1.0):
    """What the world of the made rows really gives, `times` as much."""
    return (times / (1 + np.exp(1 - 2 * data.table["orders_heat"].to_numpy(dtype=float)))).clip(1e-6, 1 - 1e-6)


def test_weeks_add_up(data):
    """
    A row a week, each with what was promised and what happened, from the local day of its first cut-off.
    """
    scores = promised(data)
    weeks = realise(data, scores, WEEK, ZONE).weeks
    first = (data.table["cutoff"] == data.cutoffs[0]).to_numpy()

    assert 24 == len(weeks)
    assert "2025-01-06T00:00:00+08:00" == weeks["start"].iloc[0]
    assert scores[first].mean() == pytest.approx(weeks["predicted"].iloc[0])
    assert data.labels[first].mean() == pytest.approx(weeks["observed"].iloc[0])
    assert len(data) == weeks["rows"].sum()
    assert ((weeks["low"] <= weeks["observed"]) & (weeks["observed"] <= weeks["high"])).all()


def test_a_level_that_holds_is_not_called_moved(data):
    """
    Answers drawn from what was promised stay within the bound.
    """
    found = realise(data, promised(data), WEEK, ZONE).evidence

    assert not found.moved
    assert 1 == pytest.approx(found.ratio, abs=0.1)


def test_a_level_that_moved_is_found(data):
    """
    Half as much was promised as happened.
    """
    found = realise(data, promised(data, 0.5), WEEK, ZONE).evidence

    assert found.moved
    assert 2 == pytest.approx(found.ratio, abs=0.2)
    assert found.to_json()["moved"]


def test_cutoffs_that_overlap_count_once(data):
    """
    With a horizon of two weeks, every second weekly cut-off is evidence, from the first one on.
    """
    scores = promised(data)
    every_second = data.table["cutoff"].isin(data.cutoffs[::2]).to_numpy()
    found = realise(data, scores, 2 * WEEK, ZONE).evidence

    assert data.labels[every_second].sum() - scores[every_second].sum() == pytest.approx(found.excess)


def test_losses_are_those_of_the_metrics(data):
    """
    The loss is the log loss; the gain is what it saves against one probability for all.
    """
    scores = promised(data)
    found, flat = realise(data, scores, WEEK, ZONE), np.full(len(data), 0.3)

    assert measure(data.labels, scores).log_loss == pytest.approx(found.loss.mean)
    assert measure(data.labels, flat).log_loss - found.loss.mean == pytest.approx(found.gain(0.3).mean)
    assert found.gain(0.3).low > 0


def test_the_boundary_is_rarely_crossed_at_any_time():
    """
    Of 2,000 walks without drift, looked at after each of 100 steps, at most one in a hundred ever strays beyond it.
    """
    random = np.random.default_rng(0)
    walks = np.abs(np.cumsum(random.normal(0, 2, (2000, 100)), axis=1))
    bounds = np.array([boundary(np.full(steps, 4.0)) for steps in range(1, 101)])
    crossed = (walks > bounds).any(axis=1).mean()

    assert crossed <= LEVEL
    assert (np.diff(bounds) > 0).all()


def test_no_promise_at_all_is_unknown_not_zero(data):
    """
    JSON has no number for a ratio to nothing.
    """
    one = data.where(np.arange(len(data)) < 1)
    found = realise(one, np.array([0.5]), WEEK, ZONE)

    assert np.isinf(found.loss.error)
    assert found.loss.to_json()["error"] is None
    assert isinstance(found.weeks, pd.DataFrame)
