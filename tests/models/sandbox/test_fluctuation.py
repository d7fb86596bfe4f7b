"""How a weekly quantity strays, on series whose law is known."""

import numpy as np
import pytest

from models.sandbox.state.fluctuation import LONGEST_MEMORY, Fluctuation


def series(memory: float, jolt: list[float], weeks: int, seed: int = 0) -> np.ndarray:
    """Exponentials of autoregressions around different means."""
    draw = np.random.default_rng(seed).standard_normal((len(jolt), weeks)) * np.array(jolt)[:, None]
    for week in range(1, weeks):
        draw[:, week] += memory * draw[:, week - 1]
    return np.exp(draw + np.arange(1, len(jolt) + 1)[:, None])


def test_memory_and_jolts_are_found():
    """
    From two thousand weeks of two rows with different jolts.
    """
    found = Fluctuation.of(series(0.8, [0.1, 0.3], 2_000))

    assert 0.8 == pytest.approx(found.memory, abs=0.03)
    assert [0.1, 0.3] == pytest.approx(found.jolt.tolist(), rel=0.06)


def test_few_weeks_lean_on_the_other_rows():
    """
    A row with hardly any history gets about the jolt that all have.
    """
    weekly = series(0.5, [0.2, 0.2, 0.2], 400)
    weekly[0, 3:] = np.nan
    jolt = Fluctuation.of(weekly).jolt

    assert 0.2 == pytest.approx(jolt[0], abs=0.03)


def test_unknown_weeks_are_passed_over():
    """
    Weeks without a number, or with none at all, tell nothing.
    """
    weekly = series(0.6, [0.2], 4_000)
    holed = weekly.copy()
    holed[0, ::10] = np.nan
    holed[0, 5::10] = 0.0

    assert Fluctuation.of(weekly).memory == pytest.approx(Fluctuation.of(holed).memory, abs=0.03)
    assert Fluctuation.of(weekly).jolt == pytest.approx(Fluctuation.of(holed).jolt, rel=0.05)


@pytest.mark.parametrize(
    "weekly",
    [np.full((2, 5), np.nan), np.ones((2, 1)), np.ones((2, 0)), np.ones((1, 30))],
    ids=["unknown", "one week", "no week", "constant"],
)
def test_what_is_not_known_to_stray_does_not(weekly):
    """
    No path departs where nothing is known, or nothing ever moved.
    """
    paths = Fluctuation.of(weekly).paths(5, 8, seed=1, known_now=False)

    assert (8, len(weekly), 5) == paths.shape
    assert not paths.any()


def test_paths_begin_where_things_stand():
    """
    Known now, a path begins at 0 and its spread grows to that of the whole process.
    """
    paths = Fluctuation(0.8, np.array([0.1, 0.2])).paths(20_000, 30, seed=1, known_now=True)

    assert not paths[0].any()
    assert [0.1, 0.2] == pytest.approx(paths[1].std(axis=1), rel=0.03)
    assert [0.1 / 0.6, 0.2 / 0.6] == pytest.approx(paths[-1].std(axis=1), rel=0.03)


def test_paths_of_what_is_not_known_now_are_spread_from_the_start():
    """
    Every week has the same spread, and neighbours are as alike as the memory says.
    """
    paths = Fluctuation(0.6, np.array([0.1])).paths(20_000, 6, seed=2, known_now=False)[:, 0]

    assert np.full(6, 0.1 / 0.8) == pytest.approx(paths.std(axis=1), rel=0.03)
    assert 0.6 == pytest.approx(np.corrcoef(paths[2], paths[3])[0, 1], abs=0.02)


def test_a_trend_does_not_run_away():
    """
    A quantity that only ever grew has a long memory, but a finite spread.
    """
    found = Fluctuation.of(np.exp(np.linspace(0, 5, 60))[None])

    assert LONGEST_MEMORY >= found.memory
    assert np.isfinite(found.paths(10, 5, seed=0, known_now=False)).all()
