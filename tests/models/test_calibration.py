"""Calibration: the map that moves probabilities, and the interval around them."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression

from models.calibration import Calibration, Map, fit_map


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


def test_shift_and_slope_are_those_of_a_slow_search(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    """The fitted pair has the least log loss among many tried one by one."""
    scores, labels = drawn
    stretched = 1 / (1 + np.exp(-2 * np.log(scores / (1 - scores))))
    odds = np.log(stretched / (1 - stretched))
    tried = [(shift, slope) for shift in np.linspace(-2, 0, 41) for slope in np.linspace(0.2, 1, 33)]
    losses = [np.mean(np.logaddexp(0, a + b * odds) - labels * (a + b * odds)) for a, b in tried]
    found = fit_map(stretched, labels, slope=True)
    assert tried[int(np.argmin(losses))] == pytest.approx((found.shift, found.slope), abs=0.06)


@pytest.mark.parametrize("turned", [False, True], ids=["perfect", "perverse"])
def test_a_map_keeps_the_ranking(turned: bool) -> None:
    """Labels that follow the scores exactly, or contradict them, give a finite rising map."""
    scores = np.linspace(0.01, 0.99, 50)
    found = fit_map(scores, (scores > 0.5) ^ turned, slope=True)
    assert np.isfinite(found.shift)
    assert (np.diff(found(scores)) >= 0).all()
    assert found(scores)[0] < found(scores)[-1]


def test_a_map_that_changes_nothing_changes_no_bit() -> None:
    """The default map gives back the very scores."""
    scores = np.random.default_rng(0).random(100)
    assert scores.tolist() == Map()(scores).tolist()


def test_calibration_brings_the_level_back(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    """After the shift, the mean probability is the share of yes."""
    scores, labels = drawn
    assert labels.mean() == pytest.approx(fit_map(scores, labels, slope=False)(scores).mean(), abs=1e-4)


def test_the_interval_is_that_of_two_isotonic_fits() -> None:
    """Venn–Abers by its definition: isotonic regression with the score added as a no, and as a yes."""
    generator = np.random.default_rng(4)
    references = np.round(generator.random(80), 2)
    labels = generator.random(80) < references
    calibration = Calibration(Map(), references, labels)
    for score in (0.05, 0.31, 0.5, 0.93):
        pair = [
            IsotonicRegression().fit(np.append(references, score), np.append(labels, answer)).predict([score])[0]
            for answer in (0.0, 1.0)
        ]
        low, high = calibration.interval(np.array([score]))
        assert (min(*pair, score), max(*pair, score)) == pytest.approx((low[0], high[0]), abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30), st.floats(-2, 2), st.floats(0.1, 4))
def test_probabilities_and_intervals_rise_with_the_score(scores: list[float], shift: float, slope: float) -> None:
    """A higher score never has a lower probability, nor a lower end of its interval."""
    generator = np.random.default_rng(2)
    references = generator.random(200)
    calibration = Calibration(Map(shift, slope), references, generator.random(200) < references)
    rising = np.sort(np.array(scores))
    for values in (calibration.probability(rising), *calibration.interval(rising)):
        assert (np.diff(values) >= -1e-12).all()


@pytest.mark.parametrize("answer", [False, True])
def test_references_with_one_answer_tell_nothing_of_errors(answer: bool) -> None:
    """The interval is everything where all references bought, or none."""
    calibration = Calibration(Map(), np.linspace(0.1, 0.9, 30), np.full(30, answer))
    low, high = calibration.interval(np.array([0.2, 0.8]))
    assert [0.0, 0.0, 1.0, 1.0] == [*low, *high]


def test_only_the_latest_references_are_kept() -> None:
    """Twenty thousand references are enough; of more, the last ones count."""
    labels = np.arange(20_003) % 2 == 0
    calibration = Calibration(Map(), np.linspace(0, 1, 20_003), labels)
    assert (20_000, labels[3:].tolist()) == (len(calibration.scores), calibration.labels.tolist())
