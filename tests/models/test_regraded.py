"""Grades as the settings ask for them, without training again."""

import json
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from features.build import Rows
from features.spec import Spec
from history.errors import UserError
from history.home import Home, checked
from models.artifact import Bundle
from models.calibration import Calibration
from models.intent import Intent
from models.regraded import GradeSettings, regraded
from models.remembered import Remembered
from models.scorers.baselines import BaseRate

WEEK = timedelta(days=7)
TRAINED = (0.02, 0.05, 0.1)


@pytest.fixture
def bundle(table) -> Bundle:
    """A bundle that remembers a hundred forward predictions, 0.00 to 0.99, of which those from 0.5 on came true."""
    rows, labels = table
    probability = np.arange(100) / 100
    moments = [pd.Timestamp("2026-01-05", tz="UTC"), pd.Timestamp("2026-01-12", tz="UTC")]
    frame = pd.DataFrame(
        {"entity": range(100), "cutoff": np.repeat(moments, 50), "label": probability >= 0.5, "serves": probability}
    )
    intent = Intent(BaseRate().fit(rows, labels), Calibration(), TRAINED)
    return Bundle(Rows("account", "all"), WEEK, Spec(), intent, None, {"model": "base_rate"}, Remembered(frame, {}))


def test_what_is_not_set_is_as_trained(bundle):
    """
    Without settings grades stay, and the card of a model from before grades were told tells of them.
    """
    found = regraded(bundle, GradeSettings())

    assert TRAINED == found.intent.thresholds
    assert not found.card["grades"]["edited"]
    assert [90, 5, 3, 2] == [each["rows"] for each in found.card["grades"]["grades"]]
    assert found is regraded(found, GradeSettings())


def test_edited_grades_are_shown_with_what_they_would_have_held(bundle):
    """
    Thresholds, volume and precision are those of the settings; the scores stay.
    """
    found = regraded(bundle, GradeSettings(A=0.8, B=0.4))
    card = json.loads(json.dumps(found.card["grades"], allow_nan=False))

    assert ["D", "C", "B", "A"] == found.intent.grade(np.array([0.0, 0.3, 0.4, 0.8])).tolist()
    assert ({"A": 0.8, "B": 0.4, "C": 0.02}, True) == (card["thresholds"], card["edited"])
    assert [20, 40, 38, 2] == [each["rows"] for each in card["grades"]]
    assert [1.0, 0.75, 0.0, 0.0] == [each["precision"] for each in card["grades"]]
    assert bundle.intent.scorer is found.intent.scorer


@pytest.mark.parametrize("asked", [{"A": 0.01}, {"C": 0.5}, {"A": 0.3, "B": 0.4, "C": 0.1}])
def test_grades_must_fall(bundle, asked):
    """
    A threshold above that of a better grade is refused, and the error names all three.
    """
    with pytest.raises(UserError, match=r"ever lower from A to C.*A 0\.\d+, B 0\.\d+, C 0\.\d+"):
        regraded(bundle, GradeSettings(**asked))


@pytest.mark.parametrize("written", ["A = 1.2", "B = -0.1", 'C = "high"', "D = 0.1", "A = nan"])
def test_only_probabilities_begin_grades(tmp_path, written):
    """
    What is no probability of A, B or C is refused by the name of the setting.
    """
    (tmp_path / "leadcast.toml").write_text(f"[grades]\n{written}\n", encoding="utf-8")
    place = Home(tmp_path)

    with pytest.raises(UserError, match=rf"\[grades\]: {written[0]}: "):
        checked(GradeSettings, place.table("grades"), f"{place.settings_file}, [grades]")
