import numpy as np
import pytest

from models.intent import Scores
from models.wilson import wilson
from training.coverage import coverage
from training.datasets import DataSet
from training.shares import share_of


def scored(data: DataSet, width: float, shift: float = 0.0) -> Scores:
    """The true probabilities of made rows, moved by `shift`, with intervals of that width around them."""
    chance = 1 / (1 + np.exp(-(-1 + 2 * data.table["orders_heat"].to_numpy(dtype=np.float64))))
    moved = np.clip(chance + shift, 0.001, 0.999)
    return Scores(moved, np.maximum(moved - width / 2, 0), np.minimum(moved + width / 2, 1))


def test_true_probabilities_are_covered(data):
    """
    Where the interval is around the truth, every bin's share meets it.
    """
    found = coverage(data, scored(data, 0.1))

    assert found.meets >= 0.95
    assert "speaks against" not in found.said.en or "Nothing" in found.said.en


def test_wrong_probabilities_are_not_covered(data):
    """
    Narrow intervals around probabilities that are off by .2 are called too narrow, in both languages.
    """
    found = coverage(data, scored(data, 0.01, shift=0.2))

    assert found.meets < 0.5
    assert "too narrow" in found.said.en
    assert "偏窄" in found.said.zh


def test_bins_are_counted_as_by_hand(data):
    """
    Each bin's means and its share are those of its rows, sorted by probability, row by row.
    """
    scores = scored(data, 0.05)
    found, start = coverage(data, scores).bins, 0
    order = sorted(range(len(data)), key=lambda row: scores.probability[row])
    for row in found.itertuples():
        rows, start = order[start : start + row.rows], start + row.rows
        observed = sum(bool(data.labels[each]) for each in rows) / len(rows)
        low = sum(float(scores.low[each]) for each in rows) / len(rows)
        high = sum(float(scores.high[each]) for each in rows) / len(rows)

        assert (observed, low, high) == pytest.approx((row.observed, row.low, row.high))
        assert (low <= observed <= high) == row.inside
    assert len(data) == start


def test_a_constant_score_is_one_bin(data):
    """
    Equal probabilities stay together: the base rate has one bin.
    """
    flat = np.full(len(data), 0.4)

    assert 1 == len(coverage(data, Scores(flat, flat, flat)).bins)


def test_independent_rows_have_wilson_s_interval():
    """
    Where each row is an entity of its own, the interval is nearly Wilson's for as many rows.
    """
    labels = np.arange(1000) % 10 == 0
    found, (low, high) = share_of(labels, np.arange(1000)), wilson(0.1, 1000)

    assert (0.1, low, high) == pytest.approx((found.value, found.low, found.high), abs=1e-4)


def test_rows_of_one_entity_are_one_witness():
    """
    Rows that answer alike within ten entities say as little as about ten rows.
    """
    labels = np.repeat([True, False] * 5, 100)
    together = share_of(labels, np.repeat(np.arange(10), 100))
    ten = share_of(labels[::100], np.arange(10))

    assert (ten.low, ten.high) == pytest.approx((together.low, together.high), abs=0.01)


def test_a_share_of_none_has_an_upper_bound():
    """
    Nobody out of thirty is no proof of nobody: the interval ends above 0, and by entities.
    """
    found = share_of(np.zeros(300, dtype=bool), np.repeat(np.arange(30), 10))

    assert (0, 0) == (found.value, found.low)
    assert 0.05 < found.high < 0.2
