from datetime import timedelta

import numpy as np
import pytest

from models.scorers.boosted import DEFAULT
from training.datasets import DataSet
from training.learning.candidates import forward
from training.learning.growth import growth_of, name_of
from training.learning.search import SPACE, Budget, search
from training.learning.splits import forward_folds, usable
from training.learning.tuning import TREES, Tuned

WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def rows(made):
    """Rows with a strong signal, few enough to be quick."""
    return made(entities=30, weeks=12)


@pytest.fixture(scope="module")
def searched(rows, tmp_path_factory):
    """A study of three trials: its file, and what was found."""
    file = tmp_path_factory.mktemp("home 张三") / "studies.db"
    return file, search(rows, WEEK, DEFAULT, file, Budget(3))


def test_losses_are_those_of_the_candidates(rows):
    """
    What a trial is told equals what the same settings lose as a candidate of a training.
    """
    growth = growth_of(rows, WEEK, DEFAULT)
    told = dict(growth.losses({}))
    said = forward(rows, usable(forward_folds(rows.cutoffs, WEEK), rows), DEFAULT, (TREES,), rounds=(50,))

    assert float(said.losses(TREES.key).mean()) == pytest.approx(told[50], rel=1e-12)
    assert list(range(10, 301, 10)) == list(told)


def test_the_default_settings_are_tried_first(searched):
    """
    The first trial is the default, so nothing worse than it is found on the rows of the search.
    """
    _, found = searched
    first, *others = found.search["trials"]

    assert {name: getattr(DEFAULT, name) for name in SPACE} == first["settings"]
    assert 2 == len(others)
    assert min(each["loss"] for each in found.search["trials"]) <= first["loss"]


def test_a_search_is_continued(searched, rows):
    """
    Another search of the same rows adds to the trials, without trying again what was tried.
    """
    file, found = searched
    told = []
    again = search(rows, WEEK, DEFAULT, file, Budget(2), lambda *step: told.append(step))
    trials = again.search["trials"]

    assert found.search["trials"] == trials[:3]
    assert 5 == len({tuple(each["settings"].values()) for each in trials})
    assert [(0, 2), (1, 2), (2, 2)] == [step[:2] for step in told]
    assert again.search["study"] == found.search["study"]


def test_equal_searches_find_the_same(rows, tmp_path):
    """
    With the same seed two new studies make the same trials and come to the same verdict.
    """
    first, second = (search(rows, WEEK, DEFAULT, tmp_path / f"{number}.db", Budget(3)) for number in range(2))

    assert first == second


def test_other_rows_are_another_study(rows):
    """
    The name of a study depends on the rows, the answers and the horizon, and on nothing else.
    """
    turned = DataSet(rows.table, ~rows.labels)
    fewer = rows.where(np.arange(len(rows)) > 0)
    copy = DataSet(rows.table.copy(), rows.labels.copy())
    names = [name_of(each, WEEK, DEFAULT) for each in (rows, turned, fewer)]

    assert 4 == len({*names, name_of(rows, 2 * WEEK, DEFAULT)})
    assert names[0] == name_of(copy, WEEK, DEFAULT)


@pytest.mark.slow
def test_a_hopeless_trial_is_given_up(rows, tmp_path):
    """
    From a hundred trees on, a trial that is worse than the median of those before ends, and says how far it came.
    """
    found = search(rows, WEEK, DEFAULT, tmp_path / "studies.db", Budget(14))
    pruned = [each for each in found.search["trials"] if each["state"] == "pruned"]

    assert pruned
    assert all(each["trees"] < 300 for each in pruned)


def test_who_breaks_it_off_keeps_what_was_found(rows, tmp_path):
    """
    ^C ends the search, and the trials so far are judged.
    """

    def watch(*told):
        if told[0] == 2:
            raise KeyboardInterrupt

    found = search(rows, WEEK, DEFAULT, tmp_path / "studies.db", Budget(9), watch)

    assert 2 == found.search["tried"]


def test_no_trial_begins_after_the_timeout(rows, tmp_path):
    """
    Without time there is no trial, and the default settings stay.
    """
    assert Tuned(DEFAULT) == search(rows, WEEK, DEFAULT, tmp_path / "studies.db", Budget(9, 1e-9))


def test_nothing_is_searched_where_nothing_can_be_judged(rows, tmp_path):
    """
    With a horizon as long as the history there is no study.
    """
    file = tmp_path / "studies.db"

    assert Tuned(DEFAULT) == search(rows, timedelta(days=200), DEFAULT, file, Budget(1))
    assert not file.exists()
