import numpy as np
import pytest
from scipy.special import logit

from models.average import Averaged
from models.baselines import BaseRate, Logistic
from models.boosted import Boosted, Boosting
from models.contributions import contributions
from models.scorer import Scorer

FEW = Boosting(rounds=20)


@pytest.fixture(
    params=[Logistic, lambda: Boosted(FEW), lambda: Averaged(Logistic(), Boosted(FEW, surroundings=False))],
    ids=["line", "trees", "mean"],
)
def scorer(request, table) -> Scorer:
    """A fitted model of each kind that has features; `table` holds features and labels."""
    return request.param().fit(*table)


def test_contributions_sum_to_the_log_odds(scorer, table):
    """
    What all features add, with what an average row has, is the row's log-odds.
    """
    added = contributions(scorer, table[0]).sum(axis=1)
    rest = logit(scorer.predict(table[0])) - added

    np.testing.assert_allclose(rest, rest.iloc[0], atol=1e-9)


def test_each_feature_is_told_once(scorer, table):
    """
    Parts of a mean that see the same feature are told together.
    """
    names = list(contributions(scorer, table[0]).columns)

    assert len(names) == len(set(names))
    assert set(names) <= set(table[0].columns)


def test_the_base_rate_has_no_reasons(table):
    """
    It says the same of everybody.
    """
    assert (len(table[0]), 0) == contributions(BaseRate().fit(*table), table[0]).shape
