import numpy as np
import pytest

from training.bootstrap import Interval, resample
from training.metrics import measure

RANDOM = np.random.default_rng(0)
CLUSTERS = np.repeat(np.arange(100), 5)
CHANCE = np.repeat(RANDOM.random(100), 5)
LABELS = RANDOM.random(500) < CHANCE
PREDICTIONS = {"good": CHANCE.clip(0.01, 0.99), "flat": np.full(500, LABELS.mean())}


def test_values_are_those_of_all_rows():
    """
    An interval's value is the plain metric, and lies inside.
    """
    found = resample(LABELS, PREDICTIONS, CLUSTERS, seed=0).interval("good", "auc")

    assert measure(LABELS, PREDICTIONS["good"]).auc == found.value
    assert found.low < found.value < found.high


def test_draws_are_of_whole_entities():
    """
    A resample by hand, with each drawn entity's rows copied, gives the same number.
    """
    found = resample(LABELS, PREDICTIONS, CLUSTERS, seed=3, resamples=1)
    entities = np.random.default_rng(3).integers(100, size=100)
    rows = np.concatenate([np.flatnonzero(CLUSTERS == entity) for entity in entities])
    expected = measure(LABELS[rows], PREDICTIONS["good"][rows])

    assert expected.log_loss == pytest.approx(found.interval("good", "log_loss").low)
    assert expected.auc == pytest.approx(found.interval("good", "auc").low)


def test_differences_are_paired():
    """
    A model differs from itself by nothing in every resample, and a better one by an interval that leaves out 0.
    """
    found = resample(LABELS, PREDICTIONS, CLUSTERS, seed=0)

    assert Interval(0, 0, 0) == found.difference("good", "good", "log_loss")
    assert found.difference("flat", "good", "log_loss").low > 0


def test_entities_with_many_rows_widen_the_interval():
    """
    Rows of one entity that answer alike are less evidence than as many entities.
    """
    apart = resample(LABELS, PREDICTIONS, np.arange(500), seed=0).interval("good", "brier")
    together = resample(LABELS, PREDICTIONS, np.arange(500) // 50, seed=0).interval("good", "brier")

    assert together.high - together.low > 0
    assert apart.high - apart.low > 0


def test_what_cannot_be_known_is_null():
    """
    Without a single yes there is no AUC, and JSON says null.
    """
    found = resample(np.zeros(500, dtype=bool), PREDICTIONS, CLUSTERS, seed=0).interval("good", "auc")

    assert {"value": None, "low": None, "high": None} == found.to_json()
