from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from bench.trees import CAT, HISTOGRAM, Cat, Histogram, peers
from training.datasets import DataSet
from training.metrics import measure
from training.settings import Question

WEEK = timedelta(days=7)


class FewCats(Cat):
    """CatBoost with a tenth of its trees, to be quick."""

    most = 100
    step = 10


both = pytest.mark.parametrize("make", [Histogram, FewCats])


def make_rows(signal: float, seed: int = 0, entities: int = 30, weeks: int = 16) -> DataSet:
    """Rows whose answer follows from a number that is sometimes unknown, and from a category."""
    draw = np.random.default_rng(seed)
    rows = entities * weeks
    heat, place = draw.normal(size=rows).astype(np.float32), draw.integers(-1, 2, rows)
    cutoffs = pd.date_range("2025-01-06", periods=weeks, freq="7D", tz="UTC")
    table = pd.DataFrame(
        {
            "entity_id": np.tile([f"A{number}" for number in range(entities)], weeks),
            "cutoff": np.repeat(cutoffs, entities),
            "orders_heat": np.where(draw.random(rows) < 0.1, np.nan, heat).astype(np.float32),
            "region": pd.Categorical.from_codes(place, ["N", "S"]),
        }
    )
    return DataSet(table, draw.random(rows) < 1 / (1 + np.exp(1 - signal * (heat + place))))


@both
def test_a_signal_is_learned(make):
    """
    On other rows, with unknown numbers and categories among them, ranking is far better than chance.
    """
    data, other = make_rows(2.0), make_rows(2.0, seed=1)
    found = make(WEEK, 0).fit(data.table, data.labels).predict(other.table)

    assert measure(other.labels, found).auc > 0.8
    assert ((found > 0) & (found < 1)).all()


@both
def test_a_seed_repeats(make):
    """
    Two fits with one seed predict the same to the last bit.
    """
    data = make_rows(1.0, entities=10)
    one, two = (make(WEEK, 3).fit(data.table, data.labels).predict(data.table) for _ in range(2))

    assert one.tolist() == two.tolist()


@both
def test_a_feature_that_ceases_to_tell_gets_few_trees(make):
    """
    Where a number told the answer only in the first half of the weeks, fewer than all trees are grown.
    """
    told, noise = make_rows(2.0), make_rows(0.0)
    early = (told.table["cutoff"] < told.cutoffs[8]).to_numpy()
    labels = np.where(early, told.labels, noise.labels)
    scorer = make(WEEK, 0).fit(told.table, labels)
    grown = scorer.model_.n_iter_ if make is Histogram else scorer.model_.tree_count_

    assert grown < make.most / 2


@both
def test_surroundings_are_left_out_where_they_mislead(make):
    """
    A level that rises with the weeks, and with it the share of yes until it falls, is no column of the model.
    """
    data = make_rows(1.0)
    week = data.table["cutoff"].rank(method="dense").to_numpy()
    table = data.table.assign(level_rising=week.astype(np.float32))
    labels = np.where(week > 12, data.labels & (week % 2 > 0), data.labels | (week > 6))
    scorer = make(WEEK, 0).fit(table, labels)

    assert "level_rising" not in scorer.columns_.names


def test_both_are_peers_where_installed():
    """
    scikit-learn's trees compete always, CatBoost where it is installed; neither on a table without features.
    """
    data = make_rows(0.0)
    keys = data.table[["entity_id", "cutoff"]]

    assert (HISTOGRAM, CAT) == peers()
    assert [True, True] == [peer.fits(Question(), data.table) for peer in peers()]
    assert [False, False] == [peer.fits(Question(), keys) for peer in peers()]
