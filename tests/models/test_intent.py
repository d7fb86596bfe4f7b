"""The intent model: probability, interval and grade of each row, saved and loaded."""

import numpy as np
import pytest

from models.calibration import Calibration, Map
from models.intent import Intent
from models.scorers.average import Averaged
from models.scorers.baselines import BaseRate, Logistic
from models.scorers.boosted import Boosted, Boosting

THRESHOLDS = (0.1, 0.2, 0.4)
QUICK = Boosting(rounds=10, min_rows=10)


def intent_of(scorer, table) -> Intent:
    rows, labels = table
    scores = scorer.fit(rows, labels).predict(rows)
    return Intent(scorer, Calibration.learned(Map(0.2, 0.9), scores, labels), THRESHOLDS)


@pytest.mark.parametrize(
    ("probability", "grade"), [(0.0, "D"), (0.0999, "D"), (0.1, "C"), (0.2, "B"), (0.399, "B"), (0.4, "A"), (1.0, "A")]
)
def test_a_grade_begins_at_its_threshold(table, probability, grade):
    """
    Each threshold is the least probability of its grade.
    """
    assert [grade] == intent_of(BaseRate(), table).grade(np.array([probability])).tolist()


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
    [BaseRate(), Logistic(), Boosted(QUICK), Averaged(Boosted(QUICK, surroundings=False), Logistic(), Boosted(QUICK))],
    ids=lambda scorer: scorer.name,
)
def test_rows_of_numbers_score_as_the_table_that_they_were_made_of(table, other_table, scorer):
    """
    To the last bit, whatever scorer is inside.
    """
    intent = intent_of(scorer, table)
    codes = intent.columns.codes(other_table)
    of_table, of_codes = intent.predict(other_table), intent.predict_codes(codes)

    assert all(getattr(of_table, name).tolist() == getattr(of_codes, name).tolist() for name in ("probability", "low"))
    assert of_table.probability.tolist() == intent.chances(codes).tolist()


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
