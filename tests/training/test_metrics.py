from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

from training.metrics import METRICS, Judged, measure, reliability

# Few distinct values, so that ties are common.
PROBABILITIES = st.sampled_from([0.1, 0.2, 0.3, 0.5, 0.9])
ROWS = st.integers(2, 40).flatmap(
    lambda n: st.tuples(
        arrays(bool, n), arrays(np.float64, n, elements=PROBABILITIES), arrays(np.int64, n, elements=st.integers(0, 3))
    )
)


@given(ROWS)
def test_metrics_agree_with_scikit_learn(rows):
    """
    AUC, average precision, log loss and Brier score are scikit-learn's.
    """
    labels, probabilities, _ = rows
    found = measure(labels, probabilities)

    assert log_loss(labels, probabilities, labels=[0, 1]) == pytest.approx(found.log_loss)
    assert brier_score_loss(labels, probabilities) == pytest.approx(found.brier)
    if labels.any() and not labels.all():
        assert roc_auc_score(labels, probabilities) == pytest.approx(found.auc)
        assert average_precision_score(labels, probabilities) == pytest.approx(found.pr_auc)


@given(ROWS)
def test_weights_count_rows_repeatedly(rows):
    """
    A row of weight three counts as three equal rows, whatever the metric but the binned one.
    """
    labels, probabilities, weights = rows
    if not weights.sum():
        return
    repeated = measure(np.repeat(labels, weights), np.repeat(probabilities, weights))
    weighted = Judged(labels, probabilities).measure(weights.astype(np.float64))

    for name in set(METRICS) - {"ece"}:
        assert getattr(repeated, name) == pytest.approx(getattr(weighted, name), nan_ok=True), name


@given(st.integers(2, 6).flatmap(lambda n: st.tuples(arrays(bool, n), arrays(np.float64, n, elements=PROBABILITIES))))
def test_lift_is_its_mean_over_all_orders_of_ties(rows):
    """
    Where the top tenth cuts through equal probabilities, lift is its mean over all orders that they allow.
    """
    labels, probabilities = rows
    if not labels.any():
        return
    places = range(len(labels))
    allowed = [each for each in permutations(places) if (np.diff(probabilities[list(each)]) <= 0).all()]
    need = 0.10 * len(labels)
    expected = np.mean([labels[each[0]] * need for each in allowed]) / need / labels.mean()

    assert expected == pytest.approx(measure(labels, probabilities).lift_10)


def test_base_rate_ranks_nobody():
    """
    Equal probabilities have AUC one half and lift one, in any order of the rows.
    """
    labels = np.arange(1000) < 30
    found = measure(labels, np.full(1000, 0.03))

    assert (0.5, 1.0, 1.0) == pytest.approx((found.auc, found.lift_5, found.lift_10))
    assert 0 == pytest.approx(found.ece)


def test_perfect_ranking():
    """
    Twenty winners among a thousand, all on top: all of them are among the upper 5 %.
    """
    labels = np.arange(1000) >= 980
    found = measure(labels, np.linspace(0.001, 0.9, 1000))

    assert (1.0, 1.0, 20.0, 10.0) == pytest.approx((found.auc, found.pr_auc, found.lift_5, found.lift_10))


def test_one_answer_only():
    """
    Where nobody says yes, what needs both answers is unknown, and JSON says so by null.
    """
    found = measure(np.zeros(5, dtype=bool), np.linspace(0.1, 0.5, 5))

    assert np.isnan([found.auc, found.pr_auc, found.lift_5]).all()
    assert found.to_json()["auc"] is None
    assert found.log_loss > 0


def test_calibration_error_by_a_loop():
    """
    The expected calibration error is the mean gap of 15 bins of equal mass.
    """
    random = np.random.default_rng(0)
    probabilities = np.sort(random.random(1500))
    labels = random.random(1500) < probabilities**2
    gaps = [abs(probabilities[at : at + 100].mean() - labels[at : at + 100].mean()) for at in range(0, 1500, 100)]

    assert np.mean(gaps) == pytest.approx(measure(labels, probabilities).ece)


def test_reliability_keeps_equal_probabilities_together():
    """
    The table has a bin a probability where there are few, with the share that came true.
    """
    labels = np.array([True, False, False, False, True, True])
    table = reliability(labels, np.array([0.2, 0.2, 0.2, 0.2, 0.7, 0.7]))

    assert [0.2, 0.7] == pytest.approx(table["predicted"].tolist())
    assert [0.25, 1.0] == table["observed"].tolist()
    assert [4, 2] == table["rows"].tolist()


def test_reliability_bins_have_about_equal_mass():
    """
    Without ties, ten bins hold a tenth of the rows each.
    """
    table = reliability(np.arange(1000) % 3 == 0, np.random.default_rng(0).random(1000))

    assert [100] * 10 == table["rows"].tolist()
    assert table["predicted"].is_monotonic_increasing


def test_gain_curve_ends_with_everybody_found():
    """
    The gains curve begins with nobody asked and ends with everyone found.
    """
    curve = Judged(np.array([True, False, True, False]), np.array([0.9, 0.8, 0.3, 0.1])).gain()

    assert [0, 0.25, 0.5, 0.75, 1] == curve["asked"].tolist()
    assert [0, 0.5, 0.5, 1, 1] == curve["found"].tolist()
