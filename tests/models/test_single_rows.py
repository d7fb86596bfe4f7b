"""Few rows at a time give what LightGBM gives for all, to the last bit."""

import threading

import lightgbm
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from threadpoolctl import threadpool_limits

from models.scorers.boosted import FEW, Boosted, Boosting
from models.scorers.single_rows import SingleRows

COLUMNS = 5


@pytest.fixture(scope="module")
def booster() -> lightgbm.Booster:
    """Trees on five columns, one of them of categories, with unknown values."""
    random = np.random.default_rng(3)
    rows = random.normal(size=(400, COLUMNS))
    rows[:, 1] = random.integers(0, 6, 400)
    rows[random.uniform(size=rows.shape) < 0.1] = np.nan
    labels = (np.nan_to_num(rows[:, 0]) + (rows[:, 1] == 2) > random.normal(size=400)).astype(float)
    data = lightgbm.Dataset(rows, labels, categorical_feature=[1])
    with threadpool_limits(1):
        return lightgbm.train({"objective": "binary", "verbosity": -1, "min_data_in_leaf": 5}, data, 30)


@given(rows=arrays(np.float64, st.tuples(st.integers(0, 12), st.just(COLUMNS)), elements=st.floats(width=64)))
def test_each_row_is_predicted_as_by_the_booster(booster, rows):
    """
    Whatever its numbers, unknown and infinite ones among them.
    """
    wanted = booster.predict(rows, num_threads=1).tolist() if len(rows) else []

    assert wanted == SingleRows(booster).predict(rows).tolist()


def test_rows_may_lie_apart_in_memory(booster):
    """
    Every other row, columns turned round.
    """
    rows = np.asfortranarray(np.random.default_rng(1).normal(size=(20, COLUMNS)))[::2]

    assert booster.predict(rows, num_threads=1).tolist() == SingleRows(booster).predict(rows).tolist()


def test_other_columns_are_refused(booster):
    """
    LightGBM itself would read beyond the row.
    """
    with pytest.raises(ValueError, match="takes 5 columns, not 4"):
        SingleRows(booster).predict(np.zeros((1, COLUMNS - 1)))


def test_threads_do_not_mix_up_their_rows(booster):
    """
    Each gets its own numbers.
    """
    singly, rows = SingleRows(booster), np.random.default_rng(5).normal(size=(4, COLUMNS))
    wanted, got = booster.predict(rows, num_threads=1).tolist(), [set[float]() for _ in rows]

    def ask(place):
        for _ in range(300):
            got[place].update(singly.predict(rows[[place]]).tolist())

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(len(rows))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [{each} for each in wanted] == got


def test_a_model_that_is_fitted_again_predicts_by_its_new_trees(table, other_table):
    """
    Few rows and many alike.
    """
    rows, labels = table
    scorer = Boosted(Boosting(rounds=10, min_rows=10)).fit(rows, labels)
    before = scorer.predict(other_table[:FEW]).tolist()
    scorer.fit(rows, ~labels)

    assert scorer.predict(other_table)[:FEW].tolist() == scorer.predict(other_table[:FEW]).tolist() != before
