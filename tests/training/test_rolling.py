import numpy as np

from models.sandbox.answer.forecast import Note
from training.backtest.rolling import chosen, rolling
from training.bootstrap import resample
from training.kinds import KINDS
from training.learning.select import Selection

BECAUSE = Note("", "")


def choice(place):
    return Selection(KINDS[place], 0, BECAUSE)


def test_one_kind_is_named_once():
    """
    Where every origin chose the same, its name is enough.
    """
    assert Note(KINDS[1].name, KINDS[1].name_zh) == chosen([choice(1), choice(1)])


def test_several_kinds_are_counted():
    """
    Where origins differ, the most frequent comes first, with how often.
    """
    assert "logistic regression (2×), base rate (1×)" == chosen([choice(0), choice(1), choice(1)]).en


def test_folds_that_gained_are_counted():
    """
    The sentence says in how many folds log loss was saved.
    """
    labels, clusters = np.arange(200) % 2 == 0, np.arange(200)
    flat, sure = np.full(200, 0.5), np.where(labels, 0.9, 0.1)
    good = resample(labels, {"base_rate": flat, "leadcast": sure}, clusters, 0, resamples=20)
    bad = resample(labels, {"base_rate": flat, "leadcast": 1 - sure}, clusters, 0, resamples=20)

    assert "in 1 of 2 folds" in rolling([choice(1), choice(1)], (good, bad), good).en
    assert "2 折中有 1 折" in rolling([choice(1), choice(1)], (good, bad), good).zh
