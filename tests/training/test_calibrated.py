import numpy as np
import pandas as pd
import pytest

from training.gate.calibrated import by_chance, calibration_error, holds
from training.metrics import bin_numbers, measure
from training.settings import Gate


def drawn(rows: int, rate: float, off: float = 1.0, seed: int = 0, each: int = 1) -> pd.DataFrame:
    """Answers drawn from their true probabilities around `rate`, of which `off` times as much was promised."""
    random = np.random.default_rng(seed)
    truth = rate * random.uniform(0.2, 1.8, rows)
    owners = np.arange(rows) // each
    return pd.DataFrame({"entity": owners, "label": random.random(rows) < truth, "serves": (truth * off).clip(0, 1)})


def test_the_error_is_that_of_the_metrics():
    """
    The gate measures what the reports show.
    """
    said = drawn(3000, 0.1)
    labels, scores = said["label"].to_numpy(), said["serves"].to_numpy()

    assert measure(labels, scores).ece == pytest.approx(calibration_error(labels, scores))


def test_bins_keep_equal_probabilities_together():
    """
    Rows of one probability share a bin, and bins are of about equal mass.
    """
    scores = np.repeat([0.1, 0.2, 0.3], 50)

    assert 3 == len(np.unique(bin_numbers(scores)))
    assert [10] * 15 == np.bincount(bin_numbers(np.random.default_rng(0).random(150))).tolist()


def test_chance_is_what_a_calibrated_model_shows():
    """
    Turned residuals give the same errors as answers drawn anew from the promised probabilities.
    """
    said = drawn(4000, 0.1)
    scores, random = said["serves"].to_numpy(), np.random.default_rng(1)
    anew = [calibration_error(random.random(4000) < scores, scores) for _ in range(400)]
    turned = by_chance(said["label"].to_numpy(), scores, said["entity"].to_numpy(), seed=0)

    assert np.mean(anew) == pytest.approx(np.mean(turned), rel=0.1)
    assert np.quantile(anew, 0.95) == pytest.approx(np.quantile(turned, 0.95), rel=0.1)


def test_rows_that_answer_alike_show_more_by_chance():
    """
    Twenty rows that share an answer are one piece of evidence: the error of a calibrated model is then larger.
    """
    random = np.random.default_rng(0)
    owners = np.repeat(np.arange(200), 20)
    labels, scores = (random.random(200) < 0.3)[owners], np.repeat(random.uniform(0.29, 0.31, 200), 20)
    together, apart = (by_chance(labels, scores, each, seed=0).mean() for each in (owners, np.arange(4000)))

    assert together > 2 * apart


@pytest.mark.parametrize("rows", [200, 20_000])
def test_a_calibrated_model_passes(rows):
    """
    Whether rows are few or many.
    """
    assert "passed" == holds(drawn(rows, 0.05), Gate(), 0).outcome


def test_a_model_that_promises_half_as_much_again_fails():
    """
    Off by half the base rate, on rows enough to see it.
    """
    found = holds(drawn(20_000, 0.05, off=1.5), Gate(), 0)

    assert "failed" == found.outcome
    assert found.numbers["ece"] > found.numbers["bound"] > found.numbers["noise"]
    assert "ECE" in found.said.en
    assert "基准率" in found.said.zh


def test_a_bound_may_be_set():
    """
    Who allows any error lets everything pass.
    """
    assert "passed" == holds(drawn(20_000, 0.05, off=1.5), Gate(ece_share=1, most_ece=1), 0).outcome


def test_nothing_kept_is_nothing_judged():
    """
    Without forward predictions the rule does not apply.
    """
    assert "not applicable" == holds(drawn(5, 0.05), Gate(), 0).outcome
