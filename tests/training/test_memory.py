from dataclasses import replace
from datetime import timedelta

import numpy as np

from models.scorers.boosted import DEFAULT
from training.datasets import DataSet
from training.kinds import KINDS, LINE
from training.learning.candidates import forward
from training.learning.compare import choose, compare
from training.learning.memory import choose_memory, forgetting, remembered
from training.learning.splits import forward_folds, usable

WEEK = timedelta(days=7)
FEW = (20,)


def chosen_memory(data: DataSet) -> timedelta | None:
    """What is chosen for the logistic regression."""
    folds = usable(forward_folds(data.cutoffs, WEEK), data)
    said = forward(data, folds, kinds=(KINDS[0], LINE), rounds=FEW)
    line = next(each for each in compare(said) if each.kind == LINE)
    return choose_memory(data, folds, said, line, DEFAULT)[0]


def test_a_steady_world_is_remembered_whole(made):
    """
    Where the past is like the present, nothing is forgotten.
    """
    assert chosen_memory(made(weeks=30)) is None


def test_a_world_that_turned_around_is_forgotten(made):
    """
    Where the older half taught the opposite, only the newer half is learned from.
    """
    old, new = made(weeks=40, signal=-3.0, seed=1), made(weeks=40, signal=3.0, seed=2)
    first = old.table["cutoff"] < old.cutoffs[14]
    labels = np.where(first, old.labels, new.labels)
    heat = np.where(first, old.table["orders_heat"], new.table["orders_heat"]).astype(np.float32)

    found = chosen_memory(DataSet(new.table.assign(orders_heat=heat), labels))

    assert (new.cutoffs[-1] - new.cutoffs[0]) / 2 == found


def test_what_is_forgotten_is_older_than_the_memory(data):
    """
    Three weeks of memory before the last weekly cut-off leave four cut-offs.
    """
    assert list(data.cutoffs[-4:]) == list(remembered(data, 3 * WEEK).cutoffs)
    assert len(data) == len(remembered(data, None))


def test_a_fold_forgets_too(data):
    """
    A fold that remembers two weeks is fitted on its last three weekly cut-offs.
    """
    fold = forgetting(forward_folds(data.cutoffs, WEEK), 2 * WEEK)[0]

    assert 3 == data.where(fold.fit_rows(data.table)).table["cutoff"].nunique()


def test_the_base_rate_forgets_nothing(noise):
    """
    Where no model serves there is nothing to choose.
    """
    folds = usable(forward_folds(noise.cutoffs, WEEK), noise)
    said = forward(noise, folds, replace(DEFAULT, seed=3), KINDS[:2], FEW)
    base = choose(compare(said), said.blocks)

    assert (None, said) == choose_memory(noise, folds, said, base, DEFAULT)
