"""The service grades by the settings, whatever the model was trained with."""

import numpy as np

from models.regraded import GradeSettings
from serving.scores.opening import Live, open_live
from serving.settings import Settings


def test_the_service_grades_by_its_settings(settings: Settings, live: Live) -> None:
    """Grades of everybody are those of `[grades]`, scores are the same, and the card says so."""
    probability = live.book.scores.probability
    low, middle, high = (float(np.quantile(probability, share)) for share in (0.3, 0.5, 0.7))
    edited = open_live(settings.model_copy(update={"grades": GradeSettings(A=high, B=middle, C=low)}))
    expected = np.select([probability >= high, probability >= middle, probability >= low], ["A", "B", "C"], "D")

    assert expected.tolist() == edited.book.grade.tolist()
    assert expected.tolist() != live.book.grade.tolist()
    assert probability.tolist() == edited.book.scores.probability.tolist()
    assert {"A": high, "B": middle, "C": low} == edited.bundle.card["grades"]["thresholds"]
    assert (False, True) == tuple(each.bundle.card["grades"]["edited"] for each in (live, edited))
