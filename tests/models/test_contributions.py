"""What each feature adds: with the base it is the log-odds, of every scorer and of what is shown."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.special import logit

from models.calibration import Calibration, Map
from models.contributions import contributions, explained
from models.intent import Intent
from models.scorers.average import Averaged
from models.scorers.baselines import BaseRate, Logistic
from models.scorers.boosted import Boosted, Boosting
from models.scorers.scorer import Scorer

FEW = Boosting(rounds=20)
# Deep trees of few rows, whose probabilities run into the stops.
SURE = Boosting(rounds=300, learning_rate=0.5, min_rows=1, ridge=0.0, column_share=1.0)
MAKERS = {
    "base rate": BaseRate,
    "line": Logistic,
    "trees": lambda: Boosted(FEW),
    "sure trees": lambda: Boosted(SURE),
    "mean": lambda: Averaged(Logistic(), Boosted(FEW, surroundings=False)),
    "mean of parts that see other columns": lambda: Averaged(Boosted(FEW), Logistic(), Boosted(SURE)),
}


@pytest.fixture(scope="module")
def fitted(feature_tables):
    """Every kind of scorer, fitted on the same table."""
    return {name: make().fit(*feature_tables[0]) for name, make in MAKERS.items()}


@pytest.fixture(params=list(MAKERS))
def scorer(request, fitted) -> Scorer:
    """A fitted scorer of each kind."""
    return fitted[request.param]


def test_contributions_and_base_are_the_log_odds(scorer, feature_tables):
    """
    On the rows it was fitted on and on others, what all features add and the base sum to each row's log-odds.
    """
    for table in (feature_tables[0][0], feature_tables[1]):
        np.testing.assert_allclose(contributions(scorer, table).log_odds, logit(scorer.predict(table)), atol=1e-9)


def test_the_base_is_not_a_row_s_own(scorer, feature_tables):
    """
    One row alone, many together, and none at all have the same base.
    """
    table = feature_tables[1]
    bases = {contributions(scorer, table.iloc[:rows]).base for rows in (0, 1, len(table))}

    assert 1 == len(bases)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(shift=st.floats(-20, 20), slope=st.floats(0.1, 4), name=st.sampled_from(list(MAKERS)))
def test_they_are_the_log_odds_that_are_shown(fitted, feature_tables, shift, slope, name):
    """
    Whatever the calibration, also where it ends at the furthest probability that is given.
    """
    calibration = Calibration.learned(Map(shift, slope), np.array([0.1, 0.9]), np.array([False, True]))
    intent, table = Intent(fitted[name], calibration, (0.1, 0.2, 0.3)), feature_tables[1]

    shown = logit(intent.predict(table).probability)

    np.testing.assert_allclose(explained(intent, table).log_odds, shown, atol=1e-9)


def test_a_calibration_that_changes_nothing_changes_no_contribution(scorer, feature_tables):
    """
    The shares of the probability that is shown are those of the scorer.
    """
    calibration = Calibration.learned(Map(), np.array([0.1]), np.array([False]))
    found = explained(Intent(scorer, calibration, (0.1, 0.2, 0.3)), feature_tables[1])

    np.testing.assert_allclose(found.values, contributions(scorer, feature_tables[1]).values, atol=1e-12)


def test_each_feature_is_told_once(scorer, feature_tables):
    """
    Parts of a mean that see the same feature are told together.
    """
    names = list(contributions(scorer, feature_tables[1]).values.columns)

    assert len(names) == len(set(names))
    assert set(names) <= set(feature_tables[1].columns)


def test_the_base_rate_adds_nothing(fitted, feature_tables):
    """
    It says the same of everybody.
    """
    assert (100, 0) == contributions(fitted["base rate"], feature_tables[1]).values.shape


def test_a_scorer_that_cannot_say_is_refused(feature_tables):
    """
    Silence would pass for a score without reasons.
    """

    class Silent:
        name = "silent"

    with pytest.raises(TypeError, match="silent cannot say"):
        contributions(Silent(), feature_tables[1])
