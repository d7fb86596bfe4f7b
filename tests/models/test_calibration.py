"""Calibration: the map that moves probabilities, and the interval around them."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    """Low < probability < high within 0 … 1, whatever is asked: no score stands at an end."""
    generator = np.random.default_rng(1)
    references = generator.random(300)
    calibration = Calibration.learned(Map(0.3, 0.9), references, generator.random(300) < references)
    low, high = calibration.interval(np.array(scores))
    said = calibration.probability(np.array(scores))
    assert ((low > 0) & (low < said) & (said < high) & (high < 1)).all()


def test_without_references_the_interval_is_everything() -> None:
    """Nothing known of errors: the interval says so."""
    low, high = Calibration.learned(Map(), np.empty(0), np.empty(0, dtype=bool)).interval(np.array([0.3]))
    assert (0.0, 1.0) == (low[0], high[0])


def test_it_survives_json_to_the_last_bit(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    """Written and read again, map and intervals are equal."""
    scores, labels = drawn
    first = Calibration.learned(fit_map(scores, labels, slope=True), scores, labels)
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


def chances(odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-odds))


def covered(level: float, wander: float, seed: int) -> bool:
    """Whether the interval at a score holds the share that comes true next, in a world whose level wanders."""
    generator = np.random.default_rng(seed)
    odds = generator.normal(-2.5, 1, 3_200)
    moved = odds + level + np.repeat(generator.normal(0, wander, 8), 400)
    labels = generator.random(3_200) < chances(moved)
    calibration = Calibration.learned(fit_map(chances(odds), labels, slope=True), chances(odds), labels)
    low, high = calibration.interval(chances(np.array([-2.0])))
    return bool(low[0] <= chances(-2.0 + level + generator.normal(0, wander)) <= high[0])


@pytest.mark.slow
@pytest.mark.parametrize("wander", [0.0, 0.2, 0.5])
def test_the_interval_holds_the_next_level_as_often_as_it_says(wander: float) -> None:
    """Eighty per cent, more where the level hardly moves: a short history cannot rule out that it does."""
    held = np.mean([covered(0.4, wander, seed) for seed in range(100)])
    assert 0.72 <= held <= (0.9 if wander == 0.5 else 1.0)


def test_rows_of_one_entity_are_one_witness() -> None:
    """Where all is known ten times over, the interval is as wide as for one tenth of the rows, not narrower."""
    generator = np.random.default_rng(6)
    scores = generator.beta(2, 8, 600)
    labels = generator.random(600) < scores
    often, entities = np.tile(scores, 10), np.tile(np.arange(600), 10)
    bands = [Calibration.learned(Map(), often, np.tile(labels, 10), clusters).band for clusters in (entities, None)]
    assert bands[0] is not None
    assert bands[1] is not None
    assert bands[0].tilt == pytest.approx(bands[1].tilt * np.sqrt(10), rel=0.02)
    assert bands[0].level > bands[1].level


@pytest.mark.slow
def test_the_errors_are_those_of_a_bootstrap() -> None:
    """The slope's standard error is the spread of slopes fitted on entities drawn with all their rows."""
    generator = np.random.default_rng(8)
    entities = np.repeat(np.arange(500), 4)
    odds = np.repeat(generator.normal(-2, 1, 500), 4) + generator.normal(0, 0.3, 2_000)
    labels = generator.random(2_000) < chances(odds + np.repeat(generator.normal(0, 0.7, 500), 4))
    scores, mapping = chances(odds), fit_map(chances(odds), labels, slope=True)
    slopes = []
    for _ in range(200):
        rows = (generator.integers(0, 500, 500)[:, None] * 4 + np.arange(4)).ravel()
        slopes.append(fit_map(scores[rows], labels[rows], slope=True).slope)
    band = Calibration.learned(mapping, scores, labels, entities).band
    assert band is not None
    assert np.std(slopes) == pytest.approx(band.tilt, rel=0.2)


def test_what_was_saved_before_there_were_bands_still_loads() -> None:
    """It kept scores and labels: probabilities are the same, and the interval is learned from these."""
    generator = np.random.default_rng(3)
    scores = generator.beta(2, 8, 500)
    labels = generator.random(500) < scores
    old = {"shift": 0.2, "slope": 0.9, "scores": scores.tolist(), "labels": labels.astype(int).tolist()}
    assert Calibration.learned(Map(0.2, 0.9), scores, labels) == Calibration.from_json(json.loads(json.dumps(old)))


def test_equal_scores_have_a_level_and_no_slope() -> None:
    """A base rate has an interval too, the same for everybody."""
    calibration = Calibration.learned(Map(), np.full(400, 0.1), np.arange(400) % 10 == 0)
    assert calibration.band is not None
    assert 0.0 == calibration.band.tilt
    low, high = calibration.interval(np.array([0.1]))
    assert 0.05 < low[0] < 0.1 < high[0] < 0.2


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30), st.floats(-2, 2), st.floats(0.1, 4))
def test_probabilities_and_intervals_rise_with_the_score(scores: list[float], shift: float, slope: float) -> None:
    """A higher score never has a lower probability, nor a lower end of its interval."""
    generator = np.random.default_rng(2)
    references = generator.random(200)
    calibration = Calibration.learned(Map(shift, slope), references, generator.random(200) < references)
    rising = np.sort(np.array(scores))
    for values in (calibration.probability(rising), *calibration.interval(rising)):
        assert (np.diff(values) >= -1e-12).all()


@pytest.mark.parametrize("answer", [False, True])
def test_one_answer_tells_nothing_of_errors(answer: bool) -> None:
    """The interval is everything where everybody bought, or nobody."""
    calibration = Calibration.learned(Map(), np.linspace(0.1, 0.9, 30), np.full(30, answer))
    low, high = calibration.interval(np.array([0.2, 0.8]))
    assert [0.0, 0.0, 1.0, 1.0] == [*low, *high]
