import pandas as pd
import pytest

from history.errors import UserError
from history.record import History
from history.settings import Business
from training.backtest.origins import plan_of_task
from training.fit import first_known
from training.settings import Task

TASK = Task()


def test_the_last_third_is_judged_once(orders):
    """
    The parts of all origins together are the last third of the cut-offs, each once, in order.
    """
    plan = plan_of_task(TASK, orders, 3)
    every = TASK.cutoffs(first_known(orders, TASK), orders.last_recorded, "Asia/Shanghai")

    assert 3 == len(plan.origins)
    assert list(every[-(len(every) // 3) :]) == list(plan.tests)


def test_an_origin_learns_as_training_would_have(orders):
    """
    The cut-offs to learn from are those that `leadcast train --as-of` takes at that moment.
    """
    for origin in plan_of_task(TASK, orders, 3).origins:
        known = orders.known_by(origin.known_until)
        expected = TASK.cutoffs(first_known(known, TASK), origin.known_until, "Asia/Shanghai")

        assert list(expected) == list(origin.train)
        assert origin.test[0] == origin.known_until
        assert origin.train[-1] + TASK.horizon <= origin.known_until


def test_more_folds_than_cutoffs_are_one_each(orders):
    """
    No origin is without a cut-off to be judged on.
    """
    plan = plan_of_task(TASK, orders, 1000)

    assert {1} == {len(origin.test) for origin in plan.origins}


def test_moments_without_anybody_are_not_judged():
    """
    An export of leads that ends before their outcomes do: what is judged has rows.
    """
    days = pd.date_range("2025-01-06 10:00", periods=200, freq="1D", tz="Asia/Shanghai")
    names = [f"L{number}" for number in range(len(days))]
    leads = pd.DataFrame({"lead_id": names, "created_at": days, "recorded_at": days})
    won = leads[::10].assign(stage="won", changed_at=lambda rows: rows["created_at"] + pd.Timedelta(days=3))
    last = won.tail(1).assign(changed_at=days[-1] + pd.Timedelta(days=90))
    changes = pd.concat([won, last]).assign(recorded_at=lambda rows: rows["changed_at"])
    history = History.of(Business(), leads=leads, stage_changes=changes)
    task = Task.model_validate({"entity": "lead", "population": "new"})

    assert plan_of_task(task, history, 2).tests[-1] <= days[-1] + pd.Timedelta(days=7)


def test_too_short_a_history_is_said_to_be(orders):
    """
    Where the first origin has nothing to learn from, the error says what to do.
    """
    start = orders["orders"]["recorded_at"].min()
    with pytest.raises(UserError, match="too short"):
        plan_of_task(TASK, orders.known_by(start + pd.Timedelta(days=20)), 2)
