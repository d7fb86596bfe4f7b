from datetime import timedelta

import pytest

from training.gate.placebo import learns_nothing
from training.learning.splits import Fold

WEEK = timedelta(days=7)


def into_the_block(cutoffs, _horizon):
    """A fold that is judged on the very rows it was fitted on."""
    return [Fold(cutoffs[-1], cutoffs[len(cutoffs) // 2 :])]


@pytest.mark.parametrize("model", ["logistic", "boosted", "base_rate"])
def test_an_honest_way_learns_nothing(data, model):
    """
    There is a strong signal, but the answers are shuffled.
    """
    assert "passed" == learns_nothing(data, model, WEEK, seed=0).outcome


def test_a_fold_that_sees_its_own_answers_is_found(data):
    """
    Trees that are judged on rows they were fitted on gain even from noise.
    """
    found = learns_nothing(data, "boosted", WEEK, seed=0, folds=into_the_block)

    assert "failed" == found.outcome
    assert found.numbers["gain"]["mean"] > 0


def test_without_folds_nothing_is_said(data):
    """
    Two weeks make no fold.
    """
    short = data.where((data.table["cutoff"] < data.cutoffs[1]).to_numpy())

    assert "not applicable" == learns_nothing(short, "boosted", WEEK, seed=0).outcome
