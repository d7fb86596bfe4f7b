"""A first look at a history, against counts made by hand."""

import pandas as pd
import pytest

from features.spec import learn_spec
from history.record import History
from history.settings import Business
from models.sandbox.answer.cells import UNKNOWN
from training.survey import load_by_week, purchases_by_week, recording_lags, tables

BUSINESS = Business(time_zone="Asia/Shanghai", country="CN", stages=("new",))


def at(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="Asia/Shanghai")


def made(*, reps: bool = False) -> History:
    """Three leads of which two are won, in the weeks around National Day; one of them has two versions."""
    created = [at("2025-09-22"), at("2025-09-22"), at("2025-09-23"), at("2025-09-24")]
    recorded = [created[0], at("2025-09-30"), created[2] + pd.Timedelta(days=2), created[3]]
    leads = pd.DataFrame({"lead_id": ["L1", "L1", "L2", "L3"], "created_at": created, "recorded_at": recorded})
    wins = [at("2025-09-28 23:00"), at("2025-10-13 00:30")]
    changes = pd.DataFrame({"lead_id": ["L1", "L2"], "changed_at": wins, "recorded_at": wins}).assign(stage="won")
    start = at("2025-01-01")
    one = pd.DataFrame({"rep_id": ["R1"], "name": "Li", "region": "东部", "joined_at": start, "recorded_at": start})
    rest = {"reps": one} if reps else {}
    return History.of(
        BUSINESS, leads=leads.assign(region=["东部", "东部", "东部", None]), stage_changes=changes, **rest
    )


def test_each_table_is_counted():
    """
    Versions count as rows, not as further keys; an empty table has neither days nor lags.
    """
    found = tables(made())

    assert [4, 3, "2025-09-22", "2025-09-24"] == found.loc["leads", ["rows", "distinct", "first", "last"]].tolist()
    assert [0, 0] == found.loc["orders", ["rows", "distinct"]].tolist()
    assert found.loc["orders", ["first", "last", "lag_median_days"]].isna().all()


def test_a_lag_is_that_of_the_first_version():
    """
    A later version says when something changed, not how late it was written down.
    """
    lags = recording_lags(made())

    assert ["leads", "stage_changes"] == list(lags)
    assert [0.0, 0.0, 2.0] == lags["leads"].tolist()


def test_purchases_are_counted_in_local_weeks_without_a_gap():
    """
    An hour before a local Monday belongs to the week before; a week of holidays is there with none.
    """
    found = purchases_by_week(made(), "lead")

    assert ["2025-09-22", "2025-09-29", "2025-10-06", "2025-10-13"] == found["week"].dt.strftime("%Y-%m-%d").tolist()
    assert [1, 0, 0, 1] == found["purchases"].tolist()
    # Sunday the 28th and Saturday the 11th are worked to make up for 1 to 8 October.
    assert [6, 2, 3, 5] == found["working_days"].tolist()


@pytest.mark.parametrize("entity", ["account", "lead"])
def test_an_empty_history_has_no_weeks(entity):
    """
    Nothing to count is an empty table, not an error.
    """
    assert 0 == len(purchases_by_week(History.of(BUSINESS), entity))


def test_load_is_counted_per_rep_where_there_are_reps():
    """
    Without reps it is the open leads; of leads without a region nobody's.
    """
    bare, manned = (
        load_by_week(each, learn_spec(each, at("2025-10-20")), at("2025-10-20")) for each in (made(), made(reps=True))
    )

    assert [2.0, 1.0, 1.0, 0.0] == bare["东部"].tolist()
    assert [1.0, 1.0, 1.0, 1.0] == bare[UNKNOWN].tolist()
    assert ["东部"] == list(manned)
    assert bare["东部"].tolist() == manned["东部"].tolist()
