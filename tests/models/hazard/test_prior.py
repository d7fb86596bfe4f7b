"""What is held of a hazard's effects before any data."""

from itertools import pairwise

import numpy as np
import pytest

from models.hazard.parameters import AGES, Extras, layout_for
from models.hazard.prior import AGE_STEP, FLAT, RESPONSE_PRIOR, Prior

LAYOUT = layout_for(2, 2, 2, 12, Extras(responses=4))


def block(name: str) -> np.ndarray:
    """The precision of one family."""
    place = LAYOUT.part(name)
    return Prior.first(LAYOUT).precision(LAYOUT)[place, place]


def test_ages_differ_little_from_their_neighbours():
    """
    Their precision is that of the steps from one bracket to the next, written out; how high all are is all but free.
    """
    values = np.random.default_rng(0).standard_normal(AGES)
    steps = sum((after - before) ** 2 / AGE_STEP**2 for before, after in pairwise(values))

    assert steps + FLAT * sum(values**2) == pytest.approx(values @ block("age") @ values)


def test_a_bracket_in_which_nothing_happened_leans_on_the_next():
    """
    Given all other ages, the one in between is expected halfway between its neighbours.
    """
    values, others = np.linspace(-5.0, -4.0, AGES), np.arange(AGES) != 6
    precision = block("age")

    assert values[6] == pytest.approx(-precision[6, others] @ values[others] / precision[6, 6], abs=1e-3)


def test_classes_of_response_are_held_near_zero_one_by_one():
    """
    Each has a normal prior of its own, of the same standard deviation.
    """
    values = np.random.default_rng(1).standard_normal(4)

    assert sum((values / RESPONSE_PRIOR) ** 2) == pytest.approx(values @ block("response") @ values)
