"""The grades of a trained model come from what was predicted forward in time, and from nothing later."""

import json
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from history.record import History
from models.grades import thresholds_from
from training.datasets import DataSet
from training.learning.learn import learn
from training.learning.select import select
from training.report.card_page import card_page
from training.report.run_page import numbers
from training.settings import Task

WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def chosen(made):
    """The selection on 120 entities with a signal, and the rows."""
    data = made(entities=120, signal=3.0, rate=-3.0)
    return data, select(data, WEEK)


def test_thresholds_are_set_on_calibrated_forward_predictions(chosen):
    """
    Not on what the finished model says of the rows that it was fitted on.
    """
    data, selection = chosen
    expected = thresholds_from(selection.scores, selection.forward.labels)

    assert expected == selection.finish(data).thresholds
    assert len(selection.scores) < len(data)
    assert 0 < expected[0] < expected[1] < expected[2] < 1


def test_outcomes_before_the_forward_blocks_set_no_threshold(chosen):
    """
    Of rows that nothing was predicted of, the outcomes may be anything: the same forward predictions give the same
    thresholds.
    """
    data, selection = chosen
    early = (data.table["cutoff"] < selection.forward.cutoff.min()).to_numpy()
    turned = DataSet(data.table, np.where(early, ~data.labels, data.labels))

    assert selection.finish(data).thresholds == selection.finish(turned).thresholds


def test_daily_cutoffs_of_a_week_are_no_seven_times_the_evidence(made):
    """
    A selection knows how many of its cut-offs see the same purchase.
    """
    data = made(entities=40)
    assert 1.0 == select(data, WEEK).overlapping
    assert 3.0 == select(data, 3 * WEEK).overlapping


def test_outcomes_after_the_end_of_training_set_no_grade(orders: History):
    """
    A test window's purchases are unknown in training: with other ones, or none, thresholds are the same.
    """
    end = pd.Timestamp("2025-06-30", tz="Asia/Shanghai").tz_convert("UTC")
    cutoffs = pd.date_range(end - timedelta(days=119), end, freq="7D")
    rows = orders["orders"]
    before, after = rows[rows["recorded_at"] <= end], rows[rows["recorded_at"] > end]
    assert len(after) > 40
    others = after.assign(account_id=after["account_id"].to_numpy()[::-1])
    worlds = [
        replace(orders, tables={**orders.tables, "orders": table})
        for table in (rows, before, pd.concat([before, others], ignore_index=True))
    ]
    found = [learn(world, cutoffs, Task(), known_until=end).intent.thresholds for world in worlds]

    assert [found[0]] * 3 == found


def test_the_card_tells_of_each_grade(new):
    """
    A row a grade, whose rows are those of the forward predictions, as JSON.
    """
    found = json.loads(json.dumps(new.card["grades"], allow_nan=False))
    grade = new.intent.grade(new.remembered.forward["serves"].to_numpy())

    assert ["A", "B", "C", "D"] == [each["grade"] for each in found["grades"]]
    assert [int((grade == name).sum()) for name in "ABCD"] == [each["rows"] for each in found["grades"]]
    assert len(new.remembered.forward) == found["rows"]
    assert not found["edited"]


def test_the_model_card_and_the_run_show_grades(new):
    """
    The page has a line a grade, the run a metric of each number.
    """
    page = card_page(new.card)
    best = new.card["grades"]["grades"][0]

    assert "## Grades" in page
    assert all(f"| {name} |" in page for name in "ABCD")
    assert best["per_week"] == numbers(new.card)["grades.A.per_week"]
