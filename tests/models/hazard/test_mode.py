"""The mode of a log posterior and its curvature, against finite differences."""

import numpy as np
import pytest
from scipy import sparse

from models.hazard.design import Design
from models.hazard.fit import mode_of


def log_posterior(design: np.ndarray, counts, offset, precision, values: np.ndarray) -> float:
    total = -values @ precision @ values / 2
    for row, count, shift in zip(design, counts, offset, strict=True):
        total += count * (row @ values + shift) - np.exp(row @ values + shift)
    return float(total)


def plain(values: np.ndarray) -> Design:
    """A design of numbers alone, a parameter each."""
    return Design((), (), values, sparse.eye_array(values.shape[1]).tocsr())


def test_at_the_mode_the_log_posterior_is_flat_and_curved_as_said():
    """
    Finite differences of the log posterior, written out: no slope, and the inverse of the covariance as curvature.
    """
    draw = np.random.default_rng(1)
    design, precision = draw.standard_normal((40, 3)), np.diag([1.0, 2.0, 0.5])
    counts, offset = draw.poisson(2, 40).astype(float), draw.normal(0, 0.3, 40)
    mode, covariance = mode_of(plain(design), counts, offset, precision, np.zeros(3))
    step = 1e-4
    for place in range(3):
        aside = step * np.eye(3)[place]
        here, up, down = (
            log_posterior(design, counts, offset, precision, mode + shift) for shift in (0 * aside, aside, -aside)
        )
        assert abs(up - down) / (2 * step) < 1e-3
        assert -(up - 2 * here + down) / step**2 == pytest.approx(np.linalg.inv(covariance)[place, place], rel=1e-3)


def test_a_bad_start_leads_to_the_same_mode():
    """
    The height has one peak, and steps that overshoot are shortened.
    """
    draw = np.random.default_rng(2)
    design = plain(draw.standard_normal((60, 2)))
    counts = draw.poisson(1, 60).astype(float)
    found = [mode_of(design, counts, np.zeros(60), np.eye(2), np.full(2, start))[0] for start in (0.0, 5.0, -5.0)]

    assert found[0] == pytest.approx(found[1], abs=1e-4)
    assert found[0] == pytest.approx(found[2], abs=1e-4)
