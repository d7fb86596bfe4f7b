from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from training.gate.sample import MOST_CUTOFFS, training_rows
from training.gate.telling import strength, tells
from training.settings import Gate


def test_strength_is_the_auc():
    """
    As scikit-learn counts it, ties included, in whichever direction is the greater.
    """
    random = np.random.default_rng(0)
    labels, values = random.random(300) < 0.3, random.integers(0, 5, 300).astype(float)
    values[labels] -= 1
    auc = roc_auc_score(labels, values)

    assert max(auc, 1 - auc) == pytest.approx(strength(pd.Series(values), labels))


def test_a_strong_honest_signal_passes(data):
    """
    Log-odds of two per unit are much, but no answer.
    """
    found = tells(data, Gate())

    assert ("passed", "orders_heat") == (found.outcome, found.numbers["strongest"])


def test_an_answer_among_the_features_is_found(data):
    """
    A column that is the label fails by name, in both languages.
    """
    leaking = replace(data, table=data.table.assign(orders_leak=data.labels.astype(np.float32)))
    found = tells(leaking, Gate())

    assert ("failed", ["orders_leak"]) == (found.outcome, found.numbers["above"])
    assert "orders_leak" in found.said.en
    assert "orders_leak" in found.said.zh


def test_a_column_filled_for_some_winners_only_is_found(data):
    """
    Known for a tenth of those who buy and for nobody else, at whatever value: its AUC is small, its meaning plain.
    """
    filled = data.labels & (np.random.default_rng(1).random(len(data)) < 0.1)
    leaking = replace(data, table=data.table.assign(orders_leak=np.where(filled, 1, np.nan).astype(np.float32)))

    assert strength(pd.Series(np.where(filled, 1.0, np.nan)), data.labels) == 1.0
    assert "failed" == tells(leaking, Gate()).outcome


def test_a_category_filled_for_winners_only_is_found(data):
    """
    Of categories it counts whether they are known.
    """
    kind = pd.Categorical(np.where(data.labels, "gold", None), categories=pd.Index(["gold"]))

    assert 1.0 == strength(pd.Series(kind), data.labels)


def test_too_few_answers_tell_nothing(data):
    """
    With a handful of yes, some feature ranks them by chance.
    """
    few = data.where(np.cumsum(data.labels) <= 5)

    assert "not applicable" == tells(few, Gate()).outcome


def test_the_rows_probed_are_the_last_trained_on(orders, new):
    """
    They end with the candidate's last cut-off, and their outcomes were known when it was trained.
    """
    found = training_rows(new, orders)

    assert pd.Timestamp(new.card["last_cutoff"]) == found.cutoffs[-1]
    assert len(found.cutoffs) <= MOST_CUTOFFS
