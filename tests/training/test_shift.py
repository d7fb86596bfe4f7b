from math import log

import numpy as np
import pandas as pd
import pytest

from training.backtest.shift import moved, reading, shifts


def slow_index(before: list[object], after: list[object], bins: list[object]) -> float:
    """By the formula, one bin at a time, with plain Python."""
    total = 0.0
    for each in bins:
        first = max(before.count(each) / len(before), 1e-4)
        second = max(after.count(each) / len(after), 1e-4)
        total += (second - first) * log(second / first)
    return total


def test_a_window_like_the_first_has_not_moved():
    """
    Two windows with the same values have an index of 0.
    """
    values = pd.Series(np.arange(1000.0))

    assert 0 == moved(values, values)
    assert "stable" == reading(moved(values, values))


def test_numbers_fall_between_the_quantiles_of_the_first_window():
    """
    The index is that of a count by hand over ten bins between the deciles, an edge belonging to the bin below it.
    """
    random = np.random.default_rng(0)
    before, after = random.normal(size=500), random.normal(0.5, 1.2, size=300)
    edges = [float(np.quantile(before, tenth / 10, method="inverted_cdf")) for tenth in range(1, 10)]
    first, second = ([sum(edge < value for edge in edges) for value in side] for side in (before, after))

    assert moved(pd.Series(before), pd.Series(after)) == pytest.approx(slow_index(first, second, list(range(10))))


def test_unknown_is_a_bin_of_its_own():
    """
    Where nothing but the share of unknown values changes, the index is that of known against unknown.
    """
    before = pd.Series([1.0] * 90 + [np.nan] * 10, dtype=np.float32)
    after = pd.Series([1.0] * 50 + [np.nan] * 50, dtype=np.float32)

    assert moved(before, after) == pytest.approx(0.4 * log(0.5 / 0.1) + (0.5 - 0.9) * log(0.5 / 0.9))


def test_categories_are_bins_and_new_ones_count():
    """
    A category that the first window did not have counts as a very rare one there.
    """
    before = pd.Series(pd.Categorical(["a"] * 6 + ["b"] * 4, categories=pd.Index(["a", "b", "c"])))
    after = pd.Series(pd.Categorical(["a"] * 5 + ["c"] * 5, categories=pd.Index(["a", "b", "c"])))
    expected = slow_index(["a"] * 6 + ["b"] * 4, ["a"] * 5 + ["c"] * 5, ["a", "b", "c"])

    assert expected == pytest.approx(moved(before, after))


def test_a_window_without_rows_is_unknown():
    """
    Against nothing no distribution can be compared.
    """
    assert np.isnan(moved(pd.Series([1.0, 2.0]), pd.Series([], dtype=np.float64)))
    assert "unknown" == reading(float("nan"))


@pytest.mark.parametrize(("value", "said"), [(0.05, "stable"), (0.1, "moved"), (0.25, "moved"), (0.26, "changed")])
def test_readings_have_the_usual_thresholds(value, said):
    """
    Below .1 is stable, up to .25 moved, above it changed.
    """
    assert said == reading(value)


def test_what_is_shared_by_all_is_told_apart(data):
    """
    Features that say the same of everybody at a cut-off stand by themselves, the most moved first.
    """
    late = data.table["cutoff"] >= data.cutoffs[12]
    found = shifts(data.table[~late], data.table[late].assign(orders_noise=np.float32(9)), (np.empty(0), np.ones(3)))

    assert "orders_noise" == found["own"][0]["feature"]
    assert ["level_orders_per_account_7d"] == [each["feature"] for each in found["shared"]]
    assert found["scores"] is None
