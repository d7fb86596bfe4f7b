import numpy as np
import pytest

from training.bootstrap import Interval, paired, resample
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


def test_a_mean_gap_is_drawn_by_whole_entities():
    """
    A resample by hand, with each drawn entity's rows copied, gives the same mean.
    """
    gaps, owners = np.random.default_rng(1).normal(size=500), CLUSTERS[np.random.default_rng(2).permutation(500)]
    drawn = np.random.default_rng(7).integers(100, size=100)
    expected = np.concatenate([gaps[owners == entity] for entity in drawn]).mean()

    assert expected == pytest.approx(paired(gaps, owners, seed=7, resamples=1).low)
    assert gaps.mean() == paired(gaps, owners, seed=7).value


def test_a_mean_gap_of_independent_rows_has_the_usual_interval():
    """
    With one row an entity the interval is nearly that of the normal distribution.
    """
    gaps = np.random.default_rng(1).normal(0.5, 1, 2000)
    found = paired(gaps, np.arange(2000), seed=0)

    assert 2 * 1.96 * gaps.std() / np.sqrt(2000) == pytest.approx(found.high - found.low, rel=0.1)


def test_one_entity_has_no_interval():
    """
    What cannot be drawn anew has no bounds.
    """
    found = paired(np.ones(3), np.zeros(3), seed=0)

    assert {"value": 1.0, "low": None, "high": None} == found.to_json()
