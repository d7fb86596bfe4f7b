"""The intent model: probability, interval and grade of each row, saved and loaded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.average import Averaged
from models.baselines import BaseRate, Logistic
from models.boosted import Boosted, Boosting
from models.calibration import Calibration, Map
from models.intent import Intent, thresholds_from

THRESHOLDS = (0.1, 0.2, 0.4)
QUICK = Boosting(rounds=10, min_rows=10)


def intent_of(scorer, table) -> Intent:
    rows, labels = table
    scores = scorer.fit(rows, labels).predict(rows)
    return Intent(scorer, Calibration(Map(0.2, 0.9), scores, labels), THRESHOLDS)


@pytest.mark.parametrize(
    ("probability", "grade"), [(0.0, "D"), (0.0999, "D"), (0.1, "C"), (0.2, "B"), (0.399, "B"), (0.4, "A"), (1.0, "A")]
)
def test_a_grade_begins_at_its_threshold(table, probability, grade):
    """
    Each threshold is the least probability of its grade.
    """
    assert [grade] == intent_of(BaseRate(), table).grade(np.array([probability])).tolist()


@given(st.lists(st.floats(0.001, 0.999), min_size=40, max_size=200, unique=True))
def test_thresholds_grade_the_shares_they_promise(values):
    """
    On the predictions they come from, the upper 5 % are A, the next 10 % B, the next 25 % C, within a row.
    """
    probability = np.array(values)
    grades = np.searchsorted(thresholds_from(probability), probability, side="right")
    shares = [(grades >= least).mean() for least in (1, 2, 3)]

    assert shares == pytest.approx([0.40, 0.15, 0.05], abs=1.5 / len(values))


@pytest.mark.parametrize("probability", [np.array([]), np.full(10, 0.3)], ids=["nobody", "all equal"])
def test_without_an_order_everybody_is_c(table, probability):
    """
    Where scores do not differ no grade invents an order.
    """
    intent = intent_of(BaseRate(), table)
    intent.thresholds = thresholds_from(probability)

    assert ["C", "C", "C"] == intent.grade(np.array([0.0, 0.3, 1.0])).tolist()


def test_predictions_are_calibrated_scores_with_their_interval(table):
    """
    The probability is the mapped score, and lies in its interval.
    """
    intent = intent_of(Logistic(), table)
    rows, _ = table
    scores = intent.predict(rows)

    assert intent.calibration.probability(intent.scorer.predict(rows)).tolist() == scores.probability.tolist()
    assert ((scores.low <= scores.probability) & (scores.probability <= scores.high)).all()
    assert len(rows) == len(scores)


@pytest.mark.parametrize(
    "scorer",
    [
        BaseRate(),
        Logistic(),
        Boosted(QUICK),
        Boosted(QUICK, surroundings=False),
        Averaged(Logistic(), Boosted(QUICK), Boosted(QUICK, surroundings=False)),
    ],
    ids=lambda scorer: scorer.name,
)
def test_save_and_load_give_equal_scores_and_grades(table, other_table, tmp_path, scorer):
    """
    Probabilities, intervals and grades are the same to the last bit, whatever scorer is inside.
    """
    intent = intent_of(scorer, table)
    intent.save(tmp_path)
    loaded = Intent.load(tmp_path)
    before, after = intent.predict(other_table), loaded.predict(other_table)

    for part in ("probability", "low", "high"):
        assert getattr(before, part).tolist() == getattr(after, part).tolist()
    assert intent.grade(before.probability).tolist() == loaded.grade(after.probability).tolist()
    assert intent.scorer.name == loaded.scorer.name
