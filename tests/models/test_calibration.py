"""Calibration: the map that moves probabilities, and the interval around them."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibration import Calibration, Map, fit_map
from models.intent import thresholds_from


@pytest.fixture
def drawn() -> tuple[np.ndarray, np.ndarray]:
    """Scores whose log-odds are one too high, and what came true."""
    generator = np.random.default_rng(0)
    truth = generator.beta(2, 8, 4_000)
    scores = 1 / (1 + np.exp(-(np.log(truth / (1 - truth)) + 1)))
    return scores, generator.random(4_000) < truth


def test_the_shift_is_that_of_a_slow_search(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    """The fitted shift has the least log loss among many tried one by one."""
    scores, labels = drawn
    odds = np.log(scores / (1 - scores))
    tried = np.linspace(-3, 1, 401)
    losses = [np.mean(np.logaddexp(0, odds + shift) - labels * (odds + shift)) for shift in tried]
    assert tried[int(np.argmin(losses))] == pytest.approx(fit_map(scores, labels, slope=False).shift, abs=0.011)


def test_one_answer_teaches_nothing() -> None:
    """Where nobody bought, the map leaves every probability as it is."""
    assert Map() == fit_map(np.array([0.2, 0.4]), np.array([False, False]), slope=True)


@given(st.lists(st.floats(0.001, 0.999), min_size=1, max_size=20))
def test_the_interval_holds_the_probability(scores: list[float]) -> None:
    """Low ≤ probability ≤ high within 0 … 1, whatever is asked."""
    generator = np.random.default_rng(1)
    references = generator.random(300)
    calibration = Calibration(Map(0.3, 0.9), references, generator.random(300) < references)
    low, high = calibration.interval(np.array(scores))
    said = calibration.probability(np.array(scores))
    assert ((low >= 0) & (low <= said) & (said <= high) & (high <= 1)).all()


def test_without_references_the_interval_is_everything() -> None:
    """Nothing known of errors: the interval says so."""
    low, high = Calibration(Map(), np.empty(0), np.empty(0, dtype=bool)).interval(np.array([0.3]))
    assert (0.0, 1.0) == (low[0], high[0])


def test_it_survives_json_to_the_last_bit(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    """Written and read again, map and intervals are equal."""
    scores, labels = drawn
    first = Calibration(fit_map(scores, labels, slope=True), scores, labels)
    second = Calibration.from_json(json.loads(json.dumps(first.to_json())))
    np.testing.assert_array_equal(first.probability(scores), second.probability(scores))
    np.testing.assert_array_equal(first.interval(scores), second.interval(scores))


def test_equal_scores_give_one_grade() -> None:
    """Where the base rate serves, nobody is graded above another."""
    low, middle, high = thresholds_from(np.full(50, 0.1))
    assert low <= 0.1 < middle <= high
