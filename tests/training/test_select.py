from datetime import timedelta

import numpy as np
import pytest

from history.errors import UserError
from training.datasets import DataSet
from training.kinds import BASE
from training.learning.select import select

WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def chosen(made):
    """The selection on rows with a signal, and the rows."""
    data = made()
    return data, select(data, WEEK)


def test_a_signal_gets_a_model(chosen):
    """
    Where a feature tells, something better than the base rate is chosen, and the reason says so.
    """
    _, selection = chosen

    assert selection.kind != BASE
    assert selection.to_json()["signal"]
    assert "is chosen" in selection.because.en


def test_noise_gets_the_base_rate(noise):
    """
    Where nothing tells, the base rate is chosen, and the reason says "no signal" in both languages.
    """
    selection = select(noise, WEEK)

    assert BASE == selection.kind
    assert selection.because.en.startswith("No signal")
    assert selection.because.zh.startswith("没有信号")


def test_the_chosen_model_is_fitted_on_everything(chosen):
    """
    The finished model predicts, gives intervals that hold its probability, and grades.
    """
    data, selection = chosen
    intent = selection.finish(data)
    scores = intent.predict(data.table)

    assert (scores.low <= scores.probability).all()
    assert (scores.probability <= scores.high).all()
    assert {"A", "B", "C", "D"} == set(intent.grade(scores.probability))


def test_same_seed_same_model(chosen):
    """
    Choosing and fitting again gives equal predictions to the last bit.
    """
    data, selection = chosen
    again = select(data, WEEK)
    first, second = (each.finish(data).predict(data.table) for each in (selection, again))

    assert selection.to_json() == again.to_json()
    assert np.array_equal(first.probability, second.probability)
    assert np.array_equal(first.low, second.low)


def test_nobody_ever_bought(data):
    """
    Without a purchase there is no model, and the error says what to check.
    """
    with pytest.raises(UserError, match=r"needs purchases.*purchase.*stages.*dates"):
        select(DataSet(data.table, np.zeros(len(data), dtype=bool)), WEEK)


def test_a_handful_of_purchases(data):
    """
    With fewer than twenty purchases the base rate serves, with intervals as wide as can be, and everyone graded C.
    """
    labels = np.zeros(len(data), dtype=bool)
    labels[::100] = True
    selection = select(DataSet(data.table, labels), WEEK)
    intent = selection.finish(data)
    scores = intent.predict(data.table[:3])

    assert BASE == selection.kind
    assert "15" in selection.because.en
    assert ([0.0] * 3, [1.0] * 3) == (scores.low.tolist(), scores.high.tolist())
    assert ["C"] * 3 == intent.grade(scores.probability).tolist()


def test_too_short_a_history(data):
    """
    With a horizon as long as the history nothing can be judged forward: the base rate serves.
    """
    selection = select(data, timedelta(days=200))

    assert BASE == selection.kind
    assert "too short" in selection.because.en
