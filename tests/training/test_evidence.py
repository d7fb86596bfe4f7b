import numpy as np
import pytest

from training.evidence import difference


def test_one_row_an_entity_is_the_usual_standard_error():
    """
    Where every row is its own entity, the error is that of a mean.
    """
    random = np.random.default_rng(0)
    first, second = random.random(50), random.random(50)
    found = difference(first, second, np.arange(50))

    assert (first - second).mean() == pytest.approx(found.mean)
    assert (first - second).std(ddof=1) / np.sqrt(50) == pytest.approx(found.error)


def test_repeating_every_row_adds_no_evidence():
    """
    An entity seen ten times with the same result is as sure as one seen once.
    """
    random = np.random.default_rng(1)
    first, second = random.random(40), random.random(40)
    once = difference(first, second, np.arange(40))
    often = difference(np.repeat(first, 10), np.repeat(second, 10), np.repeat(np.arange(40), 10))

    assert (once.mean, once.error) == pytest.approx((often.mean, often.error))


def test_intervals_hold_when_rows_of_an_entity_are_alike():
    """
    With an effect common to all rows of an entity, the 95 % interval of no difference holds nothing about 5 % of times.
    """
    random = np.random.default_rng(2)
    clusters = np.repeat(np.arange(60), 8)
    missed = 0
    for _ in range(400):
        gaps = np.repeat(random.normal(size=60), 8) + random.normal(size=480)
        found = difference(gaps, np.zeros(480), clusters)
        missed += not found.low <= 0 <= found.high

    assert 0.02 <= missed / 400 <= 0.09


def test_one_entity_proves_nothing():
    """
    With a single entity the interval is without bounds.
    """
    found = difference(np.ones(5), np.zeros(5), np.zeros(5, dtype=np.int64))

    assert (1.0, -np.inf, np.inf) == (found.mean, found.low, found.high)
