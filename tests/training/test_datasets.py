from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from features.spec import learn_spec
from history.errors import UserError
from training.datasets import assemble, thinned
from training.settings import Task

SHANGHAI = "Asia/Shanghai"


def assembled(history, **options):
    end = history.last_recorded
    cutoffs = Task().cutoffs(history["accounts"]["recorded_at"].min(), end, SHANGHAI)
    return assemble(history, cutoffs, Task(), learn_spec(history, cutoffs[-1]), known_until=end, **options)


def test_labels_are_orders_of_the_week(orders):
    """
    A row is answered by yes exactly if the account orders in the seven days from the cut-off.
    """
    data = assembled(orders)
    bought = orders["orders"]
    expected = [
        (
            (bought["account_id"] == row.entity_id)
            & (bought["ordered_at"] >= row.cutoff)
            & (bought["ordered_at"] < row.cutoff + timedelta(days=7))
        ).any()
        for row in data.table[["entity_id", "cutoff"]].itertuples()
    ]

    assert expected == data.labels.tolist()


def test_rows_come_in_the_order_of_time(orders):
    """
    The latest cut-off stands last.
    """
    assert assembled(orders).table["cutoff"].is_monotonic_increasing


def test_cutoffs_without_a_known_outcome_are_left_out(orders):
    """
    A cut-off whose horizon has not passed has no rows.
    """
    end = orders.last_recorded
    cutoffs = pd.DatetimeIndex([end - timedelta(days=30), end - timedelta(days=6)])
    data = assemble(orders, cutoffs, Task(), learn_spec(orders, end), known_until=end)

    assert [cutoffs[0]] == list(data.cutoffs)


def test_a_history_shorter_than_the_horizon_is_refused(orders):
    """
    Where no outcome is known, the error says so.
    """
    end = orders.last_recorded
    with pytest.raises(UserError, match="too short"):
        assemble(orders, pd.DatetimeIndex([end]), Task(), learn_spec(orders, end), known_until=end)


def test_too_many_rows_are_thinned_by_entity(orders):
    """
    Under a limit, the entities that are left keep all their rows.
    """
    whole, some = assembled(orders), assembled(orders, most=400)
    kept = whole.table["entity_id"].isin(some.table["entity_id"].unique())

    assert 0 < len(some) <= 400
    assert kept.sum() == len(some)


def test_a_larger_share_adds_to_a_smaller(data):
    """
    Thinning is nested, and each row of an entity has the same fate.
    """
    small, large = (set(thinned(data, share).table["entity_id"]) for share in (0.3, 0.6))

    assert small < large
    assert len(small) * 24 == len(thinned(data, 0.3))


def test_salt_draws_others(data):
    """
    Another salt thins otherwise.
    """
    first, second = (thinned(data, 0.5, salt=salt).table["entity_id"].unique().tolist() for salt in (0, 1))

    assert first != second


def test_clusters_number_entities(data):
    """
    Rows share a cluster exactly if they share an entity.
    """
    assert data.table["entity_id"].nunique() == len(np.unique(data.clusters))
    assert (data.table.groupby("entity_id")["cutoff"].count() == 24).all()


def test_without_drops_a_family(data):
    """
    A family of features can be left out.
    """
    assert ["signals_news_count_7d"] == sorted(set(data.table) - set(data.without("signals").table))
