"""From draws to expected values with intervals."""

import numpy as np
import pytest
from scipy.stats import binom, nbinom
from scipy.stats import poisson as poisson_law

from models.outcome import counted, poisson, ranged


def test_a_range_is_the_mean_and_the_middle_80_percent():
    """
    Of each place on its own.
    """
    draws = np.column_stack([np.arange(101.0), np.full(101, 5.0)])
    found = ranged(draws)

    assert (50.0, 10.0, 90.0) == (found[0].value, found[0].low, found[0].high)
    assert (5.0, 5.0, 5.0) == (found[1].value, found[1].low, found[1].high)


@pytest.mark.parametrize(("leads", "chance"), [(30, 0.15), (200, 0.1), (1_000_000, 0.002)])
def test_a_count_has_the_interval_of_its_law(leads, chance):
    """
    With a known chance the interval holds 80 % of the binomial law, and hardly more than it must.
    """
    found = counted(np.full(400, chance), leads, 0.0)[()]
    law = binom(leads, chance)
    held = law.cdf(found.high) - law.cdf(found.low - 1)

    assert leads * chance == pytest.approx(found.value)
    assert 0.76 < held < 0.80 + law.pmf(round(law.mean())) + 0.03


def test_what_is_not_known_widens_a_count():
    """
    A chance that may be half or double has a wider interval than one that is known.
    """
    sure, unsure = (counted(chances, 200, 0.0)[()] for chances in (np.full(400, 0.1), np.tile([0.05, 0.15], 200)))

    assert unsure.high - unsure.low > sure.high - sure.low
    assert sure.value == pytest.approx(unsure.value)


def test_noise_makes_a_count_a_negative_binomial():
    """
    A relative variance of the mean beside Poisson's chance: the interval holds 80 % of that law.
    """
    found = poisson(np.full(400, 20.0), 0.1)[()]
    law = nbinom(10, 10 / 30)

    assert 0.76 < law.cdf(found.high) - law.cdf(found.low - 1) < 0.86
    assert found.high - found.low > poisson_law(20).ppf(0.9) - poisson_law(20).ppf(0.1)


def test_nothing_asked_is_nothing_won():
    """
    Without leads, or without a chance, there is no win to be expected.
    """
    for found in (counted(np.full(400, 0.1), 0, 0.1)[()], poisson(np.zeros(400), 0.1)[()]):
        assert (0.0, 0.0, 0.0) == (found.value, found.low, found.high)
