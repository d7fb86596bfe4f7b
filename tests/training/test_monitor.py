import json
from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from features.build import Rows
from history.errors import UserError
from history.record import History
from training.monitoring.advice import Reason, advice
from training.monitoring.monitor import monitor

EARLY = pd.Timestamp("2025-05-19", tz="Asia/Shanghai")


def reasons(found):
    """Which actions the reasons call for."""
    return {each.action for each in found.reasons}


def without_orders_after(history, moment):
    """The same history, had nobody ordered after `moment`."""
    orders = history["orders"]
    return History.of(history.business, accounts=history["accounts"], orders=orders[orders["ordered_at"] < moment])


def test_a_model_whose_world_goes_on_is_kept(orders, old):
    """
    Ten weeks later promises hold and scores lie where they lay.
    """
    found = monitor(old, orders, orders.last_recorded)

    assert 9 <= len(found.realised.weeks) <= 11
    assert not found.realised.evidence.moved
    assert "retrain" != found.action
    assert all(each.said.en and each.said.zh for each in found.reasons)


def test_a_world_in_which_nobody_buys_any_more_calls_for_training(orders, old):
    """
    The level fell to nothing: retrain.
    """
    found = monitor(old, without_orders_after(orders, EARLY), orders.last_recorded)

    assert "retrain" == found.action
    assert found.realised.evidence.moved
    assert 0 == found.realised.evidence.ratio


def test_outcomes_are_waited_for(orders, old):
    """
    Three days after training no horizon has passed: there is drift to look at, but no calibration.
    """
    found = monitor(old, orders, EARLY + timedelta(days=3))

    assert found.realised is None
    assert found.drift is not None
    assert "No outcome" in found.reasons[0].said.en


def test_what_is_recorded_later_changes_nothing(orders, old):
    """
    The report as of a moment is the same with and without what came after it.
    """
    moment = EARLY + timedelta(days=40)

    assert monitor(old, orders, moment).to_json() == monitor(old, orders.known_by(moment), moment).to_json()


def test_the_weeks_of_today_are_those_of_tomorrow(orders, old):
    """
    A later look adds weeks, and leaves the earlier ones as they were.
    """
    first, second = (monitor(old, orders, EARLY + timedelta(days=days)).realised.weeks for days in (30, 45))

    assert len(first) < len(second)
    pd.testing.assert_frame_equal(first, second.iloc[: len(first)])


def test_everything_is_json(orders, old):
    """
    A program reads the same as a person, without NaN.
    """
    found = json.loads(json.dumps(monitor(old, orders, orders.last_recorded).to_json(), allow_nan=False))

    assert {"as_of", "trained_until", "action", "reasons", "drift", "weeks", "level", "log_loss"} == set(found)


def test_a_model_of_earlier_days_asks_to_be_looked_at(orders, old):
    """
    Without a reference, calibration is told, drift is not, and the reason is given.
    """
    found = monitor(replace(old, remembered=None), orders, orders.last_recorded)

    assert found.drift is None
    assert found.realised is not None
    assert "look" in reasons(found)


def test_a_history_that_ran_dry_asks_to_be_looked_at(orders, old):
    """
    Where nobody is left to be scored, that is said.
    """
    empty = replace(old, rows=Rows("lead", "open"))
    found = monitor(empty, orders, EARLY + timedelta(days=3))

    assert found.drift is None
    assert "look" == found.action


def test_a_moment_before_the_training_is_refused(orders, old):
    """
    A model cannot be judged before it was there.
    """
    with pytest.raises(UserError, match=r"after 2025-02-01.*--as-of"):
        monitor(old, orders, pd.Timestamp("2025-02-01", tz="Asia/Shanghai"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [((), "keep"), (("keep", "look"), "look"), (("look", "retrain", "keep"), "retrain")],
)
def test_the_strongest_reason_wins(given, expected):
    """
    One reason to retrain is enough.
    """
    assert expected == advice(tuple(Reason(action, None) for action in given))
