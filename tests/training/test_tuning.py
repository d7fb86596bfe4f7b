from dataclasses import replace
from datetime import timedelta

import pytest

from models.scorers.boosted import DEFAULT
from training.evidence import Difference
from training.learning.tuning import Verdict, judged

WEEK = timedelta(days=7)
OTHER = replace(DEFAULT, leaves=31)


def verdict(best, mean, error=0.01):
    return Verdict(DEFAULT, best, 0.5, 0.5 - mean, Difference(mean, error))


def test_settings_that_earn_it_are_taken():
    """
    What saves more than a standard error replaces the default, and a warning says that it is the best of many.
    """
    found = verdict(OTHER, 0.011)

    assert (OTHER, True) == (found.settings, found.to_json()["taken"])
    assert "best of many" in found.because.en


def test_settings_within_the_noise_are_left():
    """
    What saves no more than a standard error leaves the default, and so does what loses.
    """
    found = [verdict(OTHER, mean) for mean in (0.01, -0.1)]

    assert [DEFAULT, DEFAULT] == [each.settings for each in found]
    assert all("stay" in each.because.en and "保留默认参数" in each.because.zh for each in found)


def test_the_default_is_no_better_than_itself():
    """
    Where the default is the best, nothing is taken and nothing is said to be found.
    """
    found = verdict(DEFAULT, 0.0, 0.0)

    assert (DEFAULT, False) == (found.settings, found.taken)
    assert found.because.en.startswith("No settings")


def test_the_verdict_is_that_of_the_candidates(made):
    """
    Both settings are judged on all rows of all blocks; against itself the default saves nothing.
    """
    rows = made(entities=20, weeks=10)
    same = judged(rows, WEEK, DEFAULT, DEFAULT)

    assert 0 == same.gain.mean
    assert same.default_loss == pytest.approx(same.best_loss)
